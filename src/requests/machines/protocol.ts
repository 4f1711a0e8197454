import * as z from "zod";
import { usageSchema } from "../../endpoints/usage.ts";
import { AnswerError } from "../../endpoints/answer-error.ts";
import { sourceSchema } from "../../endpoints/sources.ts";
import { AttemptError, type ErrorCode, errorCodes, PreloError } from "../../errors.ts";
import { imageEndpoints, type JsonObject, textEndpoints } from "../../endpoints/types.ts";

/** Goes up when a coordinator and a worker of different releases could misread each other. */
export const protocol = 1;

/** The names of everything in Redis: all begin with `prelo:`, which is what an ACL has to allow. */
export const keyPrefix = "prelo";

/** How long a reply waits for the run that asked for it, in milliseconds: 7 days. */
export const keepReplyMs = 7 * 24 * 60 * 60 * 1000;

/** What a worker that does not tell of itself for so long is taken to be gone, in milliseconds. */
export const usualLockMs = 30_000;

const json: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const count = z.number().int().nonnegative();

const callFields = {
  model: z.string(),
  body: json,
  leftMs: z.number(),
  boundTokens: count,
};

/** A request as it travels. It names no host, no header and no key: those are the worker's own. */
export const carriedCallSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), endpoint: z.enum(textEndpoints), ...callFields }),
  z.object({
    kind: z.literal("images"),
    endpoint: z.enum(imageEndpoints),
    ...callFields,
    givesPictures: z.boolean().optional(),
    maxBytes: count,
    limits: z.object({ maxPixels: count, maxBytes: count }),
  }),
]);
export type CarriedCall = z.output<typeof carriedCallSchema>;

/** What a job of the queue holds: who asks, and the sealed {@link CarriedCall}. */
export const envelopeSchema = z.object({
  protocol: z.number(),
  /** The run that is told how it went. */
  run: z.string(),
  /** What it is known by in the ledger. */
  identity: z.string(),
  /** The reply, or the lost worker's claim, that is not to stand any more. */
  replaces: z.string().optional(),
  call: z.string(),
});
export type Envelope = z.output<typeof envelopeSchema>;

const errorSchema = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === "string" && code in errorCodes),
  message: z.string(),
  hint: z.string().optional(),
  /** Of one attempt; absent for what no further attempt can mend. */
  attempt: z
    .object({
      retryable: z.boolean(),
      retryAfterMs: z.number().optional(),
      mostAttempts: z.number().optional(),
      status: z.number().optional(),
      requestId: z.string().optional(),
      stops: z.enum(["model", "provider"]).optional(),
      mayBeBilled: z.boolean(),
    })
    .optional(),
  /** What came although it is no answer. */
  received: z
    .object({
      text: z.string(),
      finish: z.string().optional(),
      servedBy: z.string().optional(),
      usage: usageSchema.optional(),
    })
    .optional(),
  isAnswer: z.boolean().optional(),
});
export type CarriedError = z.output<typeof errorSchema>;

const pictureSchema = z.union([
  z.object({
    bytes: count,
    pieces: count,
    revisedPrompt: z.string().optional(),
  }),
  z.object({ error: errorSchema }),
]);
export type CarriedPicture = z.output<typeof pictureSchema>;

/** What came of a request: what is kept, sealed, until the run that asked has recorded it. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: z.string(),
    sources: z.array(sourceSchema).readonly().optional(),
    finish: z.string(),
    servedBy: z.string().optional(),
    usage: usageSchema.optional(),
    requestId: z.string().optional(),
  }),
  z.object({
    kind: z.literal("images"),
    pictures: z.array(pictureSchema),
    servedBy: z.string().optional(),
    usage: usageSchema.optional(),
    requestId: z.string().optional(),
  }),
  z.object({ kind: z.literal("failed"), error: errorSchema }),
]);
export type Outcome = z.output<typeof outcomeSchema>;

/** What a run is told of one of its jobs. */
export const noticeSchema = z.object({
  job: z.string(),
  /** Who has dealt with it. */
  worker: z.string(),
  state: z.enum([
    /** There is a reply: the ledger has it. */
    "answered",
    /** There was one before. */
    "found",
    /** There is none; `error` says why. */
    "failed",
    /** A worker that is gone may have sent it; `claim` is what it left. */
    "doubt",
    /** The worker cannot read it; `error` is plain text then. */
    "refused",
  ]),
  error: z.string().optional(),
  claim: z.string().optional(),
  /** What came of work on bytes, sealed. */
  result: z.string().optional(),
  tookMs: z.number().optional(),
});
export type Notice = z.output<typeof noticeSchema>;

/** An error in a form that travels. */
export function packError(error: PreloError): CarriedError {
  const { code, message, hint } = error;
  const told = { code, message, ...(hint !== undefined && { hint }) };
  if (!(error instanceof AttemptError)) {
    return told;
  }
  const { retryable, retryAfterMs, mostAttempts, status, requestId, stops, mayBeBilled } = error;
  const attempt = { retryable, retryAfterMs, mostAttempts, status, requestId, stops, mayBeBilled };
  return error instanceof AnswerError
    ? { ...told, attempt, received: error.received, isAnswer: true }
    : { ...told, attempt };
}

/** The error that {@link packError} has packed. */
export function unpackError({ code, message, hint, attempt, ...rest }: CarriedError): PreloError {
  if (attempt === undefined) {
    return new PreloError(code, message, { hint });
  }
  const options = { ...attempt, hint };
  return rest.isAnswer === true
    ? new AnswerError(code, message, { ...options, received: rest.received })
    : new AttemptError(code, message, options);
}

export { errorSchema };
