import { Worker } from "node:worker_threads";
import { toWriteError } from "./files.ts";
import type { WriteOutcome, WriteTask } from "./write-thread.ts";

/** Writes text files whole, as `writeWhole` does, on a thread of its own. */
export interface DiskWriter {
  /** @throws PreloError WRITE_FAILED */
  readonly write: (path: string, data: string) => Promise<void>;
  /** Ends the thread; what it was told to write is written first. */
  readonly close: () => Promise<void>;
}

/** Texts pass through it one batch at a time: it needs little memory, in MiB. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/**
 * Answers that come within so many milliseconds make one batch: to wake the thread, and to be woken by
 * it, takes as long as writing a file.
 */
const batchWindowMs = 5;

/** In characters; a longer text is a batch by itself. Many long ones at once would fill the thread. */
const longestBatch = 4_000_000;

interface Pending extends WriteTask {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens the writer; its thread starts with the first file. Thousands of answers come in while
 * others are out: opening, flushing and renaming their files would take a good part of the time of
 * the thread that talks to the provider. What comes in while a batch is written is the next batch, so
 * that a busy thread is woken seldom (docs/decisions/0016-a-thread-for-the-disk.md).
 */
export function openDiskWriter(): DiskWriter {
  let worker: Worker | undefined;
  let waiting: Pending[] = [];
  let underWay: readonly Pending[] = [];
  let closed: (() => void) | undefined;

  const sendNext = (): void => {
    if (underWay.length > 0) return;
    if (waiting.length === 0) return closed?.();
    underWay = waiting.splice(0, countInBatch(waiting));
    worker ??= startThread();
    worker.postMessage(underWay.map(({ path, data }): WriteTask => ({ path, data })));
  };
  const startThread = (): Worker => {
    const thread = new Worker(new URL("./write-thread.js", import.meta.url), { resourceLimits });
    thread.on("message", (outcomes: readonly WriteOutcome[]) => {
      const batch = underWay;
      underWay = [];
      for (const [index, task] of batch.entries()) settle(task, outcomes[index]);
      sendNext();
    });
    // It fails as a whole only when it cannot start, or runs out of memory.
    thread.on("error", (error) => {
      const batch = [...underWay, ...waiting];
      [underWay, waiting, worker] = [[], [], undefined];
      for (const { path, reject } of batch) reject(toWriteError(error, path));
      closed?.();
    });
    return thread;
  };
  return {
    write: (path, data) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setTimeout(sendNext, batchWindowMs);
        waiting.push({ path, data, resolve, reject });
      }),
    close: async () => {
      if (worker === undefined && waiting.length === 0) return;
      await new Promise<void>((resolve) => {
        closed = resolve;
        sendNext();
      });
      await worker?.terminate();
    },
  };
}

function countInBatch(waiting: readonly WriteTask[]): number {
  let length = 0;
  const tooMany = waiting.findIndex(({ data }, index) => {
    length += data.length;
    return index > 0 && length > longestBatch;
  });
  return tooMany < 0 ? waiting.length : tooMany;
}

function settle({ path, resolve, reject }: Pending, outcome: WriteOutcome): void {
  if (outcome === undefined) resolve();
  else reject(toWriteError(Object.assign(new Error(outcome.code), { code: outcome.code }), path));
}
