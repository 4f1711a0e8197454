import { readFileSync } from "node:fs";
import type { AnswerStore } from "../answers/store.ts";
import type { Found } from "../answers/record-reader.ts";
import { recordFile, type RecordName, recordPath } from "../answers/record-name.ts";
import { PreloError } from "../errors.ts";
import type { Article } from "../job/types.ts";
import { indexByFingerprint } from "../answers/by-fingerprint.ts";
import { claimedNames } from "../answers/record-names.ts";

/** A record outside an article's folder, and whose it is. */
export interface Elsewhere {
  readonly name: RecordName;
  /** A block of another article has its name. */
  readonly isClaimed: boolean;
  /** That article needs it where it is; false also while nobody has looked. */
  readonly isNeeded: boolean;
}

/** Which records articles need where they are, by path; false for one that no other may copy. */
export type Uses = ReadonlyMap<string, boolean>;

/** The records of the whole job by what they answer, and those that no block claims. */
export interface OrphanIndex {
  /** All of the job's. */
  readonly articles: readonly Article[];
  /**
   * Those in other folders than an article's that answer a request, first those that no block claims;
   * all are read when one is first looked for, and none is held.
   * @throws PreloError MERGE_CONFLICT when one may, once somebody has kept one of its sides
   */
  find(fingerprint: string, slug: string): readonly Elsewhere[];
  /**
   * Has every article say, once, which records it needs where they are: only then is it known whether
   * what another article's block is named after may be taken from it.
   */
  learnUses(look: (article: Article) => Promise<Uses>): Promise<void>;
  /** Takes note of which blocks an article has: when the job is loaded, not all are known. */
  know(article: Article): void;
  has(name: RecordName): boolean;
  /** Notes that a block of an article took a copy: the record has moved. */
  take(name: RecordName, slug: string): void;
  /** Lists anew what stands where, after records have moved. */
  refresh(): void;
  /** All that can be read as records and no block claims, but for those that were taken. */
  list(): readonly Found[];
  /**
   * Removes those that were taken. Until then they stand where they were, for every article to find.
   * @param isAll whether all articles were planned: else one that was not may want it as well
   */
  release(isAll: boolean): Promise<void>;
}

/**
 * Lists what stands in answers/, and beside the records of all the job's articles.
 * @param isWhole false when articles are missing: any record may be theirs
 */
export function indexOrphans(
  articles: readonly Article[],
  store: AnswerStore,
  isWhole = true,
): OrphanIndex {
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  let claimed: ReadonlySet<string> | undefined;
  const claims = (): ReadonlySet<string> =>
    (claimed ??= new Set([...bySlug.values()].flatMap(claimedNames).map(recordPath)));
  const notClaimed = (recorded: readonly RecordName[]): readonly RecordName[] => {
    // The first build of many articles finds no record, and need not name thousands.
    if (recorded.length === 0 || !isWhole) {
      return [];
    }
    return recorded.filter((name) => !claims().has(recordPath(name)));
  };
  let all = store.listRecords();
  const names = new Map(notClaimed(all).map((name) => [recordPath(name), name]));
  const takers = new Map<string, string>();
  let byFingerprint: ReadonlyMap<string, readonly RecordName[]> | undefined;
  let learning: Promise<void> | undefined;
  const uses = new Map<string, boolean>();
  /** Both sides of each conflict: which requests they answer, a person has yet to say. */
  let unmerged: { readonly name: RecordName; readonly text: string; readonly error: PreloError }[] =
    [];
  function* readAll(list: Iterable<RecordName>): Iterable<Found> {
    for (const name of list) {
      const result = read(name, store);
      if (!(result instanceof PreloError)) {
        yield* result;
      } else if (result.code === "MERGE_CONFLICT") {
        const text = readFileSync(store.pathOf(name.slug, recordFile(name)), "utf8");
        unmerged.push({ name, text, error: result });
      }
    }
  }
  return {
    articles,
    know: (article) => {
      if (article.parts !== undefined) {
        bySlug.set(article.slug, article);
        claimed = undefined;
      }
    },
    has: (name) => names.has(recordPath(name)),
    take: (name, slug) => takers.set(recordPath(name), slug),
    // Listed anew: what stood in the way of a record that moved has a name of its own since.
    list: () =>
      [...readAll(notClaimed(store.listRecords()))].filter(
        ({ name }) => !takers.has(recordPath(name)),
      ),
    find: (fingerprint, slug) => {
      byFingerprint ??= indexByFingerprint(readAll(all));
      const conflict = unmerged.find(
        ({ name, text }) => name.slug !== slug && text.includes(fingerprint),
      );
      if (conflict !== undefined) {
        throw conflict.error;
      }
      return (byFingerprint.get(fingerprint) ?? [])
        .filter((name) => name.slug !== slug && uses.get(recordPath(name)) !== false)
        .map((name) => ({
          name,
          isClaimed: !isWhole || claims().has(recordPath(name)),
          isNeeded: !isWhole || uses.has(recordPath(name)),
        }))
        .toSorted((a, b) => Number(a.isClaimed) - Number(b.isClaimed));
    },
    learnUses: (look) =>
      (learning ??= (async () => {
        for (const article of articles) {
          for (const [path, isShared] of await look(article)) {
            uses.set(path, isShared);
          }
        }
      })()),
    refresh: () => {
      all = store.listRecords();
      byFingerprint = undefined;
      unmerged = [];
    },
    release: async (isAll) => {
      for (const [path, slug] of takers) {
        const name = names.get(path);
        if (name !== undefined && (isAll || name.slug === slug)) {
          await store.remove(name);
        }
      }
    },
  };
}

/** What cannot be read is nobody's: an error is told where a block claims it, or may. */
function read(name: RecordName, store: AnswerStore): readonly Found[] | PreloError {
  try {
    const result = store.readRecord(name);
    return result.state === "read" ? [{ name, answer: result.answer }] : [];
  } catch (error) {
    if (error instanceof PreloError) {
      return error;
    }
    throw error;
  }
}
