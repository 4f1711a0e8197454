import pLimit, { type LimitFunction } from "p-limit";
import type { PreloError, Stops } from "../../errors.ts";
import type { Provider } from "../../job/types.ts";
import type { Exchange } from "../calls/exchange.ts";
import { Outage } from "./outage.ts";
import type { SharedLimits } from "./shared-limits.ts";
import { RateGate } from "./rate-gate.ts";
import { Window } from "./window.ts";

/** The queue of one model of a provider: the pace is its own, the slots are the provider's. */
export interface Queue {
  readonly provider: Provider;
  readonly model: string;
  /** A request holds one until its reply is recorded. */
  readonly slots: LimitFunction;
  readonly gate: RateGate;
  /** The limits a minute where they hold for several machines together. */
  readonly shared?: SharedLimits;
  /** Who waits for a turn at the pace of {@link gate}, one after the other. */
  readonly turns: LimitFunction;
  /** Opens the way to the provider. @throws PreloError KEY_MISSING, USAGE */
  readonly connect: () => Promise<Exchange>;
  /** How many of this model's requests may be out; see {@link Window}. */
  readonly window: Window;
  readonly outage: Outage;
  /** Aborts with the failure that every further request would share (key, quota, model). */
  readonly closed: AbortSignal;
  /** Lets no further request out, of this model or of all the provider's. */
  readonly close: (reason: PreloError, whom: Stops) => void;
}

/** All queues of one provider. */
export interface ProviderQueues {
  readonly queueOf: (model: string) => Queue;
  /** Sets how many requests may be under way. */
  readonly setConcurrency: (concurrency: number) => void;
}

/**
 * Opens a provider's queues.
 * @param concurrency overrides the job's
 * @param connect opens the way to it; called once, at the first request
 * @param shareLimits gives a model's limits where they are shared with other machines
 */
export function openQueues(
  provider: Provider,
  concurrency: number | undefined,
  connect: (provider: Provider) => Promise<Exchange>,
  shareLimits?: (provider: Provider, model: string) => SharedLimits | undefined,
): ProviderQueues {
  let most = concurrency ?? provider.limits.concurrency;
  const slots = pLimit(most);
  let connected: Promise<Exchange> | undefined;
  // One failure may close the queues of all models, those of later requests included.
  const closings = new Map<string, AbortController>();
  let closedFor: PreloError | undefined;
  const closeAll = (reason: PreloError): void => {
    closedFor ??= reason;
    for (const closing of closings.values()) {
      closing.abort(reason);
    }
  };
  const openQueue = (model: string): Queue => {
    const closing = new AbortController();
    closings.set(model, closing);
    if (closedFor !== undefined) {
      closing.abort(closedFor);
    }
    const window = new Window(most);
    const shared = shareLimits?.(provider, model);
    return {
      provider,
      model,
      slots,
      window,
      outage: new Outage(window, provider.deadlineMs),
      connect: () => (connected ??= connect(provider)),
      gate: new RateGate(provider.limits),
      ...(shared && { shared }),
      turns: pLimit(1),
      closed: closing.signal,
      close: (reason, whom) => (whom === "model" ? closing.abort(reason) : closeAll(reason)),
    };
  };
  const queues = new Map<string, Queue>();
  return {
    setConcurrency: (wanted) => {
      most = wanted;
      slots.concurrency = wanted;
      for (const { window } of queues.values()) {
        window.setMost(wanted);
      }
    },
    queueOf: (model) => {
      const queue = queues.get(model) ?? openQueue(model);
      queues.set(model, queue);
      return queue;
    },
  };
}
