/** Response headers, as undici gives them: lower-case names. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The value of one header; the first when it came several times. */
export function readHeader(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, else `Retry-After` in
 * seconds or as an HTTP date (RFC 9110, 10.2.3). A malformed or past value is no value.
 * @param nowMs the current time, in milliseconds since the epoch
 */
export function parseRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const milliseconds = parseDecimal(readHeader(headers, "retry-after-ms"));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const value = readHeader(headers, "retry-after");
  if (value === undefined) return undefined;
  const seconds = parseDecimal(value);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  const date = parseHttpDate(value.trim());
  return Number.isNaN(date) || date <= nowMs ? undefined : date - nowMs;
}

/** Date.parse takes far more than HTTP dates, so the weekday is asked for. */
function parseHttpDate(value: string): number {
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(value)) return Number.NaN;
  // The oldest of the three forms names no zone; all are in UTC.
  return Date.parse(/(gmt|utc|[+-]\d{4})$/i.test(value) ? value : `${value} GMT`);
}

/** What `x-should-retry` says, when it says anything. */
export function parseShouldRetry(headers: Headers): boolean | undefined {
  const value = readHeader(headers, "x-should-retry")?.trim().toLowerCase();
  return value === "true" ? true : value === "false" ? false : undefined;
}

function parseDecimal(value: string | undefined): number | undefined {
  const trimmed = value?.trim() ?? "";
  if (!/^\d{1,12}(\.\d+)?$/.test(trimmed)) return undefined;
  return Number(trimmed);
}
