import { AttemptError, PreloError } from "../../errors.ts";
import { sleep } from "../http/abort.ts";
import type { BatchApi } from "./api.ts";
import type { Desktop, Ended, Found } from "./desktop.ts";
import { keepOldest } from "./doubles.ts";
import type { Line, Note } from "./note.ts";
import { fileNameOf } from "./outbox.ts";
import { countTries } from "./room.ts";
import { persist } from "./persist.ts";
import { indexResults } from "./results.ts";
import { type Batch, hasEnded } from "./wire.ts";

/** A list may lag behind what was submitted: that is not given up before it is so old. */
const lagMs = 10_000;
const hourMs = 3_600_000;
/** So long counts what a provider refused, or did not answer. */
const memoryMs = 24 * hourMs;

/**
 * Looks what became of each batch that was noted: finds those whose ids a killed run has not learnt, downloads the
 * results of those that are over, and tells the desk. Cancels what is past its deadline.
 * @throws PreloError READ_FAILED, WRITE_FAILED; the signal's reason
 */
export async function takeIn(desktop: Desktop): Promise<Found> {
  const { notes, desk, context } = desktop;
  const found = {
    open: [] as Note[],
    ended: [] as Ended[],
    settled: [] as Note[],
    unsure: [] as Found["unsure"][number][],
  };
  for (const note of await notes.list()) {
    if (note.state === "settled") {
      found.settled.push(note);
      if (context.now() - Date.parse(note.created) < 3 * memoryMs) {
        for await (const line of notes.lines(note)) {
          desk.wasInVain(line);
        }
      }
      continue;
    }
    try {
      const known = note.batch === undefined ? await findOrForget(note, desktop) : note;
      if (known === undefined) {
        continue;
      }
      const looked = await lookAt(known, desktop);
      if ("lacks" in looked) {
        found.ended.push(looked);
        continue;
      }
      found.open.push(looked);
    } catch (error) {
      context.aborting.throwIfAborted();
      if (!(error instanceof PreloError) || /^(?:READ|WRITE)_FAILED$/.test(error.code)) {
        throw error;
      }
      found.unsure.push({ note, error });
      if (!(error instanceof AttemptError) || !error.retryable) {
        await refuseAll(note, error, desktop);
      }
    }
    for await (const line of notes.lines(note)) {
      desk.isOut(line);
    }
  }
  return found;
}

/** Nobody can be asked about a batch: what waits for it fails, and the note stays. */
async function refuseAll(note: Note, error: PreloError, { notes, desk }: Desktop): Promise<void> {
  const ids: string[] = [];
  for await (const { id } of notes.lines(note)) {
    ids.push(id);
  }
  desk.refuse(ids, error);
}

/**
 * A killed run has left a note without its batch: whether that was submitted only the provider knows. Where it
 * was not, what was uploaded is removed, and the note with it.
 */
async function findOrForget(note: Note, desktop: Desktop): Promise<Note | undefined> {
  const { notes, context, apiOf } = desktop;
  const api = await apiOf(note.provider);
  const { maxAttempts = 1 } = desktop.providerOf(note.provider) ?? {};
  const find = async (): Promise<Batch | undefined> => {
    const since = Date.parse(note.created) - memoryMs;
    const listed = await persist(maxAttempts, context, () => api.list(since));
    return listed.of(note.key, note.file === undefined ? [] : [note.file])[0];
  };
  let batch = await find();
  const lateMs =
    note.posted === undefined ? 0 : Math.min(Date.parse(note.posted), context.now()) + lagMs;
  for (let pauseMs = 1000; batch === undefined && context.now() < lateMs; pauseMs *= 2) {
    await sleep(Math.min(pauseMs, lateMs - context.now()), context.aborting);
    batch = await find();
  }
  if (batch !== undefined) {
    const known: Note = { ...note, state: "out", batch: batch.id };
    await notes.write(known);
    return known;
  }
  for (const file of await api.findFiles(fileNameOf(note.key)).catch(() => [])) {
    await api.removeFile(file).catch(() => undefined);
  }
  await notes.remove(note.key);
  return undefined;
}

/** @returns what came of it; its note while it is out */
async function lookAt(note: Note, desktop: Desktop): Promise<Ended | Note> {
  const { context, apiOf } = desktop;
  const { batch: id = "" } = note;
  const api = await apiOf(note.provider);
  const { maxAttempts = 1 } = desktop.providerOf(note.provider) ?? {};
  const batch = await persist(maxAttempts, context, () => api.get(id)).catch(unlessGone);
  if (batch?.status === "cancelling" || batch?.status === "cancelled") {
    const since = Date.parse(note.created) - memoryMs;
    const listed = await persist(maxAttempts, context, () => api.list(since));
    const other = await keepOldest(note, listed.of(note.key), desktop);
    if (other !== undefined) {
      return lookAt(other, desktop);
    }
  }
  if (batch !== undefined && !hasEnded(batch)) {
    const isLate = context.now() > Date.parse(note.since) + desktop.deadlineHours * hourMs;
    if (isLate && batch.status !== "cancelling") {
      await api.cancel(id).catch(() => undefined);
    }
    return note;
  }
  return readEnded(note, batch, api, desktop);
}

async function readEnded(
  note: Note,
  batch: Batch | undefined,
  api: BatchApi,
  desktop: Desktop,
): Promise<Ended> {
  const { notes, desk, context } = desktop;
  const { maxAttempts = 1 } = desktop.providerOf(note.provider) ?? {};
  const lacks = new Map<string, Line["lacks"]>();
  const came = new Set<string>();
  const files = [batch?.error_file_id, batch?.output_file_id];
  for (const file of files.flatMap((id) => id ?? [])) {
    const path = notes.scratch();
    const isThere = await persist(maxAttempts, context, () => api.download(file, path)).then(
      () => true,
      (error: unknown) => unlessGone(error) ?? false,
    );
    if (isThere) {
      await indexResults(path, (id, outcome) => {
        if (typeof outcome === "string") {
          lacks.set(id, outcome);
        } else {
          came.add(id);
          desk.hasCome({ id }, outcome);
        }
      });
    }
  }
  const usual = batch?.status === "expired" ? "expired" : "missing";
  const isRefused = batch?.status === "failed";
  for await (const line of notes.lines(note)) {
    desk.release(line.id);
    desk.isUnderWay(line);
    if (came.has(line.id)) {
      lacks.delete(line.id);
      continue;
    }
    const why = isRefused ? "failed" : (lacks.get(line.id) ?? usual);
    lacks.set(line.id, why);
    desk.wasInVain({ ...line, lacks: why, tries: countTries(line, note, batch) });
  }
  return { note, batch, lacks };
}

/** What is gone at the provider never comes. */
function unlessGone(error: unknown): undefined {
  if (error instanceof AttemptError && (error.status === 404 || error.status === 410)) {
    return undefined;
  }
  throw error;
}
