import { readFileSync } from "node:fs";
import type { AnswerStore, Found } from "../answers/store.ts";
import { recordFile, type RecordName, recordPath } from "../answers/record-name.ts";
import { PreloError } from "../errors.ts";
import type { Article } from "../job/types.ts";
import { indexByFingerprint } from "./by-fingerprint.ts";
import { claimedNames } from "./prepare.ts";

/** The records that no block of the job claims. */
export interface UnclaimedIndex {
  /**
   * Those in other articles' folders that answer a request; read when one is first looked for.
   * @throws PreloError MERGE_CONFLICT when one may, once somebody has kept one of its sides
   */
  find(fingerprint: string, slug: string): readonly Found[];
  has(name: RecordName): boolean;
  /** Notes that a block of an article took a copy: the record has moved. */
  take(name: RecordName, slug: string): void;
  /** All that can be read as records, but for those that were taken. */
  list(): readonly Found[];
  /**
   * Removes those that were taken. Until then they stand where they were, for every article to find.
   * @param isWhole whether all articles were planned: else one that was not may want it as well
   */
  release(isWhole: boolean): Promise<void>;
}

/** Lists what stands in answers/ beside the records of all the job's articles. */
export function indexUnclaimed(articles: readonly Article[], store: AnswerStore): UnclaimedIndex {
  let claimed: ReadonlySet<string> | undefined;
  const listNames = (): readonly RecordName[] => {
    const recorded = store.listRecords();
    // The first build of many articles finds no record, and need not name thousands.
    if (recorded.length === 0) return [];
    claimed ??= new Set(articles.flatMap(claimedNames).map(recordPath));
    return recorded.filter((name) => claimed?.has(recordPath(name)) === false);
  };
  const names = new Map(listNames().map((name) => [recordPath(name), name]));
  const takers = new Map<string, string>();
  let byFingerprint: ReadonlyMap<string, readonly Found[]> | undefined;
  /** Both sides of each conflict: which requests they answer, a person has yet to say. */
  const unmerged: { readonly text: string; readonly error: PreloError }[] = [];
  const readAll = (list: Iterable<RecordName>): readonly Found[] =>
    [...list].flatMap((name) => {
      const result = read(name, store);
      if (!(result instanceof PreloError)) return result;
      if (result.code === "MERGE_CONFLICT") {
        const text = readFileSync(store.pathOf(name.slug, recordFile(name)), "utf8");
        unmerged.push({ text, error: result });
      }
      return [];
    });
  return {
    has: (name) => names.has(recordPath(name)),
    take: (name, slug) => takers.set(recordPath(name), slug),
    // Listed anew: what stood in the way of a record that moved has a name of its own since.
    list: () => readAll(listNames()).filter(({ name }) => !takers.has(recordPath(name))),
    find: (fingerprint, slug) => {
      byFingerprint ??= indexByFingerprint(readAll(names.values()));
      const conflict = unmerged.find(({ text }) => text.includes(fingerprint));
      if (conflict !== undefined) throw conflict.error;
      return (byFingerprint.get(fingerprint) ?? []).filter(({ name }) => name.slug !== slug);
    },
    release: async (isWhole) => {
      for (const [path, slug] of takers) {
        const name = names.get(path);
        if (name !== undefined && (isWhole || name.slug === slug)) await store.remove(name);
      }
    },
  };
}

/** What cannot be read is nobody's: an error is told where a block claims it, or may. */
function read(name: RecordName, store: AnswerStore): readonly Found[] | PreloError {
  try {
    const result = store.read(name);
    return result.state === "read" ? [{ name, answer: result.answer }] : [];
  } catch (error) {
    if (error instanceof PreloError) return error;
    throw error;
  }
}
