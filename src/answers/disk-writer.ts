import { Worker } from "node:worker_threads";
import { toWriteError, writeWhole, type WriteTask } from "./files.ts";
import type { WriteOutcome } from "./write-thread.ts";

/** Writes text files whole, as `writeWhole` does, on a thread of its own. */
export interface DiskWriter {
  /** @throws PreloError WRITE_FAILED */
  readonly write: (path: string, data: string) => Promise<void>;
  /** Ends the thread; what it was told to write is written first. */
  readonly close: () => Promise<void>;
}

const threadOptions = {
  /** Texts pass through it one batch at a time: it needs little memory, in MiB. */
  resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
  /** The program's own flags are not for it: with `--input-type`, it would not even start. */
  execArgv: [],
};

/**
 * Answers that come within so many milliseconds make one batch: to wake the thread, and to be woken by
 * it, takes as long as writing a file.
 */
const batchWindowMs = 5;

/** In characters. Many long texts at once would fill the thread; one that is longer is written here. */
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
    const batch = underWay.map(({ path, data }): WriteTask => ({ path, data }));
    try {
      worker ??= startThread();
      worker.postMessage(batch);
    } catch {
      writeHere();
    }
  };
  const startThread = (): Worker => {
    const thread = new Worker(new URL("./write-thread.js", import.meta.url), threadOptions);
    thread.on("message", (outcomes: readonly WriteOutcome[]) => {
      const batch = underWay;
      underWay = [];
      for (const [index, task] of batch.entries()) settle(task, outcomes[index]);
      sendNext();
    });
    thread.on("error", writeHere);
    return thread;
  };
  // A thread that cannot start, or comes to an end, loses nothing: what it may have written already is
  // written again, whole.
  const writeHere = (): void => {
    const batch = [...underWay, ...waiting];
    [underWay, waiting, worker] = [[], [], undefined];
    void Promise.all(
      batch.map(({ path, data, resolve, reject }) => writeWhole(path, data).then(resolve, reject)),
    ).then(() => closed?.());
  };
  const handOver = (path: string, data: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(sendNext, batchWindowMs);
      waiting.push({ path, data, resolve, reject });
    });
  return {
    write: (path, data) =>
      data.length > longestBatch ? writeWhole(path, data) : handOver(path, data),
    close: async () => {
      if (worker === undefined && waiting.length === 0) return;
      await new Promise<void>((resolve) => {
        closed = resolve;
        sendNext();
      });
      closed = undefined;
      const thread = worker;
      worker = undefined;
      await thread?.terminate();
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
