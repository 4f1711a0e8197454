import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PreloError } from "../errors.ts";
import { isMissing, toReadError } from "../files/files.ts";
import { assertMerged, assertRejectedMerged, orUnusable, toUnusable } from "./assert-usable.ts";
import { assertNoLink, listFolder } from "./listing.ts";
import { checkOriginals } from "./originals.ts";
import type { ReadResult } from "./read-result.ts";
import {
  isPrevious,
  recordFile,
  type RecordName,
  recordNameOf,
  recordPath,
  pageRecordFile,
  rejectedFile,
  rejectedNameOf,
} from "./record-name.ts";
import { emptyPageRecord, type PageRecord, parsePageRecord } from "./page-record.ts";
import { parseImageRecord } from "./record.ts";
import { parseRejected } from "./rejected-record.ts";
import { parseTextRecord } from "./text-record.ts";
import type { Answer, RejectedAnswer } from "./types.ts";

/** A record, and where it stands. */
export interface Found {
  readonly name: RecordName;
  readonly answer: Answer;
}

/** An article's records. */
export interface RecordFolder {
  /** Those that were asked for, by their block's id. */
  readonly own: ReadonlyMap<string, ReadResult>;
  /** All other files that can be read as records, by name. */
  readonly others: readonly Found[];
  /** Whose attempts are kept aside there. */
  readonly rejected: readonly RecordName[];
}

/** What a record was found to be. */
type State = ReadResult["state"] | "edited";

/** Reads what stands in the answers folder; links are not followed. */
export class RecordReader {
  readonly dir: string;
  // What the last look at a record found, by its name, so that a write need not look again.
  readonly #found = new Map<string, State>();

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Where a file of an article lies (an original, for one). */
  pathOf(slug: string, file: string): string {
    return join(this.dir, slug, file);
  }

  pathOfRecord(name: RecordName): string {
    return this.pathOf(name.slug, recordFile(name));
  }

  /** The record by itself, whether its originals are there or not. @throws PreloError as `read` */
  readRecord(name: RecordName): ReadResult {
    const result = this.#parseFile(name);
    const isEditedText =
      result.state === "read" && result.answer.kind === "text" && result.answer.edited;
    this.#found.set(recordPath(name), isEditedText ? "edited" : result.state);
    return result;
  }

  /**
   * Reads one record; a damaged one is told, not thrown.
   * @throws PreloError MERGE_CONFLICT; ANSWER_DAMAGED for what only a later version can read
   */
  read(name: RecordName): ReadResult {
    const result = this.readRecord(name);
    if (result.state !== "read" || result.answer.kind !== "image") {
      return result;
    }
    const { there, faults } = checkOriginals(
      result.answer,
      (file) => this.pathOf(name.slug, file),
      this.pathOfRecord(name),
    );
    const answer = { ...result.answer, images: there };
    if (faults.length === 0) {
      return { state: "read", answer };
    }
    const lost = damagedBy(name, faults.join(", "));
    return there.length === 0 ? lost : { state: "read", answer, damage: lost.damage };
  }

  /**
   * Reads all of an article's records. Its folder is listed once, so that missing records cost
   * nothing.
   * @throws PreloError as `read`, for any file there
   */
  readFolder(slug: string, names: readonly RecordName[]): RecordFolder {
    assertNoLink(join(this.dir, slug));
    const { files, links } = listFolder(join(this.dir, slug));
    // Some file systems find a file whatever the case of its name.
    const there = new Set([...files, ...links].map((file) => file.toLowerCase()));
    const own = new Map<string, ReadResult>();
    for (const name of names) {
      if (there.has(recordFile(name).toLowerCase())) {
        own.set(name.id, this.read(name));
      } else {
        own.set(name.id, { state: "missing" });
      }
    }
    const asked = new Set(names.map((name) => recordFile(name)));
    const others = files.flatMap((file): readonly Found[] => {
      const name = asked.has(file) ? undefined : recordNameOf(slug, file);
      const result = name && (isPrevious(name) ? this.#readPrevious(name) : this.read(name));
      return name !== undefined && result?.state === "read"
        ? [{ name, answer: result.answer }]
        : [];
    });
    const rejected = files.flatMap((file) => rejectedNameOf(slug, file) ?? []);
    for (const name of rejected) {
      assertRejectedMerged(this.pathOf(slug, rejectedFile(name)));
    }
    return { own, others, rejected };
  }

  /** The attempt that is kept aside; nothing when there is none that can be read. */
  readRejected(name: RecordName): RejectedAnswer | undefined {
    try {
      return parseRejected(readFileSync(this.pathOf(name.slug, rejectedFile(name)), "utf8"));
    } catch {
      // It was never an answer: if it cannot be read, it counts as absent.
      return undefined;
    }
  }

  /**
   * The short texts of a translated page; empty where there are none that can be read.
   * @throws PreloError MERGE_CONFLICT
   */
  readPage(slug: string): { readonly record: PageRecord; readonly damage?: string } {
    const path = this.pathOf(slug, pageRecordFile);
    assertNoLink(path);
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      if (isMissing(error)) {
        return { record: emptyPageRecord };
      }
      throw toReadError(error, path);
    }
    // What git could not merge is no YAML, or holds marks as texts.
    assertMerged(path, text, undefined);
    try {
      return { record: parsePageRecord(text) };
    } catch (error) {
      return { record: emptyPageRecord, damage: firstLine(error) };
    }
  }

  /** The articles' translations of which there is a folder: `bread/es`. */
  listTranslations(): readonly string[] {
    return listFolder(this.dir).folders.flatMap((slug) =>
      listFolder(join(this.dir, slug))
        .folders.filter((folder) => isTranslationFolder(folder))
        .map((folder) => `${slug}/${folder}`),
    );
  }

  /** What may be a record, by its name. */
  listRecords(): readonly RecordName[] {
    return this.#list(recordNameOf);
  }

  /** Whose attempts are kept aside; they are no records. */
  listRejected(): readonly RecordName[] {
    return this.#list(rejectedNameOf);
  }

  /** What stands under a name that is about to be written; from then on, what was written. */
  settle(name: RecordName): State {
    const key = recordPath(name);
    if (!this.#found.has(key)) {
      this.readRecord(name);
    }
    const state = this.#found.get(key) ?? "missing";
    this.#found.set(key, "read");
    return state;
  }

  /** What git could not merge holds nothing up here: no block's answer is at stake. */
  #readPrevious(name: RecordName): ReadResult {
    try {
      return this.read(name);
    } catch (error) {
      orUnusable(error);
      return { state: "missing" };
    }
  }

  #list(parse: (slug: string, file: string) => RecordName | undefined): readonly RecordName[] {
    return [...listFolder(this.dir).folders, ...this.listTranslations()].flatMap((slug) =>
      listFolder(join(this.dir, slug)).files.flatMap((file) => parse(slug, file) ?? []),
    );
  }

  #parseFile(name: RecordName): ReadResult {
    const path = this.pathOfRecord(name);
    assertNoLink(path);
    let text: string;
    try {
      // Synchronous: a quarter of the time of a promise for files this small, and a rebuild of
      // thousands of answers does little else.
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    } catch (error) {
      if (isMissing(error)) {
        return { state: "missing" };
      }
      if (error instanceof TypeError) {
        return damagedBy(name, "it is not UTF-8 text");
      }
      throw toReadError(error, path);
    }
    const result = parseRecord(name, path, text);
    assertMerged(path, text, result.state === "read" ? result.answer : undefined);
    return result;
  }
}

/** @throws PreloError ANSWER_DAMAGED for what only a later version can read */
function parseRecord(name: RecordName, path: string, text: string): ReadResult {
  try {
    return {
      state: "read",
      answer: name.kind === "text" ? parseTextRecord(text) : parseImageRecord(text),
    };
  } catch (error) {
    if (error instanceof PreloError) {
      throw toUnusable(error, path);
    }
    return damagedBy(name, firstLine(error));
  }
}

function damagedBy(name: RecordName, reason: string): ReadResult & { readonly state: "damaged" } {
  return { state: "damaged", damage: { path: recordPath(name), reason } };
}

/** A folder of an article is that of a language if it has a language's name. */
function isTranslationFolder(name: string): boolean {
  return /^[a-z]{2,3}(?:-[A-Za-z\d]{1,8})*$/.test(name);
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
