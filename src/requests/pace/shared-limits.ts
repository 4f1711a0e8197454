import pLimit, { type LimitFunction } from "p-limit";
import * as z from "zod";
import type { Provider, QueueSettings } from "../../job/types.ts";
import type { RateState } from "../http/rate-headers.ts";
import { aheadMs } from "./limits-script.ts";
import { queueFailed } from "../machines/redis.ts";

/** How often Redis is asked again while it is out of reach, in milliseconds. */
const lostLookMs = 1000;
/** Machines that wait for the same moment do not all ask in it. */
const mostSpreadMs = aheadMs / 4;

/** Calls `limitsScript` for what Redis holds under a key. */
export type CallLimits = (key: string, ...args: readonly (string | number)[]) => Promise<unknown>;

type Call = (...args: readonly (string | number)[]) => Promise<unknown>;

/** A turn that was booked: the step of the last minute that it is counted in. */
export type Booking = number;

/** Why a request has no turn yet. */
export interface Delay {
  /** A turn that is booked already; the pace; what a server has asked of any machine; or Redis is out of reach. */
  readonly reason: "booked" | "pace" | "server" | "lost";
  /** After that it is worth asking again. */
  readonly waitMs: number;
  /** Of Redis that was lost just now: what it does, and how long it is waited for. */
  readonly lost?: { readonly message: string; readonly givenUpAfterMs: number };
}

export interface SharedLimitsOptions {
  /** Opens the way to Redis, one that fails fast; called once, at the first request. */
  readonly open: () => Promise<CallLimits>;
  /** The provider's address; called once, at the first request. */
  readonly baseUrl: () => Promise<string>;
  readonly queue: QueueSettings;
  readonly provider: Pick<Provider, "limits" | "deadlineMs" | "apiKeyEnv">;
  readonly model: string;
  /** Milliseconds since some moment. */
  readonly clock: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const replyShape = z.tuple([z.number(), z.number(), z.number()], z.number());

/**
 * One account's requests and tokens a minute over all machines; see `limitsScript` for how they are kept.
 * Requests of this machine get their turns one after the other.
 */
export class SharedLimits {
  readonly #options: SharedLimitsOptions;
  readonly #line: LimitFunction = pLimit(1);
  #call: Promise<Call> | undefined;
  /** Since when the first of the line waits, by Redis' clock; 0 before it was told. */
  #waitingSince = 0;
  #lostSinceMs: number | undefined;

  constructor(options: SharedLimitsOptions) {
    this.#options = options;
  }

  /**
   * Waits for a turn.
   * @param tokens the most that the request can take
   * @param wait sleeps for as long as it is told, or shorter; false when the turn is not wanted any more
   * @returns undefined when it is not wanted any more
   * @throws PreloError KEY_MISSING, QUEUE_FAILED when Redis cannot be used, or was out of reach for as long as
   * the provider's deadline
   */
  take(tokens: number, wait: (delay: Delay) => Promise<boolean>): Promise<Booking | undefined> {
    return this.#line(async () => {
      this.#waitingSince = 0;
      for (;;) {
        const [booking, delay] = await this.#ask(tokens);
        const isWanted = delay === undefined || (await wait(delay));
        if (!isWanted && booking !== undefined) {
          this.answered(booking, { requests: {}, tokens: {} }, tokens);
        }
        if (!isWanted || booking !== undefined) {
          return isWanted ? booking : undefined;
        }
      }
    });
  }

  /** Takes over what an answer's headers say, and gives back the tokens that it did not use. */
  answered(
    booking: Booking,
    { requests, tokens }: { readonly requests: RateState; readonly tokens: RateState },
    unusedTokens: number,
  ): void {
    this.#tell(
      "observe",
      this.#limits.tokensPerMinute ?? 0,
      Math.floor(unusedTokens),
      booking,
      requests.limit ?? "",
      tokens.limit ?? "",
      tokens.resetMs ?? "",
    );
  }

  /**
   * Holds the requests of all machines: what the server asks of one, it asks of all.
   * @param isLimit the pace was kept, and refused: it is a little slower from now on
   */
  pause(ms: number, isLimit: boolean): void {
    this.#tell("pause", Math.ceil(ms), isLimit ? 1 : 0);
  }

  get #limits(): Provider["limits"] {
    return this.#options.provider.limits;
  }

  async #ask(tokens: number): Promise<readonly [Booking | undefined, Delay | undefined]> {
    const { requestsPerMinute = 0, tokensPerMinute = 0 } = this.#limits;
    const call = await this.#connect();
    let reply: unknown;
    try {
      const limits = [requestsPerMinute, tokensPerMinute];
      reply = await call("take", ...limits, Math.ceil(tokens), this.#waitingSince);
    } catch (error) {
      return [undefined, this.#lose(error)];
    }
    this.#lostSinceMs = undefined;
    const [isBooked, waitMs, detail, since = 0] = replyShape.parse(reply);
    if (isBooked === 1) {
      return [detail, waitMs > 0 ? { reason: "booked", waitMs } : undefined];
    }
    this.#waitingSince = since;
    const spreadMs = mostSpreadMs * this.#options.random();
    return [undefined, { reason: detail === 1 ? "server" : "pace", waitMs: waitMs + spreadMs }];
  }

  /** @throws PreloError QUEUE_FAILED when waiting does not help, or has not helped */
  #lose(error: unknown): Delay {
    const { queue, provider, clock } = this.#options;
    const failure = queueFailed(error, queue.urlEnv);
    const isNews = this.#lostSinceMs === undefined;
    this.#lostSinceMs ??= clock();
    const leftMs = this.#lostSinceMs + provider.deadlineMs - clock();
    if (isLasting(error) || leftMs <= 0) {
      throw failure;
    }
    const lost = { message: failure.message, givenUpAfterMs: leftMs };
    return { reason: "lost", waitMs: lostLookMs, ...(isNews && { lost }) };
  }

  /** What nobody waits for; without it, the limits are kept all the same, only less of them is used. */
  #tell(...args: readonly (string | number)[]): void {
    this.#connect()
      .then((call) => call(...args))
      .catch(() => undefined);
  }

  #connect(): Promise<Call> {
    const connect = async (): Promise<Call> => {
      const { open, baseUrl } = this.#options;
      const key = this.#keyOf(await baseUrl());
      const callLimits = await open();
      return (...args) => callLimits(key, ...args);
    };
    return (this.#call ??= connect());
  }

  /** Named by what everyone who shares the limits knows, and by nothing secret. */
  #keyOf(baseUrl: string): string {
    const { queue, provider, model } = this.#options;
    const account = [new URL(baseUrl).origin, provider.apiKeyEnv ?? "", model];
    return ["prelo", queue.name, "limits", ...account.map(encodeURIComponent)].join(":");
  }
}

/** Not for what passes, such as a server that loads its data, or hands over to another. */
function isLasting(error: unknown): boolean {
  return (
    error instanceof Error && /^(?:WRONGPASS|NOAUTH|NOPERM|ERR|WRONGTYPE)\b/.test(error.message)
  );
}
