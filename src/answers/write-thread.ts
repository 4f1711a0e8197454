import { parentPort } from "node:worker_threads";
import { writeAllWhole, writeWhole, type WriteTask } from "./files.ts";

/** How a task ended: undefined when it is written, else the system's code (`ENOSPC`). */
export type WriteOutcome = { readonly code: string } | undefined;

/**
 * A batch of so many files at most is flushed on this thread: each flush takes less time here
 * than waking another for it. A disk that is slow makes batches long, and those are flushed by
 * several threads at once.
 */
const fewFiles = 16;

// The thread that {@link openDiskWriter} starts: writes each batch that it is sent, and answers
// with an outcome for each of its files.
parentPort?.on("message", (batch: readonly WriteTask[]) => {
  if (batch.length <= fewFiles) answer(writeAllWhole(batch));
  else void writeAtOnce(batch).then(answer);
});

function answer(errors: readonly unknown[]): void {
  parentPort?.postMessage(
    errors.map((error) => (error === undefined ? undefined : { code: codeOf(error) })),
  );
}

async function writeAtOnce(batch: readonly WriteTask[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(batch.map(({ path, data }) => writeWhole(path, data)));
  return settled.map((result) => (result.status === "rejected" ? result.reason : undefined));
}

/** An error loses its class and its code on the way to another thread. */
function codeOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
}
