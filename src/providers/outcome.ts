import { z } from "zod";
import type { Usage } from "../job/types.ts";
import { AttemptError, type ErrorCode } from "../errors.ts";

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
  options: { retryable?: boolean } = {},
): AttemptError {
  const { message, hint, retryable } = outcomes[code];
  return new AttemptError(code, detail === undefined ? message : `${message}: ${detail}`, {
    hint,
    retryable: options.retryable ?? retryable,
    mayBeBilled: true,
  });
}

/**
 * Checks a body against the part of the wire format that is used.
 * @throws AttemptError PROVIDER_BAD_RESPONSE, naming the field but not its content
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw new AttemptError(
    "PROVIDER_BAD_RESPONSE",
    `the reply lacks what the API promises${field && ` (at ${field})`}`,
    {
      // Whole JSON of another shape is another API: asking again would only be billed again.
      retryable: false,
      mayBeBilled: true,
      hint: "Check that base_url names an OpenAI-compatible API.",
      cause: result.error,
    },
  );
}

/**
 * A word of the server's that may be shown: a name of the API's, never free text, in which
 * anything could stand.
 */
export function nameOrNothing(word: string | null | undefined): string | undefined {
  return word && /^[a-z_]{1,40}$/.test(word) ? word : undefined;
}

const tokens = z.int().nonnegative();

/** Tolerant: a usage that a compatible server spells otherwise is no usage, not an error. */
export const newUsage = z
  .object({ input_tokens: tokens, output_tokens: tokens })
  .nullish()
  .catch(undefined);

export const oldUsage = z
  .object({ prompt_tokens: tokens, completion_tokens: tokens.default(0) })
  .nullish()
  .catch(undefined);

/** The two spellings of usage, as one. */
export function toUsage(
  usage: z.infer<typeof newUsage> | z.infer<typeof oldUsage>,
): Usage | undefined {
  if (!usage) return undefined;
  if ("input_tokens" in usage)
    return { input_tokens: usage.input_tokens, output_tokens: usage.output_tokens };
  return { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens };
}
