import { withoutThoughts } from "../prose/thoughts.ts";
import type { TextReply } from "./text-endpoint.ts";
import { notAnAnswer } from "./outcome.ts";

/** `length` is the API's own name; the others are what compatible servers say instead. */
const cutOff = new Set(["length", "max_tokens", "model_length"]);

/**
 * Turns a choice of chat or completions into its text, or says why it is not an answer.
 * A missing finish reason counts as `stop`: some compatible servers leave it out.
 * @throws AttemptError ANSWER_…
 */
export function readChoice(
  content: string | undefined,
  finishReason: string | undefined,
): Pick<TextReply, "text" | "finish"> {
  const finish = finishReason ?? "stop";
  const received = { text: (content ?? "").trim(), finish };
  if (cutOff.has(finish)) throw notAnAnswer("ANSWER_TRUNCATED", undefined, { received });
  if (finish === "error") throw notAnAnswer("ANSWER_FAILED", undefined, { received });
  if (finish === "content_filter") throw notAnAnswer("ANSWER_FILTERED", undefined, { received });
  if (finish === "tool_calls" || finish === "function_call")
    throw notAnAnswer("ANSWER_FAILED", "the model asked for a tool call", { received });
  const text = withoutThoughts(received.text);
  if (text === undefined) throw notAnAnswer("ANSWER_BLANK", "only thoughts came", { received });
  if (text === "") throw notAnAnswer("ANSWER_BLANK");
  return { text, finish };
}
