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
  return {
    provider,
    slots: pLimit(concurrency ?? provider.limits.concurrency),
    gate: new RateGate(provider.limits),
    connection: () => (connection ??= connect(provider)),
    closing,
  };
}
