import { parseDuration } from "../../endpoints/duration.ts";
import { type Headers, readHeader } from "./retry-after.ts";

/** What one pair of limits says of itself; each part may be absent. */
export interface RateState {
  readonly limit?: number;
  readonly remaining?: number;
  /** Until the limit is whole again, in milliseconds. */
  readonly resetMs?: number;
}

/** Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`. */
export function parseRateHeaders(headers: Headers): { requests: RateState; tokens: RateState } {
  return { requests: parseRate(headers, "requests"), tokens: parseRate(headers, "tokens") };
}

/** What most servers say. */
const nothing: RateState = {};

function parseRate(headers: Headers, what: "requests" | "tokens"): RateState {
  const limit = parseCount(readHeader(headers, `x-ratelimit-limit-${what}`));
  const remaining = parseCount(readHeader(headers, `x-ratelimit-remaining-${what}`));
  const resetMs = parseDuration(readHeader(headers, `x-ratelimit-reset-${what}`));
  if (limit === undefined && remaining === undefined && resetMs === undefined) {
    return nothing;
  }
  return {
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { remaining }),
    ...(resetMs !== undefined && { resetMs }),
  };
}

function parseCount(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
}
