import type { ReadResult } from "./read-result.ts";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { NotKeptError, PreloError } from "../errors.ts";
import { assertRejectedMerged, assertMerged, toUnusable } from "./assert-usable.ts";
import {
  isMissing,
  removeFile,
  setAside,
  sweepTemporaries,
  toReadError,
  writeWhole,
} from "../files/files.ts";
import { hashBytes } from "./hash.ts";
import { assertNoLink, listFolder } from "./listing.ts";
import { type Move, moveRecords, removeRecord } from "./move-records.ts";
import { checkOriginals, findClaimants, keepNewer } from "./originals.ts";
import {
  formatImageRecord,
  formatRejected,
  formatTextRecord,
  type NewImageAnswer,
  type NewTextAnswer,
  parseImageRecord,
  parseRejected,
  parseTextRecord,
  withAccepted,
  withoutReasons,
} from "./record.ts";
import {
  recordFile,
  type RecordName,
  recordNameOf,
  recordPath,
  rejectedFile,
  rejectedNameOf,
} from "./record-name.ts";
import type { Acceptance, Answer, RejectedAnswer } from "./types.ts";

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

/** The paid-for part: one readable file a block, originals beside the image records. */
export interface AnswerStore {
  readonly dir: string;
  /** Where a file of an article lies (an original, for one). */
  pathOf(slug: string, file: string): string;
  /**
   * Reads one record; a damaged one is told, not thrown.
   * @throws PreloError MERGE_CONFLICT; ANSWER_DAMAGED for what only a later version can read
   */
  read(name: RecordName): ReadResult;
  /** The record by itself, whether its originals are there or not. @throws PreloError as `read` */
  readRecord(name: RecordName): ReadResult;
  /**
   * Reads all of an article's records. Its folder is listed once: what is not there costs nothing.
   * @throws PreloError as `read`, for any file there
   */
  readFolder(slug: string, names: readonly RecordName[]): RecordFolder;
  /** @throws NotKeptError, as all that writes what has just come */
  writeText(name: RecordName, answer: NewTextAnswer): Promise<void>;
  /** The originals must have been written before: a record never names a file that is not there. */
  writeImages(name: RecordName, answer: NewImageAnswer): Promise<void>;
  /** What stands in its place and did not come from Prelo is set aside. */
  writeOriginal(name: RecordName, file: string, bytes: Uint8Array): Promise<void>;
  /**
   * Keeps an attempt that failed its checks aside, beside where the record would stand: a person
   * may mend it, and a build takes it when it passes.
   */
  writeRejected(
    name: RecordName,
    answer: NewTextAnswer,
    why: Omit<RejectedAnswer, "answer">,
  ): Promise<void>;
  /** The attempt that is kept aside; nothing when there is none that can be read. */
  readRejected(name: RecordName): RejectedAnswer | undefined;
  /** Makes an attempt that is kept aside a record. */
  adoptRejected(from: RecordName, to: RecordName): Promise<void>;
  removeRejected(name: RecordName): Promise<void>;
  /** Whose attempts are kept aside; they are no records. */
  listRejected(): readonly RecordName[];
  /** Gives records, with their originals, other names: see {@link moveRecords}. */
  move(moves: readonly Move[]): Promise<void>;
  /** Notes in a record that it answers one more request. */
  accept(name: RecordName, acceptance: Acceptance): Promise<void>;
  /** Copies a text record to another name, in place of what stands there. */
  copy(from: RecordName, to: RecordName): Promise<void>;
  /** What may be a record, by its name, below the folder; links are not followed. */
  listRecords(): readonly RecordName[];
  remove(name: RecordName): Promise<void>;
  /** Removes what a killed run left half-written for an article. */
  sweep(slug: string): Promise<void>;
}

export interface StoreEvents {
  /**
   * Is told of each write that fails, before whoever asked for it: what is asked of a provider from
   * then on may be lost as well.
   */
  readonly onWriteFailed?: (error: PreloError) => void;
  /** Is told of each file that may be a person's, when another takes its name; both below the folder. */
  readonly onSetAside?: (name: RecordName, from: string, to: string) => void;
}

/** Opens the store; nothing is read or written yet. */
export function createAnswerStore(
  dir: string,
  { onWriteFailed = () => undefined, onSetAside = () => undefined }: StoreEvents = {},
): AnswerStore {
  const pathOf = (slug: string, file: string): string => join(dir, slug, file);
  const pathOfRecord = (name: RecordName): string => pathOf(name.slug, recordFile(name));

  // What the last look at a record found, by its name: a write then need not look again.
  const found = new Map<string, ReadResult["state"] | "edited">();
  /** Hashes of the originals that a record has named since this run began, by its path. */
  const ownHashes = new Map<string, Set<string>>();

  /** The record by itself, whether its originals are there or not. */
  const readRecord = (name: RecordName): ReadResult => {
    const result = parseRecordFile(name);
    const isEditedText =
      result.state === "read" && result.answer.kind === "text" && result.answer.edited;
    found.set(recordPath(name), isEditedText ? "edited" : result.state);
    return result;
  };

  const parseRecordFile = (name: RecordName): ReadResult => {
    const path = pathOfRecord(name);
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
  };

  const read = (name: RecordName): ReadResult => {
    const result = readRecord(name);
    if (result.state !== "read" || result.answer.kind !== "image") {
      return result;
    }
    const pathHere = (file: string): string => pathOf(name.slug, file);
    const { there, faults } = checkOriginals(result.answer, pathHere, pathOfRecord(name));
    const answer = { ...result.answer, images: there };
    if (faults.length === 0) {
      return { state: "read", answer };
    }
    const lost = damagedBy(name, faults.join(", "));
    return there.length === 0 ? lost : { state: "read", answer, damage: lost.damage };
  };

  const readFolder = (slug: string, names: readonly RecordName[]): RecordFolder => {
    assertNoLink(join(dir, slug));
    const { files, links } = listFolder(join(dir, slug));
    // Some file systems find a file whatever the case of its name.
    const there = new Set([...files, ...links].map((file) => file.toLowerCase()));
    const own = new Map<string, ReadResult>();
    for (const name of names) {
      if (there.has(recordFile(name).toLowerCase())) {
        own.set(name.id, read(name));
      } else {
        found.set(recordPath(name), "missing");
        own.set(name.id, { state: "missing" });
      }
    }
    const claimed = new Set(names.map((name) => recordFile(name)));
    const others = files.flatMap((file): Found[] => {
      const name = claimed.has(file) ? undefined : recordNameOf(slug, file);
      const result = name && read(name);
      return name !== undefined && result?.state === "read"
        ? [{ name, answer: result.answer }]
        : [];
    });
    const rejected = files.flatMap((file) => rejectedNameOf(slug, file) ?? []);
    for (const name of rejected) {
      assertRejectedMerged(pathOf(slug, rejectedFile(name)));
    }
    return { own, others, rejected };
  };

  const keepAside = async (
    name: RecordName,
    path: string,
    mark: "previous" | "damaged",
  ): Promise<void> => {
    const aside = await setAside(path, mark);
    onSetAside(name, relative(dir, path), relative(dir, aside));
  };

  /** What cannot be read, or was written by a person. */
  const setRecordAside = async (name: RecordName, path: string): Promise<void> => {
    const key = recordPath(name);
    if (!found.has(key)) {
      readRecord(name);
    }
    const state = found.get(key);
    found.set(key, "read");
    if (state === "damaged" || state === "edited") {
      await keepAside(name, path, state === "damaged" ? "damaged" : "previous");
    }
  };

  const writeOriginal = async (
    name: RecordName,
    file: string,
    bytes: Uint8Array,
  ): Promise<void> => {
    const hashes = ownHashes.get(recordPath(name)) ?? new Set(listHashes(readRecord(name)));
    ownHashes.set(recordPath(name), hashes.add(hashBytes(bytes)));
    const path = pathOf(name.slug, file);
    for (const other of findClaimants(file, dirname(path))) {
      const there = pathOf(name.slug, other);
      assertNoLink(there);
      if (!hashes.has(hashBytes(readFileSync(there)))) {
        await keepAside(name, there, "previous");
      } else if (other !== file) {
        await removeFile(there);
      }
    }
    await writeWhole(path, bytes);
  };

  const writing = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof PreloError && error.code === "WRITE_FAILED") {
        onWriteFailed(error);
      }
      throw error;
    }
  };
  /** For what has just come from a provider. @throws NotKeptError */
  const keeping = async (work: Promise<void>): Promise<void> => {
    try {
      await writing(work);
    } catch (error) {
      throw error instanceof PreloError ? new NotKeptError(error) : error;
    }
  };
  const writeRecord = async (name: RecordName, text: string | Uint8Array): Promise<void> => {
    const path = pathOfRecord(name);
    await setRecordAside(name, path);
    await writeWhole(path, text);
  };

  const writeImages = async (name: RecordName, answer: NewImageAnswer): Promise<void> => {
    await writeRecord(name, formatImageRecord(answer));
    await keepNewer(listChanged(answer).map((file) => pathOf(name.slug, file)));
  };

  const listNames = (
    parse: (slug: string, file: string) => RecordName | undefined,
  ): readonly RecordName[] =>
    listFolder(dir).folders.flatMap((slug) =>
      listFolder(join(dir, slug)).files.flatMap((file) => parse(slug, file) ?? []),
    );

  return {
    dir,
    pathOf,
    read,
    readRecord,
    readFolder,
    writeText: (name, answer) => keeping(writeRecord(name, formatTextRecord(answer))),
    writeImages: (name, answer) => keeping(writeImages(name, answer)),
    writeOriginal: (name, file, bytes) => keeping(writeOriginal(name, file, bytes)),
    writeRejected: (name, answer, why) =>
      keeping(writeWhole(pathOf(name.slug, rejectedFile(name)), formatRejected(answer, why))),
    readRejected: (name) => {
      try {
        return parseRejected(readFileSync(pathOf(name.slug, rejectedFile(name)), "utf8"));
      } catch {
        // It was never an answer: one that cannot be read is one that is not there.
        return undefined;
      }
    },
    adoptRejected: async (from, to) => {
      const rejected = pathOf(from.slug, rejectedFile(from));
      await writing(writeRecord(to, withoutReasons(readFileSync(rejected, "utf8"))));
      await removeFile(rejected);
    },
    removeRejected: (name) => removeFile(pathOf(name.slug, rejectedFile(name))),
    listRejected: () => listNames(rejectedNameOf),
    move: (moves) => writing(moveRecords(moves, { pathOf, readRecord })),
    accept: async (name, acceptance) => {
      const result = read(name);
      if (result.state !== "read") {
        return;
      }
      const { answer } = result;
      const path = pathOfRecord(name);
      const accepted = [...(answer.accepted ?? []), acceptance];
      const text = readFileSync(path, "utf8");
      await writing(writeWhole(path, withAccepted(text, name.kind, accepted)));
      if (answer.kind === "image") {
        await writing(keepNewer(listChanged(answer).map((file) => pathOf(name.slug, file))));
      }
    },
    copy: async (from, to) => {
      await writing(writeRecord(to, readFileSync(pathOfRecord(from))));
    },
    listRecords: () => listNames(recordNameOf),
    remove: (name) => removeRecord(name, { pathOf, readRecord }),
    sweep: (slug) => sweepTemporaries(join(dir, slug)),
  };
}

/** The originals that a record names, by what came. */
function listHashes(result: ReadResult): readonly string[] {
  const images =
    result.state === "read" && result.answer.kind === "image" ? result.answer.images : [];
  return images.map(({ sha256 }) => sha256);
}

/** The originals in whose place a person has put others. */
function listChanged({ images }: NewImageAnswer): readonly string[] {
  return images
    .filter(({ changed, replaced }) => changed === true || replaced !== undefined)
    .map(({ file }) => file);
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

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
