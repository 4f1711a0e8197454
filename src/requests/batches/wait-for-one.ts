import { AttemptError, PreloError } from "../../errors.ts";
import type { Emit } from "../events.ts";
import { sleep } from "../http/abort.ts";
import type { BatchApi } from "./api.ts";
import type { Note } from "./note.ts";
import { type Batch, hasEnded } from "./wire.ts";

const hourMs = 3_600_000;
const shortestMs = 500;
const longestMs = 60_000;

interface Waiting {
  readonly now: () => number;
  readonly emit: Emit;
  /** Aborts when the command is to end. */
  readonly stopping: AbortSignal;
  /** How many runs before this wait brought nothing. */
  readonly idle: number;
  readonly apiOf: (provider: string) => Promise<BatchApi>;
  readonly deadlineHours: number;
}

/**
 * Waits until one of the batches is over, or past its deadline, which cancels it. Needs no lock: it only asks.
 * @returns false when the command is to end
 */
export async function waitForOne(open: readonly Note[], waiting: Waiting): Promise<boolean> {
  const { now, stopping } = waiting;
  const told = new Map<string, number>();
  const cancelled = new Set<string>();
  const pauseMs = (): number => {
    const ages = open.map(({ created }) => now() - Date.parse(created));
    return Math.max(
      pauseOf(Math.min(...ages)),
      waiting.idle > 1 ? pauseOf(5000 * 2 ** waiting.idle) : 0,
    );
  };
  try {
    if (open.length === 0) {
      await sleep(Math.min(longestMs, shortestMs * 2 ** waiting.idle), stopping);
      return true;
    }
    for (;;) {
      await sleep(pauseMs(), stopping);
      for (const note of open) {
        if (await isOver(note, told, cancelled, waiting)) {
          return true;
        }
      }
    }
  } catch (error) {
    if (stopping.aborted) {
      return false;
    }
    throw error;
  }
}

/** The longer a batch is out, the less often it is asked after. Pure; in milliseconds. */
function pauseOf(ageMs: number): number {
  return Math.min(longestMs, Math.max(shortestMs, ageMs / 10));
}

async function isOver(
  note: Note,
  told: Map<string, number>,
  cancelled: Set<string>,
  { now, emit, apiOf, deadlineHours }: Waiting,
): Promise<boolean> {
  const { key, provider, model, requests, batch: id } = note;
  if (id === undefined) {
    return true;
  }
  let batch: Batch;
  try {
    const api = await apiOf(provider);
    batch = await api.get(id);
    const isLate = now() > Date.parse(note.since) + deadlineHours * hourMs;
    if (isLate && !cancelled.has(key) && !hasEnded(batch) && batch.status !== "cancelling") {
      cancelled.add(key);
      await api.cancel(id);
    }
  } catch (error) {
    // A server that is down now is asked again; one that does not know it any more has no more to say.
    if (error instanceof AttemptError) {
      return !error.retryable;
    }
    if (error instanceof PreloError) {
      return true;
    }
    throw error;
  }
  const answered = batch.request_counts?.completed ?? 0;
  if (told.get(key) !== answered) {
    told.set(key, answered);
    emit({ type: "batch", state: "polled", key, provider, model, id, requests, answered });
  }
  return hasEnded(batch);
}
