import { setMaxListeners } from "node:events";
import pLimit, { type LimitFunction } from "p-limit";
import type { Provider } from "../job/types.ts";
import type { Connection } from "../providers/call.ts";
import { RateGate } from "./rate-gate.ts";

/** One provider's way out: its slots, its pace, and whether it is closed for good. */
export interface Lane {
  readonly provider: Provider;
  readonly slots: LimitFunction;
  readonly gate: RateGate;
  readonly connection: () => Promise<Connection>;
  /** Fewer slots after a 429, and one more again for each round of successes. */
  readonly adapt: (outcome: "limited" | "answered") => void;
  /** Aborts with the first failure that every further request would share (key, quota). */
  readonly closing: AbortController;
}

/**
 * Opens a provider's lane.
 * @param concurrency overrides the job's
 * @param connect resolves the base URL and the key; called once, at the first request
 */
export function openLane(
  provider: Provider,
  concurrency: number | undefined,
  connect: (provider: Provider) => Promise<Connection>,
): Lane {
  const closing = new AbortController();
  // All requests of the lane that wait listen at once: so many are no leak.
  setMaxListeners(0, closing.signal);
  let connection: Promise<Connection> | undefined;
  const most = concurrency ?? provider.limits.concurrency;
  const slots = pLimit(most);
  return {
    provider,
    slots,
    adapt: createAdaptation(slots, most),
    gate: new RateGate(provider.limits),
    connection: () => (connection ??= connect(provider)),
    closing,
  };
}

/**
 * Additive increase, multiplicative decrease: halved when the server says that it is too much, one
 * more after as many answers as there are slots, never above what the job allows.
 */
function createAdaptation(slots: LimitFunction, most: number): Lane["adapt"] {
  let answered = 0;
  let ignored = 0;
  return (outcome) => {
    if (outcome === "limited") {
      // Those that were out at the same time tell of the same moment: they halve only once.
      if (ignored > 0) {
        ignored -= 1;
        return;
      }
      ignored = slots.activeCount - 1;
      slots.concurrency = Math.max(1, Math.floor(slots.concurrency / 2));
      answered = 0;
      return;
    }
    ignored = Math.max(0, ignored - 1);
    answered += 1;
    if (answered < slots.concurrency || slots.concurrency >= most) return;
    slots.concurrency += 1;
    answered = 0;
  };
}
