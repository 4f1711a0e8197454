import { AttemptError, PreloError } from "../../errors.ts";
import type { Provider } from "../../job/types.ts";
import { sleep } from "../http/abort.ts";
import type { RunContext } from "../context.ts";
import type { BatchApi } from "./api.ts";
import type { Desk } from "./desk.ts";
import type { Line, Note } from "./note.ts";
import type { Notes } from "./notes.ts";
import { fileNameOf } from "./outbox.ts";
import { persist } from "./persist.ts";
import { indexResults } from "./results.ts";
import { type Batch, hasEnded } from "./wire.ts";

/** A list may lag behind what was submitted: a note is not given up before it is so old. */
const lagMs = 5000;
const hourMs = 3_600_000;
/** So long counts what a provider refused, or did not answer. */
const memoryMs = 24 * hourMs;
/** How often a request may go by batch at the most; what can never pass is not tried again. */
const neverAgain = 1000;

/** A batch of which nothing more comes, until all that came of it is dealt with. */
export interface Ended {
  readonly note: Note;
  readonly batch: Batch | undefined;
  readonly lacks: ReadonlyMap<string, Line["lacks"]>;
}

/** What is known when a run begins. */
export interface Desktop {
  readonly notes: Notes;
  readonly desk: Desk;
  readonly apiOf: (provider: string) => Promise<BatchApi>;
  readonly providerOf: (name: string) => Provider | undefined;
  readonly deadlineHours: number;
  readonly context: RunContext;
}

/** The batches of the job as a run finds them. */
export interface Found {
  /** Those that are out. */
  readonly open: readonly Note[];
  readonly ended: readonly Ended[];
  /** Those that were settled before. */
  readonly settled: readonly Note[];
  /** Batches of which nobody could be asked. */
  readonly unsure: readonly { readonly note: Note; readonly error: PreloError }[];
}

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
      const ended = await lookAt(known, desktop);
      if (ended !== undefined) {
        found.ended.push(ended);
        continue;
      }
      found.open.push(known);
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
  const createdMs = Date.parse(note.created);
  const { maxAttempts = 1 } = desktop.providerOf(note.provider) ?? {};
  const find = async (): Promise<Batch | undefined> =>
    (await persist(maxAttempts, context, () => api.listByKey(createdMs - memoryMs))).get(note.key);
  let batch = await find();
  const youngMs = createdMs + lagMs - context.now();
  if (batch === undefined && youngMs > 0) {
    await sleep(Math.min(youngMs, lagMs), context.aborting);
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

/** @returns what came of it; undefined while it is out */
async function lookAt(note: Note, desktop: Desktop): Promise<Ended | undefined> {
  const { context, apiOf } = desktop;
  const { batch: id = "" } = note;
  const api = await apiOf(note.provider);
  const { maxAttempts = 1 } = desktop.providerOf(note.provider) ?? {};
  const batch = await persist(maxAttempts, context, () => api.get(id)).catch(unlessGone);
  if (batch !== undefined && !hasEnded(batch)) {
    const isLate = context.now() > Date.parse(note.since) + desktop.deadlineHours * hourMs;
    if (isLate && batch.status !== "cancelling") {
      await api.cancel(id).catch(() => undefined);
    }
    return undefined;
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

/** What the provider refuses as it is, is not sent so again; what had no room there, as if it had not been sent. */
export function countTries(
  { tries }: Pick<Line, "tries">,
  { requests }: Pick<Note, "requests">,
  batch: Batch | undefined,
): number {
  if (batch?.status !== "failed") {
    return tries;
  }
  return hadNoRoom(batch) ? tries - Number(requests > 1) : neverAgain;
}

/** What is learnt from a batch for which there was no room: the next ones are half as large, if it was alone. */
export function withLimit({ note, batch }: Ended, open: readonly Note[]): Note {
  if (!hadNoRoom(batch)) {
    return note;
  }
  const isAlone = !open.some(
    ({ provider, model }) => provider === note.provider && model === note.model,
  );
  return { ...note, most: isAlone ? Math.max(1, Math.floor(note.requests / 2)) : note.requests };
}

/** The provider's limit on what may be out at a time: it passes. */
function hadNoRoom(batch: Batch | undefined): boolean {
  return batch?.errors?.data.some(({ code }) => code === "token_limit_exceeded") ?? false;
}

/** What is gone at the provider never comes. */
function unlessGone(error: unknown): undefined {
  if (error instanceof AttemptError && (error.status === 404 || error.status === 410)) {
    return undefined;
  }
  throw error;
}
