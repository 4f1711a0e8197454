import { dirname, extname, join, relative } from "node:path";
import { sandboxProvider } from "../job/provider-names.ts";
import { PreloError } from "../errors.ts";
import { NotKeptError } from "./not-kept.ts";
import { readBytes, removeFile, setAside, sweepTemporaries, writeWhole } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import { assertNoLink } from "./listing.ts";
import { findSpare, type Move, moveRecords, removeRecord } from "./move-records.ts";
import { isWorthKeeping, keepPrevious, keepPreviousPicture } from "./keep-previous.ts";
import { findClaimants, keepNewer, nameOriginal, originalNumber } from "./originals.ts";
import type { ReadResult } from "./read-result.ts";
import { formatPageRecord, type PageRecord } from "./page-record.ts";
import { RecordReader } from "./record-reader.ts";
import { withAccepted } from "./accepted.ts";
import { formatImageRecord, type NewImageAnswer } from "./record.ts";
import { formatRejected, withoutReasons } from "./rejected-record.ts";
import { withChoice } from "./choice.ts";
import { formatTextRecord, type NewTextAnswer, withBody } from "./text-record.ts";
import {
  pageRecordFile,
  previousOf,
  type RecordName,
  recordPath,
  rejectedFile,
} from "./record-name.ts";
import { type Acceptance, fingerprintsOf, isEdited, type RejectedAnswer } from "./types.ts";
import { readReview, reviewerOf, withNotedReview } from "./review.ts";

export interface StoreEvents {
  /**
   * Is told of each write that fails, before whoever asked for it: what is asked of a provider from
   * then on may be lost as well.
   */
  readonly onWriteFailed?: (error: PreloError) => void;
  /** Is told of each text whose review, `NAME, DATE`, goes because another takes its place. */
  readonly onReviewDropped?: (name: RecordName, by: string) => void;
  /** Is told of each file that may be a person's, when another takes its name; both below the folder. */
  readonly onSetAside?: (name: RecordName, from: string, to: string) => void;
}

/** The paid-for part: one readable file a block, originals beside the image records. */
export class AnswerStore extends RecordReader {
  readonly #events: StoreEvents;
  /** Hashes of the originals that a record has named since this run began, by its path. */
  readonly #ownHashes = new Map<string, Set<string>>();
  #turn = Promise.resolve();

  /** Nothing is read or written yet. */
  constructor(dir: string, events: StoreEvents = {}) {
    super(dir);
    this.#events = events;
  }

  /** @throws NotKeptError, as all that writes what has just come */
  writeText(name: RecordName, answer: NewTextAnswer): Promise<void> {
    return this.#keep(this.#replaceText(name, answer));
  }

  /** The originals must have been written before: a record never names a file that is not there. */
  writeImages(name: RecordName, answer: NewImageAnswer): Promise<void> {
    return this.#keep(
      (async () => {
        await this.#writeRecord(name, formatImageRecord(answer));
        await this.#keepNewer(name, answer);
      })(),
    );
  }

  /** What stands in its place and did not come from Prelo is set aside. */
  writeOriginal(name: RecordName, file: string, bytes: Uint8Array): Promise<void> {
    return this.#keep(this.#replaceOriginal(name, file, bytes));
  }

  /** Keeps pictures that answer another request as those before, unless they are the sandbox's own. */
  async supersede(name: RecordName, fingerprint: string): Promise<void> {
    const result = this.read(name);
    if (result.state !== "read" || fingerprintsOf(result.answer).includes(fingerprint)) {
      return;
    }
    const { answer } = result;
    if (answer.provider === sandboxProvider && !isEdited(answer)) {
      return;
    }
    const changed = answer.kind === "image" ? listChanged(answer) : [];
    await this.#keep(keepPrevious(name, this, (previous) => this.#isEdited(previous)));
    for (const file of changed) {
      const aside = nameOriginal(previousOf(name).id, originalNumber(file), extname(file));
      this.#events.onSetAside?.(name, `${name.slug}/${file}`, `${name.slug}/${aside}`);
    }
  }

  /**
   * Keeps an attempt that failed its checks beside the place of the record: a person may correct
   * it, and a build takes it once it passes.
   */
  writeRejected(
    name: RecordName,
    answer: NewTextAnswer,
    why: Omit<RejectedAnswer, "answer">,
  ): Promise<void> {
    const path = this.pathOf(name.slug, rejectedFile(name));
    return this.#keep(writeWhole(path, formatRejected(answer, why)));
  }

  /** Makes an attempt that is kept aside a record. */
  async adoptRejected(from: RecordName, to: RecordName): Promise<void> {
    const rejected = this.pathOf(from.slug, rejectedFile(from));
    const text = (await readBytes(rejected)).toString("utf8");
    await this.#write(this.#writeRecord(to, withoutReasons(text)));
    await removeFile(rejected);
  }

  removeRejected(name: RecordName): Promise<void> {
    return removeFile(this.pathOf(name.slug, rejectedFile(name)));
  }

  /** Gives records, with their originals, other names: see {@link moveRecords}. */
  move(moves: readonly Move[]): Promise<void> {
    return this.#write(moveRecords(moves, this));
  }

  /** A free name for a record that has to make way. */
  findSpare(name: RecordName): RecordName {
    return findSpare(name, this);
  }

  /** Notes in a record that it answers one more request. */
  async accept(name: RecordName, acceptance: Acceptance): Promise<void> {
    const result = this.read(name);
    if (result.state !== "read") {
      return;
    }
    const { answer } = result;
    const path = this.pathOfRecord(name);
    const accepted = [...(answer.accepted ?? []), acceptance];
    const text = (await readBytes(path)).toString("utf8");
    await this.#write(writeWhole(path, withAccepted(text, name.kind, accepted)));
    if (answer.kind === "image") {
      await this.#write(this.#keepNewer(name, answer));
    }
  }

  /**
   * Puts a person's text in the place of a recorded one.
   * @param before what that person saw
   * @throws PreloError EDIT_CONFLICT when something else stands there by now; WRITE_FAILED
   */
  async edit(name: RecordName, body: string, before: string): Promise<void> {
    const result = this.readRecord(name);
    const there =
      result.state === "read" && result.answer.kind === "text" ? result.answer.body : "";
    const path = this.pathOfRecord(name);
    if (there !== before) {
      throw new PreloError("EDIT_CONFLICT", `${path} was changed while the text was edited`, {
        hint: "Look at what is there now, and save again what should stay.",
      });
    }
    const text = (await readBytes(path)).toString("utf8");
    await this.#write(writeWhole(path, withBody(text, body)));
  }

  /**
   * Notes whether a recorded text is the one of its block's variants that is published.
   * @throws PreloError WRITE_FAILED
   */
  async choose(name: RecordName, isChosen: boolean): Promise<void> {
    const path = this.pathOfRecord(name);
    const result = this.readRecord(name);
    const isMarked =
      result.state === "read" && result.answer.kind === "text" && result.answer.chosen === true;
    if (isMarked !== isChosen) {
      const text = (await readBytes(path)).toString("utf8");
      await this.#write(writeWhole(path, withChoice(text, isChosen)));
    }
  }

  /** Notes which text it was that a person reviewed: the one that stands there. */
  async noteReview(name: RecordName): Promise<void> {
    const path = this.pathOfRecord(name);
    const result = this.readRecord(name);
    if (result.state === "read" && result.answer.kind === "text") {
      const review = readReview(result.answer);
      if (review.state === "reviewed" && !review.isNoted) {
        const text = (await readBytes(path)).toString("utf8");
        const noted = withNotedReview(text, review.by, result.answer.body);
        await this.#write(writeWhole(path, noted));
      }
    }
  }

  /** Writes the short texts of a translated page; what cannot be read in its place is set aside. */
  writePage(slug: string, record: PageRecord): Promise<void> {
    const path = this.pathOf(slug, pageRecordFile);
    return this.#keep(
      (async () => {
        if (this.readPage(slug).damage !== undefined) {
          await setAside(path, "damaged");
        }
        await writeWhole(path, formatPageRecord(record));
      })(),
    );
  }

  removePage(slug: string): Promise<void> {
    return removeFile(this.pathOf(slug, pageRecordFile));
  }

  /** Copies a text record to another name, in place of what stands there. */
  async copy(from: RecordName, to: RecordName): Promise<void> {
    const bytes = await readBytes(this.pathOfRecord(from));
    await this.#write(this.#writeRecord(to, bytes));
  }

  remove(name: RecordName): Promise<void> {
    return removeRecord(name, this);
  }

  /** Removes what a killed run left half-written for an article. */
  sweep(slug: string): Promise<void> {
    return sweepTemporaries(join(this.dir, slug));
  }

  async #write(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // What stands in the way is read first: that it cannot be is the same to what came.
      if (error instanceof PreloError && /^(?:READ|WRITE)_FAILED$/.test(error.code)) {
        this.#events.onWriteFailed?.(error);
      }
      throw error;
    }
  }

  /** For what has just come from a provider. @throws NotKeptError */
  async #keep(work: Promise<void>): Promise<void> {
    try {
      await this.#write(work);
    } catch (error) {
      throw error instanceof PreloError ? new NotKeptError(error) : error;
    }
  }

  /**
   * Where a text takes the place of another, that one is kept beside it, one step back. Where it says the
   * same, what people have said of it stays.
   */
  async #replaceText(name: RecordName, answer: NewTextAnswer): Promise<void> {
    const state = this.settle(name);
    const there = state === "missing" ? undefined : this.readRecord(name);
    if (there?.state !== "read" || there.answer.kind !== "text") {
      await this.#writeRecord(name, formatTextRecord(answer));
      return;
    }
    const old = there.answer;
    const path = this.pathOfRecord(name);
    if (isWorthKeeping(old, answer)) {
      await keepPrevious(name, this, (previous) => this.#isEdited(previous), "copy");
      if (old.edited) {
        this.#events.onSetAside?.(name, recordPath(name), recordPath(previousOf(name)));
      }
    }
    const isSame = old.body === answer.body;
    const by = reviewerOf(old);
    if (by !== undefined && !isSame) {
      this.#events.onReviewDropped?.(name, by);
    }
    const { reviewed, accepted, chosen } = old;
    const said = {
      ...(reviewed !== undefined && { reviewed }),
      ...(accepted !== undefined && { accepted }),
    };
    // Which variant is published is said of its place, whatever stands there.
    const kept = chosen !== undefined && { chosen };
    await writeWhole(path, formatTextRecord({ ...answer, ...kept, ...(isSame && said) }));
    this.settle(name);
  }

  /** A file that cannot be read, or that a person wrote, is set aside. */
  async #writeRecord(name: RecordName, text: string | Uint8Array): Promise<void> {
    const path = this.pathOfRecord(name);
    const state = this.settle(name);
    if (state === "damaged" || state === "edited") {
      await this.#setAside(name, path, state === "damaged" ? "damaged" : "previous");
    }
    await writeWhole(path, text);
  }

  async #replaceOriginal(name: RecordName, file: string, bytes: Uint8Array): Promise<void> {
    const key = recordPath(name);
    const hashes = this.#ownHashes.get(key) ?? new Set(listHashes(this.readRecord(name)));
    this.#ownHashes.set(key, hashes.add(hashBytes(bytes)));
    const path = this.pathOf(name.slug, file);
    for (const other of findClaimants(file, dirname(path))) {
      const there = this.pathOf(name.slug, other);
      assertNoLink(there);
      if (!hashes.has(hashBytes(await readBytes(there)))) {
        await this.#setAside(name, there, "previous");
        continue;
      }
      await this.#inTurn(() => keepPreviousPicture(name, other, this));
      if (other !== file) {
        await removeFile(there);
      }
    }
    await writeWhole(path, bytes);
  }

  #isEdited(name: RecordName): boolean {
    const there = this.read(name);
    return there.state === "read" && isEdited(there.answer);
  }

  /** One after another: pictures that come together go into one record. */
  #inTurn(keep: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(keep);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #setAside(name: RecordName, path: string, mark: "previous" | "damaged"): Promise<void> {
    const aside = await setAside(path, mark);
    this.#events.onSetAside?.(name, relative(this.dir, path), relative(this.dir, aside));
  }

  #keepNewer({ slug }: RecordName, answer: NewImageAnswer): Promise<void> {
    return keepNewer(listChanged(answer).map((file) => this.pathOf(slug, file)));
  }
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
