import { readFileSync } from "node:fs";
import type { AnswerStore } from "../answers/store.ts";
import type { Found } from "../answers/record-reader.ts";
import type { PageRecord, PageText } from "../answers/page-record.ts";
import { isPrevious, recordFile, type RecordName, recordPath } from "../answers/record-name.ts";
import { isEdited } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import type { Article } from "../job/types.ts";
import { indexByFingerprint } from "../answers/by-fingerprint.ts";
import { isTranslation } from "../publish/names.ts";
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

/** An answer that no block uses. */
export interface OrphanedAnswer extends RecordName {
  /** Whether a person edited it: it is removed only where that is asked for. */
  readonly edited: boolean;
}

/** Whether a person edited a recorded text, or put another picture in the place of an original. */
export function isEditedRecord(name: RecordName, store: AnswerStore): boolean {
  const found = store.read(name);
  return found.state === "read" && isEdited(found.answer);
}

/** What stands in answers/ beside the records of all the job's articles. */
export class OrphanIndex {
  /** All of the job's. */
  readonly articles: readonly Article[];
  readonly #store: AnswerStore;
  readonly #isWhole: boolean;
  readonly #bySlug: Map<string, Article>;
  /** Which records articles need where they are; false for one that no other may copy. */
  readonly #uses = new Map<string, boolean>();
  /** Who took a copy of a record. */
  readonly #takers = new Map<string, string>();
  /** Those that no block claims, when the job was loaded. */
  readonly #orphaned: ReadonlyMap<string, RecordName>;
  #all: readonly RecordName[];
  #claimed: ReadonlySet<string> | undefined;
  #byFingerprint: ReadonlyMap<string, readonly RecordName[]> | undefined;
  #learning: Promise<void> | undefined;
  /** Short texts of translated pages, by their languages and requests. */
  readonly #goneTexts = new Map<string, ReadonlyMap<string, FoundText>>();
  /** Both sides of each conflict: which requests they answer, a person has yet to say. */
  #unmerged: Unmerged[] = [];

  /**
   * @param articles all of the job's
   * @param isWhole false when articles are missing: any record may be theirs
   */
  constructor(articles: readonly Article[], store: AnswerStore, isWhole = true) {
    this.articles = articles;
    this.#store = store;
    this.#isWhole = isWhole;
    this.#bySlug = new Map(articles.map((article) => [article.slug, article]));
    this.#all = store.listRecords();
    this.#orphaned = new Map(this.#notClaimed(this.#all).map((name) => [recordPath(name), name]));
  }

  /**
   * Those in other folders than an article's that answer a request, first those that no block claims;
   * all are read when one is first looked for, and none is held.
   * @throws PreloError MERGE_CONFLICT when one may, once somebody has kept one of its sides
   */
  find(fingerprint: string, slug: string): readonly Elsewhere[] {
    this.#byFingerprint ??= indexByFingerprint(this.#readAll(this.#all));
    const conflict = this.#unmerged.find(
      ({ name, text }) => name.slug !== slug && text.includes(fingerprint),
    );
    if (conflict !== undefined) {
      throw conflict.error;
    }
    return (this.#byFingerprint.get(fingerprint) ?? [])
      .filter((name) => name.slug !== slug && this.#uses.get(recordPath(name)) !== false)
      .map((name) => ({
        name,
        isClaimed: !this.#isWhole || this.#claims().has(recordPath(name)),
        isNeeded: !this.#isWhole || this.#uses.has(recordPath(name)),
      }))
      .toSorted((a, b) => Number(a.isClaimed) - Number(b.isClaimed));
  }

  /**
   * Has every article say, once, which records it needs where they are: only then is it known whether
   * what another article's block is named after may be taken from it.
   */
  learnUses(look: (article: Article) => Promise<Uses>): Promise<void> {
    this.#learning ??= (async () => {
      for (const article of this.articles) {
        for (const [path, isShared] of await look(article)) {
          this.#uses.set(path, isShared);
        }
      }
    })();
    return this.#learning;
  }

  /** Takes note of which blocks an article has: when the job is loaded, not all are known. */
  know(article: Article): void {
    if (article.parts !== undefined) {
      this.#bySlug.set(article.slug, article);
      this.#claimed = undefined;
    }
  }

  /** Whether no block claims it. */
  has(name: RecordName): boolean {
    return this.#orphaned.has(recordPath(name));
  }

  /**
   * A short text of a page in this language whose article is gone, and perhaps has another name now, by its
   * request. All are read when one is first looked for.
   */
  findText(fingerprint: string, language: string): FoundText | undefined {
    const texts = this.#goneTexts.get(language) ?? new Map(this.#readTexts(language));
    this.#goneTexts.set(language, texts);
    return texts.get(fingerprint);
  }

  /** Notes that a block of an article took a copy: the record has moved. */
  take(name: RecordName, slug: string): void {
    this.#takers.set(recordPath(name), slug);
  }

  /** Lists anew what stands where, after records have moved. */
  refresh(): void {
    this.#all = this.#store.listRecords();
    this.#byFingerprint = undefined;
    this.#unmerged = [];
  }

  /**
   * All that can be read as records and no block claims, but for those that were taken. Listed anew: what
   * stood in the way of a record that moved has a name of its own since.
   */
  listAnswers(): readonly OrphanedAnswer[] {
    return this.list()
      .filter(({ name }) => !isPrevious(name))
      .map(({ name }) => Object.assign({ edited: isEditedRecord(name, this.#store) }, name));
  }

  /** The same, with the answers before. */
  list(): readonly Found[] {
    return [...this.#readAll(this.#notClaimed(this.#store.listRecords()))].filter(
      ({ name }) => !this.#takers.has(recordPath(name)),
    );
  }

  /**
   * Removes those that were taken. Until then they stand where they were, for every article to find.
   * @param isAll whether all articles were planned: else one that was not may want it as well
   */
  async release(isAll: boolean): Promise<void> {
    for (const [path, slug] of this.#takers) {
      const name = this.#orphaned.get(path);
      if (name !== undefined && (isAll || name.slug === slug)) {
        await this.#store.remove(name);
      }
    }
  }

  #claims(): ReadonlySet<string> {
    this.#claimed ??= new Set([...this.#bySlug.values()].flatMap(claimedNames).map(recordPath));
    return this.#claimed;
  }

  #notClaimed(recorded: readonly RecordName[]): readonly RecordName[] {
    // The first build of many articles finds no record, and need not name thousands.
    if (recorded.length === 0 || !this.#isWhole) {
      return [];
    }
    return recorded.filter((name) => !this.#claims().has(recordPath(name)));
  }

  *#readTexts(language: string): Iterable<readonly [string, FoundText]> {
    for (const slug of this.#store.listTranslations()) {
      if (slug.endsWith(`/${language}`) && !isTranslation(slug, this.articles)) {
        const { texts, runs } = this.#store.readPage(slug).record;
        for (const text of Object.values(texts)) {
          yield [text.request, { text, run: runs[text.run] }];
        }
      }
    }
  }

  *#readAll(list: Iterable<RecordName>): Iterable<Found> {
    for (const name of list) {
      const result = read(name, this.#store);
      if (!(result instanceof PreloError)) {
        yield* result;
      } else if (result.code === "MERGE_CONFLICT") {
        const text = readFileSync(this.#store.pathOf(name.slug, recordFile(name)), "utf8");
        this.#unmerged.push({ name, text, error: result });
      }
    }
  }
}

/** A short text of a translated page, with what brought it; undefined where its record does not say. */
export interface FoundText {
  readonly text: PageText;
  readonly run: PageRecord["runs"][string] | undefined;
}

interface Unmerged {
  readonly name: RecordName;
  readonly text: string;
  readonly error: PreloError;
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
