import { originalNumber } from "../../answers/originals.ts";
import { isEditedText } from "../../answers/page-record.ts";
import { isPage, previousOf, type RecordName, recordPath } from "../../answers/record-name.ts";
import type { AnswerStore } from "../../answers/store.ts";
import { type Answer, fingerprintsOf, isEdited } from "../../answers/types.ts";
import { PreloError } from "../../errors.ts";
import { findReplaced } from "../identity.ts";
import type { Line } from "./note.ts";

/** The name of the record that a request is asked for. */
export function nameOf({ slug, block, kind }: Line): RecordName {
  return { slug, id: block, kind };
}

/** What is asked for, as records name it: one of a block's pictures by its number as well. */
export function askedPath(name: RecordName, number?: number): string {
  return number === undefined ? recordPath(name) : `${recordPath(name)}/${number}`;
}

/**
 * Whether what a request was to take the place of (`--refresh`) still stands: its answer is not
 * recorded yet. What a person has edited since is not replaced any more.
 */
export function isToReplace(line: Line, store: AnswerStore): boolean {
  const { replaces, number, asked } = line;
  const name = nameOf(line);
  if (replaces === undefined) {
    return false;
  }
  try {
    if (isPage(name)) {
      const { texts } = store.readPage(name.slug).record;
      const replaced = Object.values(texts).filter(({ run }) => run === replaces);
      return replaced.length > 0 && !replaced.some(isEditedText);
    }
    const read = store.read(name);
    const there = findReplaced(name, asked, store, number === undefined ? [] : [number]);
    return read.state === "read" && !isEdited(read.answer) && there === replaces;
  } catch (error) {
    // What git could not merge, or a later version wrote, is told where its block is planned.
    if (error instanceof PreloError) {
      return false;
    }
    throw error;
  }
}

/** Whether an answer is that of a request, and not the one before. */
function isAnswerOf({ number, replaces, asked }: Line, answer: Answer): boolean {
  if (!fingerprintsOf(answer).includes(asked.request.fingerprint)) {
    return false;
  }
  if (answer.kind === "text") {
    return replaces === undefined || answer.created > replaces;
  }
  const picture = answer.images.find(({ file }) => originalNumber(file) === number);
  return picture !== undefined && (picture.replaced ?? picture).sha256 !== replaces;
}

/**
 * Whether the answer of a request stands among the records, under its block's name or beside it.
 * @param requestId the provider's, where it is known
 */
export function isRecorded(line: Line, store: AnswerStore, requestId?: string | null): boolean {
  const name = nameOf(line);
  // A picture that was asked for anew would be taken for one that was kept of those before.
  const places = name.kind === "image" && line.replaces !== undefined ? [] : [previousOf(name)];
  const stands = [name, ...places].some((each) => {
    const read = store.read(each);
    return read.state === "read" && isAnswerOf(line, read.answer);
  });
  if (stands || name.kind !== "text") {
    return stands;
  }
  return (
    store.readRejected(name)?.answer.fingerprint === line.asked.request.fingerprint ||
    (isPage(name) && isOnPage(name.slug, requestId, store))
  );
}

/** The short texts of a page name the request that brought them, not what was asked for. */
function isOnPage(slug: string, requestId: string | null = null, store: AnswerStore): boolean {
  const { runs } = store.readPage(slug).record;
  return requestId !== null && Object.values(runs).some((run) => run.request_id === requestId);
}
