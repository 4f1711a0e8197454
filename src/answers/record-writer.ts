import { dirname, relative } from "node:path";
import { PreloError } from "../errors.ts";
import { readBytes, removeFile, setAside, writeWhole } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import { isWorthKeeping, keepPrevious, keepPreviousPicture } from "./keep-previous.ts";
import { assertNoLink } from "./listing.ts";
import { NotKeptError } from "./not-kept.ts";
import { findClaimants, keepNewer } from "./originals.ts";
import type { ReadResult } from "./read-result.ts";
import { previousOf, type RecordName, recordPath } from "./record-name.ts";
import { RecordReader } from "./record-reader.ts";
import type { NewImageAnswer } from "./record.ts";
import { reviewerOf } from "./review.ts";
import { formatTextRecord, type NewTextAnswer } from "./text-record.ts";
import { isEdited } from "./types.ts";

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

/** How records and originals take the places of others, so that nothing of a person's is lost. */
export class RecordWriter extends RecordReader {
  protected readonly events: StoreEvents;
  /** Hashes of the originals that a record has named since this run began, by its path. */
  readonly #ownHashes = new Map<string, Set<string>>();
  #turn = Promise.resolve();

  /** Nothing is read or written yet. */
  constructor(dir: string, events: StoreEvents = {}) {
    super(dir);
    this.events = events;
  }

  protected async write(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // What stands in the way is read first: that it cannot be is the same to what came.
      if (error instanceof PreloError && /^(?:READ|WRITE)_FAILED$/.test(error.code)) {
        this.events.onWriteFailed?.(error);
      }
      throw error;
    }
  }

  /** For what has just come from a provider. @throws NotKeptError */
  protected async keep(work: Promise<void>): Promise<void> {
    try {
      await this.write(work);
    } catch (error) {
      throw error instanceof PreloError ? new NotKeptError(error) : error;
    }
  }

  /**
   * Where a text takes the place of another, that one is kept beside it, one step back. Where it says the
   * same, what people have said of it stays.
   */
  protected async replaceText(name: RecordName, answer: NewTextAnswer): Promise<void> {
    const state = this.settle(name);
    const there = state === "missing" ? undefined : this.readRecord(name);
    if (there?.state !== "read" || there.answer.kind !== "text") {
      await this.writeRecord(name, formatTextRecord(answer));
      return;
    }
    const old = there.answer;
    const path = this.pathOfRecord(name);
    if (isWorthKeeping(old, answer)) {
      await keepPrevious(name, this, (previous) => this.isEdited(previous), "copy");
      if (old.edited) {
        this.events.onSetAside?.(name, recordPath(name), recordPath(previousOf(name)));
      }
    }
    const isSame = old.body === answer.body;
    const by = reviewerOf(old);
    if (by !== undefined && !isSame) {
      this.events.onReviewDropped?.(name, by);
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
  protected async writeRecord(name: RecordName, text: string | Uint8Array): Promise<void> {
    const path = this.pathOfRecord(name);
    const state = this.settle(name);
    if (state === "damaged" || state === "edited") {
      await this.#setAside(name, path, state === "damaged" ? "damaged" : "previous");
    }
    await writeWhole(path, text);
  }

  protected async replaceOriginal(
    name: RecordName,
    file: string,
    bytes: Uint8Array,
  ): Promise<void> {
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

  protected isEdited(name: RecordName): boolean {
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
    this.events.onSetAside?.(name, relative(this.dir, path), relative(this.dir, aside));
  }

  protected keepNewer({ slug }: RecordName, answer: NewImageAnswer): Promise<void> {
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
export function listChanged({ images }: NewImageAnswer): readonly string[] {
  return images
    .filter(({ changed, replaced }) => changed === true || replaced !== undefined)
    .map(({ file }) => file);
}
