import { chat } from "./chat.ts";
import { completions } from "./completions.ts";
import { responses } from "./responses.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";
import type { Dialect, TextEndpoint, TextParameters } from "./types.ts";

export const textEndpointAdapters: Readonly<Record<TextEndpoint, TextEndpointAdapter>> = {
  responses,
  chat,
  completions,
};

const dialects: readonly Dialect[] = [
  { maxTokensField: "max_completion_tokens" },
  { maxTokensField: "max_tokens" },
];
const allParameters: TextParameters = {
  model: "",
  maxOutputTokens: 1,
  temperature: 1,
  topP: 1,
  extra: {},
};

/** Every key that Prelo itself puts into a body of any of them. */
export const textBodyKeys: readonly string[] = Object.values(textEndpointAdapters).flatMap(
  (adapter) =>
    dialects.flatMap((dialect) =>
      Object.keys(adapter.buildBody(allParameters, { system: "", prompt: "" }, dialect)),
    ),
);
