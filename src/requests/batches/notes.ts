import { createReadStream, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parse } from "yaml";
import { assertNoLink } from "../../answers/listing.ts";
import { writeYaml } from "../../answers/write-yaml.ts";
import { codeOf, PreloError } from "../../errors.ts";
import {
  isMissing,
  readBytes,
  removeFile,
  sweepTemporaries,
  toReadError,
  writeWhole,
} from "../../files/files.ts";
import { type Line, lineSchema, type Note, noteSchema } from "./note.ts";

/** Below the answers folder; its name begins with a dot, so that it is no article's. */
export const notesFolder = ".batches";
/** What only the run that holds the lock needs. */
const scratchEnd = ".part";

/** The notes of a job's batches: `KEY.yaml`, and `KEY.jsonl` with a line for each request. */
export class Notes {
  readonly dir: string;
  #scratch = 0;

  constructor(answersDir: string) {
    this.dir = join(answersDir, notesFolder);
  }

  /** @throws PreloError READ_FAILED, ANSWER_DAMAGED for a note that cannot be read */
  async list(): Promise<readonly Note[]> {
    const names = await this.#names();
    const keys = names.flatMap((name) => /^([\da-f]{40})\.yaml$/.exec(name)?.[1] ?? []);
    const notes = await Promise.all(keys.map((key) => this.#read(key)));
    return notes.toSorted((a, b) => (a.created < b.created ? -1 : 1));
  }

  has(key: string): boolean {
    return existsSync(this.#pathOf(key, "yaml"));
  }

  write(note: Note): Promise<void> {
    return writeWhole(this.#pathOf(note.key, "yaml"), writeYaml(note));
  }

  /** Writes a new note: its requests first, so that none is ever without them. */
  async add(note: Note, lines: readonly Line[]): Promise<void> {
    await this.keepLines(note.key, lines);
    await this.write(note);
  }

  async keepLines(key: string, lines: readonly Line[]): Promise<void> {
    const path = this.#pathOf(key, "jsonl");
    await (lines.length === 0
      ? removeFile(path)
      : writeWhole(path, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`));
  }

  /** The requests of a batch, one after another; of a settled one those that it did not answer. */
  async *lines({ key }: Pick<Note, "key">): AsyncGenerator<Line> {
    const path = this.#pathOf(key, "jsonl");
    if (!existsSync(path)) {
      return;
    }
    for await (const text of createInterface({ input: createReadStream(path) })) {
      if (text !== "") {
        yield this.#parse(path, () => lineSchema.parse(JSON.parse(text)));
      }
    }
  }

  async remove(key: string): Promise<void> {
    await removeFile(this.#pathOf(key, "yaml"));
    await removeFile(this.#pathOf(key, "jsonl"));
  }

  /** A path for what this run alone needs; what a killed one left is removed. */
  scratch(): string {
    this.#scratch += 1;
    return join(this.dir, `.${this.#scratch}${scratchEnd}`);
  }

  /** Removes what killed runs left. Only for who holds the lock. */
  async sweep(): Promise<void> {
    await sweepTemporaries(this.dir);
    const names = await this.#names();
    const left = names.filter((name) => name.endsWith(scratchEnd));
    // The requests of a note that was never written, or is gone.
    const bare = names.flatMap((name) => /^([\da-f]{40})\.jsonl$/.exec(name)?.[1] ?? []);
    const orphaned = bare.filter((key) => !this.has(key)).map((key) => `${key}.jsonl`);
    await Promise.all([...left, ...orphaned].map((name) => removeFile(join(this.dir, name))));
  }

  async #read(key: string): Promise<Note> {
    const path = this.#pathOf(key, "yaml");
    assertNoLink(path);
    const text = (await readBytes(path)).toString("utf8");
    return this.#parse(path, () => noteSchema.parse(parse(text)));
  }

  #parse<T>(path: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw new PreloError("ANSWER_DAMAGED", `${path} is no note of a batch any more`, {
        hint: "Restore it from version control, or remove it: what it was about is then asked again.",
        cause: error,
      });
    }
  }

  #pathOf(key: string, extension: "yaml" | "jsonl"): string {
    return join(this.dir, `${key}.${extension}`);
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.dir);
    } catch (error) {
      // Whether the answers' folder can be one is told where it is first written to.
      if (isMissing(error) || codeOf(error) === "ENOTDIR") {
        return [];
      }
      throw toReadError(error, this.dir);
    }
  }
}
