const baseMs = 500;
const capMs = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds. What the server asks for is obeyed,
 * with up to a tenth more so that those who were told the same do not all come back at once;
 * otherwise exponential back-off with full jitter. Pure.
 * @param attempt the one that has just failed, from 1
 * @param random a number from 0 to below 1
 */
export function nextDelay(options: {
  attempt: number;
  retryAfterMs: number | undefined;
  random: number;
}): number {
  const { attempt, retryAfterMs, random } = options;
  if (retryAfterMs !== undefined) {
    return Math.ceil(retryAfterMs * (1 + random / 10));
  }
  return Math.ceil(random * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
}
