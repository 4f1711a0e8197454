import type { RateState } from "../http/rate-headers.ts";

const minuteMs = 60_000;
/**
 * How far ahead of an even pace requests and tokens may run, in milliseconds: at the start, as
 * many requests may go at once as fit into that time at that pace (one, if none fits).
 */
const requestToleranceMs = 1000;
const tokenToleranceMs = 10_000;

export interface RateLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/**
 * Paces a provider's requests evenly (the generic cell rate algorithm), so that its limits are
 * used up smoothly and not in bursts. Pure arithmetic over times in milliseconds.
 */
export class RateGate {
  #requestMs: number;
  #requestToleranceMs: number;
  #tokenMs: number;
  #requestsAtMs = 0;
  #tokensAtMs = 0;
  #pausedUntilMs = 0;
  #announcedUntilMs = 0;

  constructor({ requestsPerMinute, tokensPerMinute }: RateLimits) {
    this.#requestMs = requestsPerMinute === undefined ? 0 : minuteMs / requestsPerMinute;
    this.#requestToleranceMs = Math.max(0, requestToleranceMs - this.#requestMs);
    this.#tokenMs = tokensPerMinute === undefined ? 0 : minuteMs / tokensPerMinute;
  }

  /**
   * Takes a place in the line.
   * @param tokens the most that the request may take
   * @returns when the request may be sent
   */
  reserve(nowMs: number, tokens: number): number {
    const startMs = Math.max(
      nowMs,
      this.#requestsAtMs - this.#requestToleranceMs,
      this.#tokensAtMs - tokenToleranceMs,
      this.#pausedUntilMs,
    );
    this.#requestsAtMs = Math.max(this.#requestsAtMs, startMs) + this.#requestMs;
    this.#tokensAtMs = Math.max(this.#tokensAtMs, startMs) + tokens * this.#tokenMs;
    return startMs;
  }

  /**
   * Takes over what a reply's headers say: the slower of the job's limit and the server's holds. A
   * server's limit is kept at an even pace, since it does not say how large a burst it allows.
   */
  observe(rate: { requests: RateState; tokens: RateState }, nowMs: number): void {
    const requestMs = rate.requests.limit ? minuteMs / rate.requests.limit : 0;
    if (requestMs > this.#requestMs) {
      this.#requestMs = requestMs;
      this.#requestToleranceMs = 0;
    }
    const tokenMs = rate.tokens.limit ? minuteMs / rate.tokens.limit : 0;
    this.#tokenMs = Math.max(this.#tokenMs, tokenMs);
    // Nothing is left: the next request may go when the server has made room for one.
    if (rate.requests.remaining === 0)
      this.#requestsAtMs = Math.max(
        this.#requestsAtMs,
        nowMs + this.#requestMs + this.#requestToleranceMs,
      );
  }

  /** Gives back the tokens that a reply did not use. */
  settle(unusedTokens: number): void {
    this.#tokensAtMs -= unusedTokens * this.#tokenMs;
  }

  /** Holds every request of the lane until a time: one 429 speaks for all. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  /** @returns whether a wait is news: none that was told lasts still */
  announce(untilMs: number, nowMs: number): boolean {
    if (nowMs < this.#announcedUntilMs) return false;
    this.#announcedUntilMs = untilMs;
    return true;
  }

  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }
}
