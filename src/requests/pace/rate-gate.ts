import type { RateState } from "../http/rate-headers.ts";

export const minuteMs = 60_000;
/** So much of an even pace may be made up for when a timer was late or no slot was free. */
export const mostMakeUpMs = 250;
/** Before a reply has told the limits: four requests at once, then one in this time. */
export const startIntervalMs = 100;
export const startMakeUpMs = 3 * startIntervalMs;
/** Each step of caution makes the pace so much slower, and leaves so much of what may be made up for. */
export const slowerBy = 0.03;
export const makeUpLeft = 0.25;
export const mostCaution = 8;
/** So many answers take back the caution of one 429. */
export const answersToForget = 1000;

export interface RateLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/**
 * Paces a queue's requests evenly (the generic cell rate algorithm): a server may keep its limit in
 * windows of a second, or allow no burst, and does not say so. Pure arithmetic over times in
 * milliseconds of a clock that nobody sets.
 */
export class RateGate {
  /** Between two requests, or two tokens, at the slower of the job's limit and the server's. */
  #requestMs: number;
  #tokenMs: number;
  /** Nothing is known of the server, neither from the job nor from a reply. */
  #isStarting: boolean;
  /** How much more narrowly than it says the server seems to count, from 0 to {@link mostCaution}. */
  #caution = 0;
  /** When the next request is due, and when all tokens are paid for; undefined before the first. */
  #requestsDueMs: number | undefined;
  #tokensDueMs = 0;
  /** Until then the server is taken to count the most that a request may take. */
  #strictUntilMs = 0;
  #pausedUntilMs = 0;
  #announcedUntilMs = 0;

  constructor({ requestsPerMinute, tokensPerMinute }: RateLimits) {
    this.#requestMs = toInterval(requestsPerMinute);
    this.#tokenMs = toInterval(tokensPerMinute);
    this.#isStarting = requestsPerMinute === undefined;
  }

  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  get #slowness(): number {
    return 1 + slowerBy * this.#caution;
  }

  get #makeUpMs(): number {
    return mostMakeUpMs * makeUpLeft ** this.#caution;
  }

  /** How long the next request has to wait; 0 or less when it may go. */
  waitMs(nowMs: number): number {
    const dueMs = Math.max(this.#requestsDueMs ?? nowMs, this.#tokensDueMs, this.#pausedUntilMs);
    return dueMs - nowMs;
  }

  /**
   * Books a request that goes now.
   * @param tokens the most that it may take
   */
  take(nowMs: number, tokens: number): void {
    const [intervalMs, behindMs] = this.#isStarting
      ? [startIntervalMs, startMakeUpMs]
      : [this.#requestMs, this.#makeUpMs];
    // The start of a known pace has nothing to make up for.
    this.#requestsDueMs ??= this.#isStarting ? nowMs - behindMs : nowMs;
    this.#requestsDueMs = Math.max(this.#requestsDueMs, nowMs - behindMs);
    this.#requestsDueMs += intervalMs * this.#slowness;
    this.#tokensDueMs = Math.max(this.#tokensDueMs, nowMs - this.#makeUpMs);
    this.#tokensDueMs += tokens * this.#tokenMs * this.#slowness;
  }

  /**
   * Takes over what an answer's headers say, and gives back the tokens that it did not use; but not
   * those that the server counts all the same, as the time until its limit is whole again tells.
   */
  observe(
    { requests, tokens }: { requests: RateState; tokens: RateState },
    unusedTokens: number,
    nowMs: number,
  ): void {
    this.#requestMs = Math.max(this.#requestMs, toInterval(requests.limit));
    this.#tokenMs = Math.max(this.#tokenMs, toInterval(tokens.limit));
    this.#caution = Math.max(0, this.#caution - 1 / answersToForget);
    if (this.#isStarting) {
      this.#isStarting = false;
      this.#requestsDueMs = nowMs;
    }
    if (nowMs >= this.#strictUntilMs) {
      const unusedMs = unusedTokens * this.#tokenMs * this.#slowness;
      const countedUntilMs = nowMs + (tokens.resetMs ?? -Infinity);
      this.#tokensDueMs = Math.max(
        this.#tokensDueMs - unusedMs,
        Math.min(this.#tokensDueMs, countedUntilMs),
      );
    }
  }

  /**
   * A 429 although the pace was kept: the server counts otherwise. The pace is a little slower, and
   * evener; no tokens are given back for a minute.
   */
  slowDown(nowMs: number): void {
    this.#strictUntilMs = nowMs + minuteMs;
    this.#caution = Math.min(mostCaution, this.#caution + 1);
  }

  /** Holds every request of the queue until a time: what the server asks of one, it asks of all. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
    this.#requestsDueMs = Math.max(this.#requestsDueMs ?? 0, untilMs);
  }

  /** @returns whether a wait is news: none that was told lasts still */
  announce(untilMs: number, nowMs: number): boolean {
    if (nowMs < this.#announcedUntilMs) {
      return false;
    }
    this.#announcedUntilMs = untilMs;
    return true;
  }
}

function toInterval(perMinute: number | undefined): number {
  return perMinute ? minuteMs / perMinute : 0;
}
