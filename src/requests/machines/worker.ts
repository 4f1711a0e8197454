import { randomUUID } from "node:crypto";
import { DelayedError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { toError } from "../../errors.ts";
import { type ByteWork, doWork } from "./byte-work.ts";
import { Ledger } from "./ledger.ts";
import { tellSeldom, untilWritten } from "./patience.ts";
import { type Hands, perform, type Performed } from "./perform.ts";
import { Announcement } from "./presence.ts";
import { type Envelope, envelopeSchema, keyPrefix, usualLockMs } from "./protocol.ts";
import type { Seal } from "./seal.ts";

/** So many times in the time of a lock, a worker looks for jobs of workers that are gone. */
const looksPerLock = 6;
/** Until a job is looked at again that another worker has, or for whose pictures there is no room. */
const laterMs = 1000;

/** Something that people at a worker want to see. */
export type WorkerEvent =
  | { readonly type: "serving"; readonly provider: string; readonly slots: number }
  /** It cannot ask a provider of its job: no key is set, for one. */
  | { readonly type: "unserved"; readonly provider: string; readonly message: string }
  | { readonly type: "done"; readonly provider: string; readonly state: Performed }
  | { readonly type: "waiting"; readonly message: string };

export interface WorkerOptions {
  readonly redis: Redis;
  /** The queue's name in the job. */
  readonly queue: string;
  readonly seal: Seal;
  /** Its machine and process. */
  readonly name: string;
  /** Without a sign of life for so long it counts as gone, in milliseconds. */
  readonly lockMs?: number;
  readonly version: string;
  readonly now: () => number;
  readonly clock: () => number;
  /** Aborts when even what is under way must end. */
  readonly aborting: AbortSignal;
  readonly emit: (event: WorkerEvent) => void;
}

/** A worker that takes jobs until it is told to stop. */
export interface RunningWorker {
  /** Takes no further job, and waits for what it has sent. */
  readonly close: () => Promise<void>;
}

/** A worker that can be given providers to ask. */
export interface OpenWorker extends RunningWorker {
  /** Takes a provider's jobs, so many at one time. */
  readonly serve: (provider: string, slots: number, hands: Hands) => Promise<void>;
  /** Takes work on bytes from a place, so many at one time. */
  readonly serveWork: (place: string, slots: number, work: ByteWork) => Promise<void>;
  readonly serves: (provider: string) => boolean;
  /** The providers that coordinators have said they ask without a key. */
  readonly announcedProviders: () => Promise<readonly { name: string; baseUrl: string }[]>;
}

/** Tells that it is there; it takes jobs of those providers that it is given. */
export async function startWorker(options: WorkerOptions): Promise<OpenWorker> {
  const {
    redis,
    queue,
    seal,
    name,
    version,
    now,
    clock,
    aborting,
    emit,
    lockMs = usualLockMs,
  } = options;
  const ledger = new Ledger(redis, queue);
  const id = randomUUID();
  const counts = { busy: 0, answered: 0, failed: 0 };
  const slots: Record<string, number> = {};
  const since = new Date(now()).toISOString();
  const announcement = await Announcement.begin(redis, queue, { id, lockMs }, () => ({
    name,
    version,
    slots,
    since,
    ...counts,
  }));
  const tell = tellSeldom((message) => emit({ type: "waiting", message }), clock);
  const write = <Result>(command: () => Promise<Result>): Promise<Result> =>
    untilWritten(command, tell, aborting);

  const workers = new Map<string, Worker>();
  const take = async (
    place: string,
    concurrency: number,
    deal: (job: string, envelope: Envelope) => Promise<Performed>,
  ): Promise<void> => {
    const worker = new Worker(
      `${queue}.${place}`,
      async (job, token) => {
        const envelope = envelopeSchema.safeParse(job.data);
        if (!envelope.success || job.id === undefined) {
          return;
        }
        counts.busy += 1;
        try {
          const state = await deal(job.id, envelope.data);
          if (state === "later") {
            await job.moveToDelayed(now() + (aborting.aborted ? lockMs : laterMs), token);
            throw new DelayedError();
          }
          counts[state === "failed" ? "failed" : "answered"] += 1;
          emit({ type: "done", provider: place, state });
        } finally {
          counts.busy -= 1;
        }
      },
      {
        connection: redis,
        prefix: keyPrefix,
        concurrency,
        lockDuration: lockMs,
        stalledInterval: Math.ceil(lockMs / looksPerLock),
        // Whether a request may be sent once more is for the ledger to say, not for the queue.
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    worker.on("error", (error) => {
      const { message } = toError(error);
      // A job whose lock was lost is somebody else's now; the ledger knows what came of it.
      if (!/^(?:Missing lock|Missing key|Lock mismatch|could not renew lock)\b/.test(message)) {
        tell(message);
      }
    });
    workers.set(place, worker);
    await worker.waitUntilReady();
    slots[place] = concurrency;
    await announcement.renew();
    emit({ type: "serving", provider: place, slots: concurrency });
  };
  return {
    serve: (provider, concurrency, hands) => {
      const performer = { ledger, seal, worker: { id, name }, hands, now, clock, aborting, write };
      return take(provider, concurrency, (job, envelope) => perform(job, envelope, performer));
    },
    serveWork: (place, concurrency, work) =>
      take(place, concurrency, async (job, envelope) => {
        const done = await doWork(envelope, work, { ledger, seal, now });
        const notice = { job, worker: name, ...done };
        await write(() => ledger.release(envelope.identity, "", envelope.run, notice));
        return done.state === "answered" ? "answered" : "failed";
      }),
    serves: (provider) => workers.has(provider),
    announcedProviders: () => ledger.announcedProviders(),
    close: async () => {
      await Promise.all([...workers.values()].map((worker) => worker.close()));
      await announcement.end();
    },
  };
}
