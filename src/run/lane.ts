import pLimit, { type LimitFunction } from "p-limit";
import type { PreloError, Stops } from "../errors.ts";
import type { Provider } from "../job/types.ts";
import type { Connection } from "../providers/call.ts";
import { RateGate } from "./rate-gate.ts";

/** The way out for one model of a provider: its pace is its own, the slots are the provider's. */
export interface Lane {
  readonly provider: Provider;
  readonly model: string;
  /** A request holds one until its reply is recorded. */
  readonly slots: LimitFunction;
  readonly gate: RateGate;
  readonly connection: () => Promise<Connection>;
  /** Fewer slots after a 429, and one more again for each round of successes. */
  readonly adapt: (outcome: "limited" | "answered") => void;
  /** Aborts with the failure that every further request would share (key, quota, model). */
  readonly closed: AbortSignal;
  /** Lets no further request out, of this model or of all the provider's. */
  readonly close: (reason: PreloError, whom: Stops) => void;
}

/** All lanes of one provider. */
export interface ProviderLanes {
  readonly connection: Lane["connection"];
  readonly laneOf: (model: string) => Lane;
}

/**
 * Opens a provider's lanes.
 * @param concurrency overrides the job's
 * @param connect resolves the base URL and the key; called once, at the first request
 */
export function openLanes(
  provider: Provider,
  concurrency: number | undefined,
  connect: (provider: Provider) => Promise<Connection>,
): ProviderLanes {
  const most = concurrency ?? provider.limits.concurrency;
  const slots = pLimit(most);
  const adapt = createAdaptation(slots, most);
  let connected: Promise<Connection> | undefined;
  const connection = (): Promise<Connection> => (connected ??= connect(provider));
  // One failure may close the lanes of all models, those of later requests included.
  const closings = new Map<string, AbortController>();
  let closedFor: PreloError | undefined;
  const closeAll = (reason: PreloError): void => {
    closedFor ??= reason;
    for (const closing of closings.values()) closing.abort(reason);
  };
  const openLane = (model: string): Lane => {
    const closing = new AbortController();
    closings.set(model, closing);
    if (closedFor !== undefined) closing.abort(closedFor);
    return {
      provider,
      model,
      slots,
      adapt,
      connection,
      gate: new RateGate(provider.limits),
      closed: closing.signal,
      close: (reason, whom) => (whom === "model" ? closing.abort(reason) : closeAll(reason)),
    };
  };
  const lanes = new Map<string, Lane>();
  return {
    connection,
    laneOf: (model) => {
      const lane = lanes.get(model) ?? openLane(model);
      lanes.set(model, lane);
      return lane;
    },
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
