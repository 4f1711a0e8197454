import { extname, join } from "node:path";
import { sandboxProvider } from "../job/provider-names.ts";
import { PreloError } from "../errors.ts";
import { readBytes, removeFile, setAside, sweepTemporaries, writeWhole } from "../files/files.ts";
import { findSpare, type Move, moveRecords, removeRecord } from "./move-records.ts";
import { keepPrevious } from "./keep-previous.ts";
import { nameOriginal, originalNumber } from "./originals.ts";
import { formatPageRecord, type PageRecord } from "./page-record.ts";
import { withAccepted } from "./accepted.ts";
import { formatImageRecord, type NewImageAnswer } from "./record.ts";
import { formatRejected, withoutReasons } from "./rejected-record.ts";
import { withChoice } from "./choice.ts";
import { type NewTextAnswer, withBody } from "./text-record.ts";
import { pageRecordFile, previousOf, type RecordName, rejectedFile } from "./record-name.ts";
import { listChanged, RecordWriter } from "./record-writer.ts";
import { type Acceptance, fingerprintsOf, isEdited, type RejectedAnswer } from "./types.ts";
import { readReview, withNotedReview } from "./review.ts";

/** The paid-for part: one readable file a block, originals beside the image records. */
export class AnswerStore extends RecordWriter {
  /** @throws NotKeptError, as all that writes what has just come */
  writeText(name: RecordName, answer: NewTextAnswer): Promise<void> {
    return this.keep(this.replaceText(name, answer));
  }

  /** The originals must have been written before: a record never names a file that is not there. */
  writeImages(name: RecordName, answer: NewImageAnswer): Promise<void> {
    return this.keep(
      (async () => {
        await this.writeRecord(name, formatImageRecord(answer));
        await this.keepNewer(name, answer);
      })(),
    );
  }

  /** What stands in its place and did not come from Prelo is set aside. */
  writeOriginal(name: RecordName, file: string, bytes: Uint8Array): Promise<void> {
    return this.keep(this.replaceOriginal(name, file, bytes));
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
    await this.keep(keepPrevious(name, this, (previous) => this.isEdited(previous)));
    for (const file of changed) {
      const aside = nameOriginal(previousOf(name).id, originalNumber(file), extname(file));
      this.events.onSetAside?.(name, `${name.slug}/${file}`, `${name.slug}/${aside}`);
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
    return this.keep(writeWhole(path, formatRejected(answer, why)));
  }

  /** Makes an attempt that is kept aside a record. */
  async adoptRejected(from: RecordName, to: RecordName): Promise<void> {
    const rejected = this.pathOf(from.slug, rejectedFile(from));
    const text = (await readBytes(rejected)).toString("utf8");
    await this.write(this.writeRecord(to, withoutReasons(text)));
    await removeFile(rejected);
  }

  removeRejected(name: RecordName): Promise<void> {
    return removeFile(this.pathOf(name.slug, rejectedFile(name)));
  }

  /** Gives records, with their originals, other names: see {@link moveRecords}. */
  move(moves: readonly Move[]): Promise<void> {
    return this.write(moveRecords(moves, this));
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
    await this.write(writeWhole(path, withAccepted(text, name.kind, accepted)));
    if (answer.kind === "image") {
      await this.write(this.keepNewer(name, answer));
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
    await this.write(writeWhole(path, withBody(text, body)));
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
      await this.write(writeWhole(path, withChoice(text, isChosen)));
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
        await this.write(writeWhole(path, noted));
      }
    }
  }

  /** Writes the short texts of a translated page; what cannot be read in its place is set aside. */
  writePage(slug: string, record: PageRecord): Promise<void> {
    const path = this.pathOf(slug, pageRecordFile);
    return this.keep(
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
    await this.write(this.writeRecord(to, bytes));
  }

  remove(name: RecordName): Promise<void> {
    return removeRecord(name, this);
  }

  /** Removes what a killed run left half-written for an article. */
  sweep(slug: string): Promise<void> {
    return sweepTemporaries(join(this.dir, slug));
  }
}
