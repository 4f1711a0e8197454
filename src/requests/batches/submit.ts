import { AttemptError, PreloError } from "../../errors.ts";
import { roundUsd } from "../../answers/round-usd.ts";
import { removeFile } from "../../files/files.ts";
import type { BatchApi } from "./api.ts";
import type { Listing } from "./listing.ts";
import type { Note } from "./note.ts";
import { fileNameOf, keyOf, type Parcel } from "./outbox.ts";
import { persist } from "./persist.ts";
import type { Desktop, Found } from "./desktop.ts";
import { mostOf } from "./room.ts";
import type { Batch } from "./wire.ts";

/** Results go after so long, and with them what another machine may have submitted. */
const keptMs = 30 * 24 * 3_600_000;

/**
 * Submits what was collected, as far as there may be more batches out; the rest is collected anew when one is back. A
 * batch is noted before anything is sent, and looked up first: another machine may have submitted the same.
 * @returns the batches that are out by now
 */
export async function submit(
  parcels: readonly Parcel[],
  found: Pick<Found, "open" | "settled">,
  { maxOpen, mayGo }: { readonly maxOpen: number; readonly mayGo: () => boolean },
  desktop: Desktop,
): Promise<readonly Note[]> {
  const { desk, context } = desktop;
  const out: Note[] = [];
  const tries = new Set(found.settled.map(({ key }) => key));
  const byProvider = new Map<string, Promise<Listing>>();
  for (const parcel of parcels) {
    const { provider, model, lines } = parcel;
    const others = [...found.open, ...out].filter((each) => each.provider === provider.name);
    const isLimited = mostOf(parcel, found.settled, context.now()) !== undefined;
    const mustWait =
      !mayGo() ||
      others.length >= maxOpen ||
      (isLimited && others.some((each) => each.model === model));
    try {
      if (!mustWait) {
        const api = await desktop.apiOf(provider.name);
        const listed =
          byProvider.get(provider.name) ??
          persist(provider.maxAttempts, context, () => api.list(context.now() - keptMs));
        byProvider.set(provider.name, listed);
        let attempt = 1;
        while (tries.has(keyOf(parcel, attempt))) {
          attempt += 1;
        }
        const key = keyOf(parcel, attempt);
        const there = await findThere(key, await listed, api);
        out.push(await submitOne(parcel, key, there, api, desktop));
        continue;
      }
    } catch (error) {
      context.aborting.throwIfAborted();
      if (!(error instanceof PreloError) || /^(?:READ|WRITE)_FAILED$/.test(error.code)) {
        throw error;
      }
      desk.refuse(
        lines.map(({ id }) => id),
        error,
      );
    } finally {
      await removeFile(parcel.path);
    }
    for (const { id } of lines) {
      desk.release(id);
    }
  }
  return out;
}

/** The batch of a key, also where a list tells no metadata: by the name of its file. */
async function findThere(key: string, listed: Listing, api: BatchApi): Promise<Batch | undefined> {
  const [there] = listed.of(key);
  if (there !== undefined || !listed.isBare) {
    return there;
  }
  return listed.of(key, await api.findFiles(fileNameOf(key)).catch(() => []))[0];
}

async function submitOne(
  parcel: Parcel,
  key: string,
  there: Batch | undefined,
  api: BatchApi,
  { notes, context }: Desktop,
): Promise<Note> {
  const { provider, endpoint, model, lines, path } = parcel;
  const created = new Date(context.now()).toISOString();
  const bounds = lines.map(({ bound_usd }) => bound_usd);
  const boundUsd = bounds.includes(undefined)
    ? undefined
    : roundUsd(bounds.reduce<number>((sum, usd = 0) => sum + usd, 0));
  const intended: Note = {
    key,
    provider: provider.name,
    endpoint,
    model,
    state: "intended",
    created,
    since: lines.map(({ since }) => since).toSorted()[0] ?? created,
    requests: lines.length,
    ...(boundUsd !== undefined && { bound_usd: boundUsd }),
  };
  await notes.add(intended, lines);
  const told = { provider: provider.name, model, key, requests: lines.length };
  if (there !== undefined) {
    const note: Note = { ...intended, state: "out", batch: there.id };
    await notes.write(note);
    context.emit({ type: "batch", state: "found", id: there.id, ...told });
    return note;
  }
  const name = fileNameOf(key);
  let uploads = 0;
  const file = await persist(provider.maxAttempts, context, () => {
    uploads += 1;
    return api.upload(path, name);
  });
  if (uploads > 1) {
    await removeOthers(name, file, api);
  }
  const posted = new Date(context.now()).toISOString();
  await notes.write({ ...intended, file, posted });
  try {
    const batch = await persist(provider.maxAttempts, context, async (attempt) => {
      // What became of the attempt before, nobody knows but the provider.
      const known =
        attempt > 1 ? (await api.list(context.now() - keptMs)).of(key, [file])[0] : undefined;
      return known ?? api.create(file, endpoint, key);
    });
    const note: Note = { ...intended, state: "out", posted, file, batch: batch.id };
    await notes.write(note);
    context.emit({ type: "batch", state: "submitted", id: batch.id, ...told });
    return note;
  } catch (error) {
    // What may have arrived all the same is looked for by the next run.
    if (!(error instanceof AttemptError) || error.retryable || error.mayBeBilled) {
      throw error;
    }
    await api.removeFile(file).catch(() => undefined);
    await notes.remove(key);
    throw error;
  }
}

async function removeOthers(name: string, own: string, api: BatchApi): Promise<void> {
  const files = await api.findFiles(name).catch(() => []);
  for (const file of files.filter((each) => each !== own)) {
    await api.removeFile(file).catch(() => undefined);
  }
}
