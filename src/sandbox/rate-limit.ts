import type { Reply } from "./reply.ts";
import { ApiError, replyError } from "./reply.ts";

export interface RateLimiter {
  /** Takes one request's token, if there is one. `headers` say how things stand afterwards. */
  readonly take: () => {
    readonly headers: Readonly<Record<string, string>>;
    /** The 429 to send; undefined when the request may pass. */
    readonly refusal: Reply | undefined;
  };
}

/**
 * Milliseconds as the API writes a duration: `12ms`, `1.5s`, `6m0s`.
 */
export function formatDuration(ms: number): string {
  const whole = Math.ceil(ms);
  if (whole < 1000) {
    return `${whole}ms`;
  }
  const seconds = Math.round((whole % 60_000) / 10) / 100;
  const minutes = Math.floor(whole / 60_000);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

/**
 * A token bucket that holds `burst` requests and refills evenly.
 *
 * @param requestsPerMinute undefined: everything passes, without headers
 * @param now milliseconds since the epoch
 */
export function createRateLimiter(
  requestsPerMinute: number | undefined,
  burst: number,
  now: () => number,
): RateLimiter {
  if (requestsPerMinute === undefined) {
    return { take: () => ({ headers: {}, refusal: undefined }) };
  }
  const msPerToken = 60_000 / requestsPerMinute;
  let tokens = burst;
  let countedAtMs = now();

  function refill(): void {
    const atMs = now();
    tokens = Math.min(burst, tokens + Math.max(0, atMs - countedAtMs) / msPerToken);
    countedAtMs = atMs;
  }

  function take(): ReturnType<RateLimiter["take"]> {
    refill();
    // A whole token, but for the rounding of the sums above.
    const passes = tokens >= 1 - 1e-9;
    if (passes) {
      tokens = Math.max(0, tokens - 1);
    }
    const headers = {
      "x-ratelimit-limit-requests": String(requestsPerMinute),
      "x-ratelimit-remaining-requests": String(Math.floor(tokens + 1e-9)),
      "x-ratelimit-reset-requests": formatDuration((burst - tokens) * msPerToken),
    };
    return { headers, refusal: passes ? undefined : refuse((1 - tokens) * msPerToken) };
  }

  function refuse(waitMs: number): Reply {
    const retryAfterMs = Math.ceil(waitMs);
    const error = new ApiError(
      `Rate limit reached: ${requestsPerMinute} requests per minute. Please try again in ${formatDuration(retryAfterMs)}.`,
      {
        status: 429,
        type: "requests",
        code: "rate_limit_exceeded",
        headers: {
          "retry-after": String(Math.ceil(retryAfterMs / 1000)),
          "retry-after-ms": String(retryAfterMs),
        },
      },
    );
    return replyError(error);
  }

  return { take };
}
