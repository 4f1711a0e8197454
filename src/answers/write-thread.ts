import { parentPort } from "node:worker_threads";
import { writeWhole, writeWholeSync } from "./files.ts";

/** A file that the other thread wants written. */
export interface WriteTask {
  readonly path: string;
  readonly data: string;
}

/** How a task ended: undefined when it is written, else the system's code (`ENOSPC`). */
export type WriteOutcome = { readonly code: string } | undefined;

/**
 * A batch of so many files at most is flushed one by one: each flush takes less time on this thread
 * than waking another for it. A disk that is slow makes batches long, and long ones are flushed
 * together.
 */
const fewFiles = 16;

// The thread that {@link openDiskWriter} starts: writes each batch that it is sent, and answers
// with an outcome for each of its files.
parentPort?.on("message", (batch: readonly WriteTask[]) => {
  if (batch.length <= fewFiles) parentPort?.postMessage(batch.map((task) => writeNow(task)));
  else void writeTogether(batch);
});

function writeNow({ path, data }: WriteTask): WriteOutcome {
  try {
    writeWholeSync(path, data);
    return undefined;
  } catch (error) {
    return { code: codeOf(error) };
  }
}

async function writeTogether(batch: readonly WriteTask[]): Promise<void> {
  const outcomes = await Promise.all(
    batch.map(async ({ path, data }): Promise<WriteOutcome> => {
      try {
        await writeWhole(path, data);
        return undefined;
      } catch (error) {
        return { code: codeOf(error) };
      }
    }),
  );
  parentPort?.postMessage(outcomes);
}

/** An error loses its class and its code on the way to another thread. */
function codeOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
}
