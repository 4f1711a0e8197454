import type { Redis } from "ioredis";
import { plural } from "../../job/diagnostics/plural.ts";
import type { Emit } from "../events.ts";
import { listWorkers, type Presence } from "./presence.ts";
import { protocol } from "./protocol.ts";

/** So many requests wait for workers at the least, so that one that comes finds some. */
const fewestAhead = 16;
/** So many times what the workers can send at one time is handed to them. */
const aheadOfSlots = 2;
const watchMs = 2000;

export interface WatchOptions {
  readonly redis: Redis;
  /** The queue's name in the job file. */
  readonly name: string;
  /** The providers that requests wait for. */
  readonly providers: () => readonly string[];
  /** Is told how many requests may be given away to each provider's workers. */
  readonly onAhead: (aheadOf: (provider: string) => number) => void;
  readonly emit: Emit;
}

/** The workers of a queue, as they were a moment ago. */
export interface WorkersWatch {
  /** How many jobs of a place (a provider, or a kind of work) they can take at one time. */
  readonly slotsOf: (place: string) => number;
  /** How many requests may be given away to a provider's workers. */
  readonly aheadOf: (provider: string) => number;
  readonly end: () => void;
}

/** Tells who is there, whenever that changes, and how they get on. */
export function watchWorkers({
  redis,
  name,
  providers,
  onAhead,
  emit,
}: WatchOptions): WorkersWatch {
  let workers: readonly Presence[] = [];
  const slotsOf = (place: string): number =>
    workers.map((worker) => worker.slots[place] ?? 0).reduce(add, 0);
  const aheadOf = (provider: string): number =>
    Math.max(fewestAhead, aheadOfSlots * slotsOf(provider));
  const nobody = JSON.stringify([undefined]);
  let lastNews = nobody;
  let last = nobody;
  const look = async (): Promise<void> => {
    const all = await listWorkers(redis, name);
    workers = all.filter((worker) => worker.protocol === protocol);
    onAhead(aheadOf);
    const message = findFault(all, workers, providers());
    const news = JSON.stringify([...workers.map(({ id, slots }) => [id, slots]), message]);
    const now = JSON.stringify([...workers, message]);
    if (now !== last) {
      emit({
        type: "workers",
        isNews: news !== lastNews,
        workers: workers.map(({ name: who, slots, busy, answered }) => ({
          name: who,
          slots: Object.values(slots).reduce(add, 0),
          busy,
          answered,
        })),
        ...(message !== undefined && { message }),
      });
    }
    [last, lastNews] = [now, news];
  };
  const lookAgain = (): void => {
    // Without Redis nobody is there; the requests that wait for it say so.
    look().catch(() => undefined);
  };
  const timer = setInterval(lookAgain, watchMs);
  lookAgain();
  return { slotsOf, aheadOf, end: () => clearInterval(timer) };
}

function findFault(
  all: readonly Presence[],
  workers: readonly Presence[],
  providers: readonly string[],
): string | undefined {
  const strangers = all.filter((worker) => !workers.includes(worker));
  if (strangers.length > 0) {
    const who = strangers.map((worker) => `${worker.name} has ${worker.version}`).join(", ");
    return `${plural(strangers.length, "worker")} of another release cannot take part (${who}): install the same release everywhere`;
  }
  const unserved = providers.filter((provider) => !workers.some(({ slots }) => provider in slots));
  return unserved.length === 0
    ? undefined
    : `no worker asks ${unserved.join(" or ")}, so its requests wait: start one with \`prelo worker\`, or build with --queue-local`;
}

function add(a: number, b: number): number {
  return a + b;
}
