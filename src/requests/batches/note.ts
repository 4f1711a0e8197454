import * as z from "zod";
import { endpoints, type JsonObject } from "../../endpoints/types.ts";

const usd = z.number().nonnegative();

/** What is known of a batch: small, and readable in a diff. Its requests stand in a file of their own. */
export const noteSchema = z.object({
  /** The hash of its requests and of the try's number; stands in the batch's `metadata` as well. */
  key: z.string().regex(/^[\da-f]{40}$/),
  provider: z.string(),
  /** The path of its requests, such as `/v1/responses`. */
  endpoint: z.string(),
  model: z.string(),
  /** `intended`: nobody knows yet whether it was submitted. */
  state: z.enum(["intended", "out", "settled"]),
  /** ISO 8601, UTC: when it was noted, and the first of its requests. */
  created: z.iso.datetime(),
  since: z.iso.datetime(),
  requests: z.int().positive(),
  /** The most it can cost in US dollars; absent where a price is not known. */
  bound_usd: usd.optional(),
  /** Just before it was submitted; unset: nobody has tried. */
  posted: z.iso.datetime().optional(),
  /** The provider's ids. */
  file: z.string().optional(),
  batch: z.string().optional(),
  /** Of a settled one: how it ended, why, and what came. */
  ended: z.string().optional(),
  reason: z.string().optional(),
  answered: z.int().nonnegative().optional(),
  /** The most requests that the next one may hold, where the provider took no more. */
  most: z.int().positive().optional(),
  cost_usd: usd.optional(),
});

export type Note = z.output<typeof noteSchema>;

/** A day for the batch, thirty for its results, and one more: until then a provider may know it. */
const knownMs = 32 * 24 * 3_600_000;

/**
 * Whether nobody needs a note any more. As long as the provider has the batch, the note is what tells a new batch of
 * the same requests from it.
 */
export function isForgotten(
  { state, created }: Pick<Note, "state" | "created">,
  nowMs: number,
): boolean {
  return state === "settled" && nowMs - Date.parse(created) > knownMs;
}

const json = z.custom<JsonObject>((value) => typeof value === "object" && value !== null);

/** One request of a batch, and what its record will tell of it. */
export const lineSchema = z.object({
  /** Its `custom_id`. */
  id: z.string(),
  slug: z.string(),
  block: z.string(),
  kind: z.enum(["text", "image"]),
  /** Which of a block's pictures. */
  number: z.int().positive().optional(),
  /** The answer that it is to take the place of (`--refresh`); see `findReplaced`. */
  replaces: z.string().optional(),
  /** ISO 8601, UTC: when it was first noted; and how often, this time included. */
  since: z.iso.datetime(),
  tries: z.int().nonnegative(),
  bound_usd: usd.optional(),
  /** Why no batch answered it; only in a batch that is settled. */
  lacks: z.enum(["expired", "failed", "missing"]).optional(),
  asked: z.object({
    request: z.object({
      fingerprint: z.string(),
      provider: z.string(),
      endpoint: z.enum(endpoints),
      model: z.string(),
      attached: z.array(z.object({ key: z.string(), sha256: z.string() })).exactOptional(),
    }),
    recorded: json,
    uses: z.record(z.string(), z.string()),
    key: z.string().exactOptional(),
  }),
});

export type Line = z.output<typeof lineSchema>;
