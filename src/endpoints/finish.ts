import type { ReceivedText } from "./answer-error.ts";
import { nameOrNothing, notAnAnswer } from "./outcome.ts";

/** The finish reasons of a complete answer; compared in lower case. */
const whole = new Set(["stop", "eos", "end_turn", "stop_sequence", "completed"]);

const cutOff = /length|max_?\w*tokens|token_?limit|context_window|truncat|incomplete/;
const withheld =
  /filter|safety|recitation|blocklist|blocked|prohibited|spii|moderat|policy|guardrail|sensitive/;

/**
 * Lets an answer through only when the server says that it ended by itself, or does not say how it
 * ended: some compatible servers leave that out. Any other reason, known or not, is refused.
 * @throws AnswerError ANSWER_… that names the reason, with what came
 */
export function assertFinished(
  reason: string | null | undefined,
  received: ReceivedText | undefined,
): void {
  const finish = (reason ?? "stop")
    .trim()
    .toLowerCase()
    .replace(/^finishreason\./, "");
  if (whole.has(finish)) {
    return;
  }
  const detail = nameOrNothing(reason);
  if (cutOff.test(finish)) {
    throw notAnAnswer("ANSWER_TRUNCATED", { detail, received });
  }
  if (finish === "refusal") {
    throw notAnAnswer("ANSWER_REFUSED", { received });
  }
  if (withheld.test(finish)) {
    throw notAnAnswer("ANSWER_FILTERED", { detail, received });
  }
  const isCall = /^(?:tool|function)_(?:calls?|use)$/.test(finish);
  throw notAnAnswer("ANSWER_FAILED", {
    detail: isCall
      ? "the model asked for a tool call"
      : `it ended with ${detail ?? "no known reason"}`,
    received,
  });
}
