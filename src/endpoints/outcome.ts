import { type ErrorCode } from "../errors.ts";
import { AnswerError, type ReceivedText } from "./answer-error.ts";

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

export interface OutcomeOptions {
  /** What the server calls it, or says of it. */
  readonly detail?: string | undefined;
  readonly hint?: string;
  readonly retryable?: boolean;
  readonly received?: ReceivedText | undefined;
}

/**
 * A 200 that is not an answer, and why it is not. It may have been billed, so it is tried twice at
 * most, even where another attempt could help.
 */
export function notAnAnswer(
  code: keyof typeof outcomes,
  options: OutcomeOptions = {},
): AnswerError {
  const { message, hint, retryable } = outcomes[code];
  const { detail } = options;
  return new AnswerError(code, detail === undefined ? message : `${message}: ${detail}`, {
    hint: options.hint ?? hint,
    retryable: options.retryable ?? retryable,
    mostAttempts: 2,
    mayBeBilled: true,
    received: options.received,
  });
}

/** Nothing but thoughts came: the same request would end the same way, and cost the same. */
export function onlyThoughts(received?: ReceivedText): AnswerError {
  return notAnAnswer("ANSWER_BLANK", {
    detail: "only the model's thoughts came",
    hint: "Raise max_output_tokens, which the thoughts may have used up, or let the model think less.",
    retryable: false,
    received,
  });
}

/**
 * @param said what came in a picture's place, as it may be shown
 * @param received what the reply took all the same
 */
export function noPicture(said: string | undefined, received?: ReceivedText): AnswerError {
  return notAnAnswer("ANSWER_BLANK", {
    detail: said === undefined ? "no picture came" : `no picture came, but words: "${said}"`,
    received,
  });
}

/** What came of a reply in which nothing can be read: it is billed all the same. */
export function nothingButUsage(usage: ReceivedText["usage"]): ReceivedText {
  return { text: "", usage };
}

/**
 * A server's word that is safe to show: one of the API's own names, never free text, which could
 * hold anything.
 */
export function nameOrNothing(word: string | null | undefined): string | undefined {
  return word && /^[A-Za-z][\w.]{0,40}$/.test(word) ? word : undefined;
}
