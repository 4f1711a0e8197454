import * as z from "zod";
import { readWire } from "../../endpoints/wire.ts";
import type { JsonObject } from "../../job/types.ts";
import type { HttpClient } from "../http/client.ts";
import { type ApiReply, callApi, type Connection } from "./call.ts";

/** What the API takes where it counts: all that the model reads, and nothing of how it is to answer. */
const countedKeys = new Set([
  "model",
  "input",
  "instructions",
  "conversation",
  "previous_response_id",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
  "truncation",
]);

const reply = z.object({ input_tokens: z.int().nonnegative() });
const maxBytes = 1024 * 1024;

/** A body of Responses as far as its input is counted. */
export function countedBody(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => countedKeys.has(key)));
}

/**
 * Asks how many tokens the input of a request takes: `POST /responses/input_tokens`. It costs nothing.
 * @param call `body` is a {@link countedBody}
 * @throws AttemptError PROVIDER_…
 */
export function countTokens(
  client: HttpClient,
  connection: Connection,
  call: { readonly body: JsonObject; readonly model: string; readonly leftMs: number },
  context: { signal: AbortSignal; now: () => number },
): Promise<ApiReply<{ readonly inputTokens: number }>> {
  return callApi(
    client,
    connection,
    {
      ...call,
      path: "/responses/input_tokens",
      maxBytes,
      read: (body) => ({ inputTokens: readWire(reply, body).input_tokens }),
    },
    context,
  );
}
