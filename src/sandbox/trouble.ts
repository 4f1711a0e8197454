import type { SandboxSettings } from "./options.ts";
import { ApiError } from "./wire.ts";

type FaultSettings = Pick<
  SandboxSettings,
  "random" | "resetRate" | "hangRate" | "errorRate" | "cutRate"
>;

/**
 * Draws the fate of an API request: one number for each kind of fault whose rate is above 0, in
 * the order reset, hang, error; the first that falls below its rate decides.
 */
export function drawFault({ random, resetRate, hangRate, errorRate }: FaultSettings) {
  return draw(random, [
    ["reset", resetRate],
    ["hang", hangRate],
    ["error", errorRate],
  ]);
}

/** One number for each kind whose rate is above 0: the first that falls below its rate decides. */
function draw<Kind extends string>(
  random: () => number,
  rates: readonly (readonly [Kind, number])[],
): Kind | undefined {
  return rates.find(([, rate]) => rate > 0 && random() < rate)?.[0];
}

/** What may go wrong with a whole batch. */
export type BatchFault = "expire" | "short" | "zero";

/** Draws the fate of a batch, in the order of the rates. */
export function drawBatchFault({
  random,
  batchExpireRate,
  batchShortRate,
  batchZeroRate,
}: Pick<SandboxSettings, "random" | "batchExpireRate" | "batchShortRate" | "batchZeroRate">):
  | BatchFault
  | undefined {
  return draw(random, [
    ["expire", batchExpireRate],
    ["short", batchShortRate],
    ["zero", batchZeroRate],
  ]);
}

/** Whether there is no room for a flex request. */
export function drawFlexRefusal({
  random,
  flexRefuseRate,
}: Pick<SandboxSettings, "random" | "flexRefuseRate">): boolean {
  return flexRefuseRate > 0 && random() < flexRefuseRate;
}

/** The error of a flex request for which there is no room; it costs nothing. */
export function createFlexRefusal(): ApiError {
  return new ApiError(
    "Resource unavailable: there is no capacity for flex processing (a fault that the sandbox was asked for).",
    { status: 429, type: "resource_unavailable", code: "resource_unavailable" },
  );
}

/** True when a picture's download is to break off in the middle. */
export function drawCut({ random, cutRate }: FaultSettings): boolean {
  return cutRate > 0 && random() < cutRate;
}

/**
 * The error of a server in trouble.
 * @param overloaded a 503 instead of a 500
 */
export function createServerError(overloaded: boolean): ApiError {
  return overloaded
    ? new ApiError("The server is overloaded (a fault that the sandbox was asked for).", {
        status: 503,
        type: "service_unavailable_error",
        code: "server_overloaded",
      })
    : new ApiError("The server had an error (a fault that the sandbox was asked for).", {
        status: 500,
        type: "server_error",
      });
}

export interface RateLimiter {
  /** Takes one request's token, if there is one. `headers` say how things stand afterwards. */
  readonly take: () => {
    readonly headers: Readonly<Record<string, string>>;
    /** The 429 to send; undefined when the request may pass. */
    readonly refusal: ApiError | undefined;
  };
}

/** Milliseconds as the API writes a duration: `12ms`, `1.5s`, `6m0s`. */
export function formatDuration(ms: number): string {
  const whole = Math.ceil(ms);
  if (whole < 1000) {
    return `${whole}ms`;
  }
  const seconds = Math.round((whole % 60_000) / 10) / 100;
  const minutes = Math.floor(whole / 60_000);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

/** A token bucket that holds a burst and refills evenly; without a limit everything passes. */
export function createRateLimiter({
  requestsPerMinute,
  burst,
  now,
}: Pick<SandboxSettings, "requestsPerMinute" | "burst" | "now">): RateLimiter {
  if (requestsPerMinute === undefined) {
    return { take: () => ({ headers: {}, refusal: undefined }) };
  }
  const msPerToken = 60_000 / requestsPerMinute;
  let tokens = burst;
  let countedAtMs = now();
  return {
    take: () => {
      const atMs = now();
      tokens = Math.min(burst, tokens + Math.max(0, atMs - countedAtMs) / msPerToken);
      countedAtMs = atMs;
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
      const waitMs = Math.ceil((1 - tokens) * msPerToken);
      return {
        headers,
        refusal: passes ? undefined : createRateError(requestsPerMinute, waitMs),
      };
    },
  };
}

function createRateError(requestsPerMinute: number, waitMs: number): ApiError {
  return new ApiError(
    `Rate limit reached: ${requestsPerMinute} requests per minute. Please try again in ${formatDuration(waitMs)}.`,
    {
      status: 429,
      type: "requests",
      code: "rate_limit_exceeded",
      headers: {
        "retry-after": String(Math.ceil(waitMs / 1000)),
        "retry-after-ms": String(waitMs),
      },
    },
  );
}
