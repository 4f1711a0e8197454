import type { Redis } from "../../../src/requests/machines/redis.ts";
import { limitsScript } from "../../../src/requests/pace/limits-script.ts";

/** A machine that asks for turns, one request after the other in each of its slots. */
export interface Machine {
  readonly slots: number;
  /** When it comes, and when it goes. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface Simulated {
  readonly machines: readonly Machine[];
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly lastsMs: number;
  /** The most that a request can take, and what it takes. */
  readonly boundTokens?: (machine: number) => number;
  readonly usedTokens?: (bound: number) => number;
  readonly latencyMs: () => number;
  /** How long a request is under way to the server. */
  readonly delayMs?: () => number;
  readonly random: () => number;
  /** What the server says of its limits. */
  readonly told?: { readonly requests?: number; readonly tokens?: number };
  /** Refuses a request that arrives at a time, for so long. */
  readonly refuse?: (atMs: number) => number | undefined;
}

/** A request that went out, as the server counts it. */
export interface Arrival {
  readonly machine: number;
  readonly askedMs: number;
  readonly atMs: number;
  readonly bound: number;
  readonly tokens: number;
}

const beganMs = 1_800_000_000_000;

/** Lets machines share limits, by the script in a real Redis, in a time of its own. */
export async function simulate(redis: Redis, key: string, of: Simulated): Promise<Arrival[]> {
  const call = async (...args: readonly (string | number)[]): Promise<number[]> =>
    (await redis.eval(limitsScript, 1, key, ...args)) as number[];
  const { requestsPerMinute = 0, tokensPerMinute = 0, random, told = {} } = of;
  const arrivals: Arrival[] = [];
  const events: { atMs: number; run: (nowMs: number) => Promise<void> }[] = [];
  const later = (atMs: number, run: (nowMs: number) => Promise<void>): void => {
    events.push({ atMs, run });
  };
  of.machines.forEach(({ slots, fromMs = 0, toMs = of.lastsMs }, machine) => {
    // A machine asks for one turn after the other.
    let line: (() => void)[] = [];
    let isAsking = false;
    const next = (nowMs: number): void => {
      isAsking = false;
      const [first, ...others] = line;
      line = others;
      if (first !== undefined) {
        isAsking = true;
        later(nowMs, () => Promise.resolve(first()));
      }
    };
    const request = (askedMs: number): void => {
      const bound = of.boundTokens?.(machine) ?? 0;
      const ask = async (nowMs: number, since: number): Promise<void> => {
        if (nowMs >= toMs) {
          return;
        }
        const taking = ["take", requestsPerMinute, tokensPerMinute, bound, since, beganMs + nowMs];
        const [isBooked, waitMs = 0, step = 0, waitingSince = 0] = await call(...taking);
        if (isBooked === 0) {
          const askAgainMs = nowMs + Math.min(250, waitMs + 62 * random());
          later(askAgainMs, (at) => ask(at, waitingSince));
          return;
        }
        const atMs = nowMs + waitMs + (of.delayMs?.() ?? 0);
        const refusedForMs = of.refuse?.(atMs);
        const used = of.usedTokens?.(bound) ?? bound;
        arrivals.push({ machine, askedMs, atMs, bound, tokens: used });
        later(nowMs + waitMs, (at) => Promise.resolve(next(at)));
        later(atMs + of.latencyMs(), async (at) => {
          if (refusedForMs === undefined) {
            const { requests = "", tokens = "" } = told;
            const unused = bound - used;
            await call(
              "observe",
              tokensPerMinute,
              unused,
              step,
              requests,
              tokens,
              "",
              beganMs + at,
            );
          } else {
            await call("pause", refusedForMs, 1, beganMs + at);
          }
          if (at < toMs) {
            request(at);
          }
        });
      };
      line.push(() => later(askedMs, (at) => ask(at, 0)));
      if (!isAsking) {
        next(askedMs);
      }
    };
    for (let slot = 0; slot < slots; slot += 1) {
      later(fromMs, (at) => Promise.resolve(request(at)));
    }
  });
  let nowMs = 0;
  for (;;) {
    const soonest = events.reduce(
      (best, event, index) => (event.atMs < (events[best]?.atMs ?? Infinity) ? index : best),
      -1,
    );
    const [event] = events.splice(soonest, soonest < 0 ? 0 : 1);
    if (event === undefined || event.atMs > of.lastsMs) {
      return arrivals.filter(({ atMs }) => atMs <= of.lastsMs).toSorted((a, b) => a.atMs - b.atMs);
    }
    nowMs = Math.max(nowMs, event.atMs);
    await event.run(nowMs);
  }
}

/** The most that any minute saw, by a measure. */
export function worstMinute(
  arrivals: readonly Arrival[],
  measure: (one: Arrival) => number,
): number {
  let [first, sum, worst] = [0, 0, 0];
  for (const arrival of arrivals) {
    sum += measure(arrival);
    while ((arrivals[first]?.atMs ?? Infinity) <= arrival.atMs - 60_000) {
      sum -= measure(arrivals[first] ?? arrival);
      first += 1;
    }
    worst = Math.max(worst, sum);
  }
  return worst;
}
