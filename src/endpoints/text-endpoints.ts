import { chat } from "./chat.ts";
import { completions } from "./completions.ts";
import { responses } from "./responses.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";
import type { TextEndpoint } from "./types.ts";

export const textEndpointAdapters: Readonly<Record<TextEndpoint, TextEndpointAdapter>> = {
  responses,
  chat,
  completions,
};
