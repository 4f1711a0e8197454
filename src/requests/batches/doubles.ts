import { PreloError } from "../../errors.ts";
import type { Listing } from "./listing.ts";
import type { Note } from "./note.ts";
import type { Desktop } from "./desktop.ts";
import { type Batch, hasEnded } from "./wire.ts";

/**
 * Looks whether a batch was submitted twice: by two machines in one moment, or because a list lagged behind when a
 * killed run was looked for. The oldest stays, on all machines; the others are cancelled before they get far.
 * @param open the batches that are out
 * @param submitted those among them that were submitted just now
 * @returns the batches that are out, each with the one that stays
 */
export async function dropDoubles(
  open: readonly Note[],
  submitted: readonly Note[],
  desktop: Desktop,
): Promise<readonly Note[]> {
  const listings = new Map<string, Listing>();
  for (const { provider, created } of submitted) {
    try {
      const api = await desktop.apiOf(provider);
      listings.set(provider, listings.get(provider) ?? (await api.list(Date.parse(created))));
    } catch (error) {
      desktop.context.aborting.throwIfAborted();
      // A list that cannot be had now is looked at after the next batch.
      if (!(error instanceof PreloError)) {
        throw error;
      }
    }
  }
  return Promise.all(
    open.map(
      async (note) =>
        (await keepOldest(note, listings.get(note.provider)?.of(note.key) ?? [], desktop)) ?? note,
    ),
  );
}

/**
 * Chooses among the batches of one key, and cancels the others.
 * @returns the note with the other that is chosen; undefined where its own stays
 */
export async function keepOldest(
  note: Note,
  batches: readonly Batch[],
  { notes, apiOf, context }: Pick<Desktop, "notes" | "apiOf" | "context">,
): Promise<Note | undefined> {
  const [oldest, ...others] = batches.filter(isOfUse);
  if (oldest === undefined || batches.length < 2) {
    return undefined;
  }
  const api = await apiOf(note.provider);
  for (const { id } of others.filter((batch) => !hasEnded(batch))) {
    await api.cancel(id).catch(() => undefined);
  }
  if (oldest.id === note.batch) {
    return undefined;
  }
  const known: Note = { ...note, batch: oldest.id };
  await notes.write(known);
  const { provider, model, key, requests } = note;
  context.emit({ type: "batch", state: "found", id: oldest.id, provider, model, key, requests });
  return known;
}

/** Another machine may have cancelled a batch because of one that is older. */
function isOfUse({ status }: Batch): boolean {
  return !["failed", "expired", "cancelling", "cancelled"].includes(status);
}
