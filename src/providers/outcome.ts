import type { Usage } from "../job/types.ts";
import { AnswerError, type ErrorCode, type ReceivedText } from "../errors.ts";
import type { ReplyFields } from "./reply-fields.ts";

const outcomes = {
  ANSWER_TRUNCATED: {
    message: "the answer was cut off at its output limit",
    hint: "Raise max_output_tokens, or ask for less.",
    retryable: false,
  },
  ANSWER_REFUSED: {
    message: "the model declined to answer",
    hint: "Reword the prompt.",
    retryable: false,
  },
  ANSWER_FILTERED: {
    message: "the provider's content filter withheld the answer",
    hint: "Reword the prompt.",
    retryable: false,
  },
  ANSWER_BLANK: {
    message: "the reply is a success, but holds nothing",
    hint: "Ask again; if it stays so, reword the prompt or raise max_output_tokens.",
    retryable: true,
  },
  ANSWER_FAILED: {
    message: "the reply says that the request failed",
    hint: "Ask again later, or try another model.",
    retryable: false,
  },
} as const satisfies Partial<
  Record<ErrorCode, { message: string; hint: string; retryable: boolean }>
>;

/** A 200 that is not an answer: which of the ways it is none. All may have been billed. */
export function notAnAnswer(
  code: keyof typeof outcomes,
  detail?: string,
  options: { retryable?: boolean; received?: ReceivedText | undefined } = {},
): AnswerError {
  const { message, hint, retryable } = outcomes[code];
  return new AnswerError(code, detail === undefined ? message : `${message}: ${detail}`, {
    hint,
    retryable: options.retryable ?? retryable,
    mayBeBilled: true,
    // Chance may play a part in an empty answer, but hardly twice.
    ...(code === "ANSWER_BLANK" && { mostAttempts: 2 }),
    received: options.received,
  });
}

/**
 * A word of the server's that may be shown: a name of the API's, never free text, in which
 * anything could stand.
 */
export function nameOrNothing(word: string | null | undefined): string | undefined {
  return word && /^[a-z_]{1,40}$/.test(word) ? word : undefined;
}

/** What the endpoints call the tokens of a usage: `/responses` and `/images`, chat and completions. */
export const newUsageNames = ["input_tokens", "output_tokens"] as const;
export const oldUsageNames = ["prompt_tokens", "completion_tokens"] as const;

/** What a reply says it took. A usage that a compatible server spells otherwise is no usage. */
export function readUsage(
  reply: ReplyFields,
  [input, output]: typeof newUsageNames | typeof oldUsageNames,
): Usage | undefined {
  const usage = reply.tolerate((fields) => fields.optionalObject("usage"));
  if (usage === undefined) return undefined;
  const inputTokens = usage.count(input);
  // A completion of which nothing is counted took none.
  const isUncounted = output === "completion_tokens" && !usage.has(output);
  const outputTokens = isUncounted ? 0 : usage.count(output);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { input_tokens: inputTokens, output_tokens: outputTokens };
}
