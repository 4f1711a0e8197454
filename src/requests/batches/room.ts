import type { Ended } from "./desktop.ts";
import type { Line, Note } from "./note.ts";
import type { Parcel } from "./outbox.ts";
import type { Batch } from "./wire.ts";

/** How often a request may go by batch at the most; what can never pass is not tried again. */
const neverAgain = 1000;

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

/** The most requests of a batch, where the provider had no room for more within a day. */
export function mostOf(
  { provider, model }: Pick<Parcel, "provider" | "model">,
  settled: readonly Note[],
  nowMs: number,
): number | undefined {
  const limits = settled
    .filter((note) => note.provider === provider.name && note.model === model)
    .filter(({ created }) => nowMs - Date.parse(created) < 24 * 3_600_000)
    .flatMap(({ most }) => most ?? []);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
