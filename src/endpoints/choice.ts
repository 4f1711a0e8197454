import * as z from "zod";
import type { ReceivedText } from "./answer-error.ts";
import { trimAround } from "./text/trim-around.ts";
import { withoutThoughts } from "./text/thoughts.ts";
import { assertFinished } from "./finish.ts";
import { failures } from "./failures.ts";
import { judge } from "./judge.ts";
import { annotations, type Source } from "./sources.ts";
import { notAnAnswer, nothingButUsage, onlyThoughts } from "./outcome.ts";
import type { Excerpt } from "./types.ts";
import type { TextReply } from "./text-endpoint.ts";
import { oldUsage, tierField, type Usage, usageOf } from "./usage.ts";
import { finishReason, optionalText, tolerantName } from "./wire.ts";
import { readWireError, tellsOfError } from "./wire-error.ts";

const textPart = z.string().transform((text): ContentPart => ({ type: "text", text }));

/** A content, as its parts: the API gives a text, or a list of them. */
export const content = z
  .union([
    textPart.transform((part) => [part]),
    z.array(
      z.union([
        textPart,
        z.object({
          type: optionalText,
          text: z
            .union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)])
            .nullish(),
          refusal: optionalText,
          annotations,
        }),
      ]),
    ),
  ])
  .nullish()
  .transform((parts): readonly ContentPart[] => parts ?? []);

export interface ContentPart {
  readonly type?: string | null | undefined;
  readonly text?: string | null | undefined;
  readonly refusal?: string | null | undefined;
  readonly annotations?: z.output<typeof annotations>;
}

/** Joins the parts that are text; those of thoughts are left out. */
export function joinParts(parts: readonly ContentPart[]): string {
  return parts
    .filter(isTextPart)
    .map(({ text }) => text ?? "")
    .join("");
}

/** Each part with what stands beside it. */
export function toAnnotated(
  parts: readonly ContentPart[],
): readonly { readonly text: string; readonly annotations: ContentPart["annotations"] }[] {
  return parts
    .filter(isTextPart)
    .map(({ text, annotations: beside }) => ({ text: text ?? "", annotations: beside }));
}

export function isTextPart({ type }: ContentPart): boolean {
  return type === undefined || type === null || type === "text" || type === "output_text";
}

/** What a choice of chat and one of completions have in common. */
export const choiceFields = { finish_reason: finishReason, error: z.unknown().optional() };

/** What the replies of chat and completions have in common. */
export const replyFields = { model: tolerantName, usage: oldUsage, ...tierField };

/**
 * The one choice that was asked for.
 * @param usage what the reply took all the same
 * @throws AnswerError ANSWER_BLANK
 */
export function takeFirst<T>([first]: readonly T[], usage: Usage | undefined): T {
  if (first === undefined) {
    throw notAnAnswer("ANSWER_BLANK", { received: nothingButUsage(usage) });
  }
  return first;
}

/** The model's words where it declines to answer. */
export function joinRefusals(parts: readonly ContentPart[]): string {
  return parts.map(({ refusal }) => refusal ?? "").join("");
}

interface Choice {
  readonly content: string;
  readonly finish_reason: string | null | undefined;
  readonly error?: unknown;
  /** Whether the reply holds thoughts in a field of their own. */
  readonly thought?: boolean;
  readonly sources?: readonly Source[];
}

/**
 * Turns a choice of chat or completions into its text, or says why it is not an answer.
 * @throws AnswerError ANSWER_…
 */
export function readChoice(
  choice: Choice,
  reply: {
    readonly model?: string | undefined;
    readonly usage?: Usage | undefined;
    readonly service_tier?: string | undefined;
  },
  excerpt: Excerpt,
): TextReply {
  const { finish_reason: finish } = choice;
  const { model: servedBy } = reply;
  const usage = usageOf(reply);
  const received = {
    text: trimAround(choice.content),
    finish: finish ?? undefined,
    servedBy,
    usage,
  };
  assertNoError(choice.error, received, excerpt);
  assertFinished(finish, received);
  const text = takeAnswer(received, choice.thought);
  const { sources = [] } = choice;
  const end = finish ?? "stop";
  return { text, finish: end, servedBy, usage, ...(sources.length > 0 && { sources }) };
}

/**
 * An error beside a text, or in a picture's place: whatever the finish reason says, this is not an
 * answer.
 * @throws AnswerError ANSWER_FAILED; ANSWER_FILTERED when it speaks of a filter
 */
export function assertNoError(
  error: unknown,
  received: ReceivedText | undefined,
  excerpt: Excerpt,
): void {
  if (!tellsOfError({ error })) {
    return;
  }
  const wire = readWireError({ error });
  const said = excerpt(wire.message);
  const kind = judge(200, wire);
  throw notAnAnswer(kind === "filtered" ? "ANSWER_FILTERED" : "ANSWER_FAILED", {
    detail: said === undefined ? "an error stands beside it" : `the server says: "${said}"`,
    retryable: failures[kind].retryable,
    received,
  });
}

/** Any character that can be seen. */
const isVisible = /[^\s\p{Cc}\p{Cf}]/u;

/**
 * The answer in a text that came whole.
 * @param thought whether thoughts came in a field of their own
 * @throws AnswerError ANSWER_BLANK; only where chance may play it is worth another attempt
 */
export function takeAnswer(received: ReceivedText, thought = false): string {
  const text = withoutThoughts(received.text);
  if (text === undefined || (text === "" && thought)) {
    throw onlyThoughts(received);
  }
  if (!isVisible.test(text)) {
    // With no output token at all, the model chose to say nothing: it would do so again.
    const retryable = received.usage?.output_tokens !== 0;
    throw notAnAnswer("ANSWER_BLANK", { retryable, received });
  }
  return text;
}
