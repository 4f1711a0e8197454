import { parseDuration } from "../../endpoints/duration.ts";

/** Response headers, as undici gives them: lower-case names. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The value of one header; the first when it came several times. */
export function readHeader(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** From here on a number of seconds is a date: nobody waits for thirty years. */
const firstEpochSeconds = 1_000_000_000;

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, else `Retry-After` in
 * seconds or as an HTTP date (RFC 9110, 10.2.3); also as some servers write it: `2s`, an ISO date,
 * seconds since 1970. A malformed or past value is no value.
 * @param nowMs the current time, in milliseconds since the epoch
 */
export function parseRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const milliseconds = readHeader(headers, "retry-after-ms")?.trim() ?? "";
  if (/^\d{1,12}(\.\d+)?$/.test(milliseconds)) {
    return Math.ceil(Number(milliseconds));
  }
  const value = readHeader(headers, "retry-after");
  if (value === undefined) {
    return undefined;
  }
  const waitMs = parseDuration(value);
  if (waitMs !== undefined && waitMs < firstEpochSeconds * 1000) {
    return Math.ceil(waitMs);
  }
  const date = waitMs ?? parseDate(value.trim());
  return Number.isNaN(date) || date <= nowMs ? undefined : date - nowMs;
}

/** Date.parse takes far more than HTTP and ISO dates, so their beginnings are asked for. */
function parseDate(value: string): number {
  if (/^\d{4}-\d\d-\d\dT/.test(value)) {
    return Date.parse(value);
  }
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(value)) {
    return Number.NaN;
  }
  // The oldest of the three forms names no zone; all are in UTC.
  return Date.parse(/(gmt|utc|[+-]\d{4})$/i.test(value) ? value : `${value} GMT`);
}

/** What `x-should-retry` says, when it says anything. */
export function parseShouldRetry(headers: Headers): boolean | undefined {
  const value = readHeader(headers, "x-should-retry")?.trim().toLowerCase();
  return value === "true" ? true : value === "false" ? false : undefined;
}
