import { indexByFingerprint } from "../answers/by-fingerprint.ts";
import { toMoves } from "../answers/keep-previous.ts";
import type { Move } from "../answers/move-records.ts";
import { isPrevious, type RecordName, recordPath } from "../answers/record-name.ts";
import { recordNames, recordOf } from "../answers/record-names.ts";
import type { Found, RecordFolder } from "../answers/record-reader.ts";
import type { AnswerStore } from "../answers/store.ts";
import { fingerprintsOf } from "../answers/types.ts";
import type { Article } from "../job/types.ts";
import { type Candidate, readAllotment } from "../plan/allotment.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import type { OrphanIndex } from "./orphaned.ts";

/** Where the records of an article may be: in its own folder, and in those that nothing claims. */
interface Records {
  readonly article: Article;
  readonly store: AnswerStore;
  readonly orphaned: OrphanIndex;
}

/** Looks records up by what they answer: in the article's folder, then in those of others. */
export function recordFinder(
  { article, store, orphaned, inFolderOnly }: Records & { readonly inFolderOnly?: true },
  { own, others }: RecordFolder,
): (fingerprint: string) => readonly Candidate[] {
  let index: ReadonlyMap<string, readonly RecordName[]> | undefined;
  const readOwn = (): readonly Found[] =>
    recordNames(article).flatMap((name) => {
      const read = own.get(name.id);
      return read?.state === "read" ? [{ name, answer: read.answer }] : [];
    });
  return (fingerprint) => {
    index ??= indexByFingerprint([...readOwn(), ...others]);
    const inFolder = (index.get(fingerprint) ?? []).map((name) => ({ name }));
    // Read again: while an article is built, its records change.
    const elsewhere = inFolderOnly === true ? [] : orphaned.find(fingerprint, article.slug);
    const all = [...inFolder, ...elsewhere].flatMap((found) => {
      const read = store.read(found.name);
      const still = read.state === "read" && fingerprintsOf(read.answer).includes(fingerprint);
      return still ? [{ ...found, answer: read.answer }] : [];
    });
    // An answer that has been replaced stands back where there is a newer one to the same request.
    const current = all.filter(({ name }) => !isPrevious(name));
    return current.length > 0 ? current : all;
  };
}

/** The records that a build gives another name before it asks for anything. */
export function listMoves(
  { article, orphaned, store }: Records,
  planned: readonly PlannedBlock[],
  findRecords: (fingerprint: string) => readonly Candidate[],
): readonly Move[] {
  const { kept, taken } = readAllotment(article, planned);
  const isTaken = (name: RecordName): boolean => taken.has(recordPath(name));
  return planned.flatMap(({ block, assessment, ...waiting }) => {
    const { movedFrom: from, displaces } = assessment ?? waiting;
    const own = recordOf(article, block);
    if (displaces === true && !isTaken(own)) {
      return [{ from: own, to: store.findSpare(own), keep: false }];
    }
    // What no block claims goes at the end of the run: other articles may want it as well.
    if (from === undefined) {
      return [];
    }
    const path = recordPath(from);
    const wanted = assessment === undefined ? [] : findRecords(assessment.request.fingerprint);
    const isNeeded = wanted.some(
      ({ name, isNeeded: needed }) => needed === true && recordPath(name) === path,
    );
    const keep = orphaned.has(from) || kept.has(path) || isNeeded;
    return toMoves({ from, to: recordOf(article, block), keep }, store, isTaken);
  });
}
