import { hash } from "node:crypto";

/** One of several parts that a job's articles are split into, as test runners split their tests. */
export interface Shard {
  /** From 1 to {@link Shard.of}. */
  readonly number: number;
  readonly of: number;
}

/** So many hexadecimal digits are a whole number that is exact. */
const digits = 13;

/**
 * Whether an article belongs to a part. Its name alone decides: no other article moves when one is added
 * or removed, and each belongs to exactly one part.
 */
export function isInShard(slug: string, { number, of }: Shard): boolean {
  return Number.parseInt(hash("sha256", slug).slice(0, digits), 16) % of === number - 1;
}
