import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { toWriteError } from "../../files/files.ts";
import type { JsonObject, Provider } from "../../job/types.ts";
import type { Line } from "./note.ts";
import type { Notes } from "./notes.ts";

/** What one batch may hold: OpenAI's limits. */
const mostLines = 50_000;
const mostBytes = 200_000_000;

/** Requests that may go with one batch. */
export interface Group {
  readonly provider: Provider;
  /** Their path, such as `/v1/responses`. */
  readonly endpoint: string;
  readonly model: string;
}

/** A file of requests, ready to be uploaded. */
export interface Parcel extends Group {
  readonly path: string;
  readonly lines: readonly Line[];
}

interface OpenParcel {
  readonly path: string;
  readonly file: FileHandle;
  readonly lines: Line[];
  bytes: number;
}

/** The requests of one group, on disk from the moment they are ready: memory holds what they are about. */
export class Outbox {
  readonly group: Group;
  readonly #notes: Notes;
  /** The most requests of one file. */
  readonly #most: number;
  readonly #parcels: OpenParcel[] = [];
  #writing: Promise<void> = Promise.resolve();

  /** @param most what the provider took last, where it has refused more */
  constructor(group: Group, notes: Notes, most = mostLines) {
    this.group = group;
    this.#notes = notes;
    this.#most = Math.max(1, Math.min(most, mostLines));
  }

  /** Adds a request, one after another. @throws PreloError WRITE_FAILED */
  add(line: Line, body: JsonObject): Promise<void> {
    const { endpoint: url } = this.group;
    const text = `${JSON.stringify({ custom_id: line.id, method: "POST", url, body })}\n`;
    const written = this.#writing.then(() => this.#write(line, Buffer.from(text)));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Closes the files. */
  async close(): Promise<readonly Parcel[]> {
    await this.#writing;
    return Promise.all(
      this.#parcels.map(async ({ path, file, lines }): Promise<Parcel> => {
        await file.close();
        return { ...this.group, path, lines };
      }),
    );
  }

  async #write(line: Line, bytes: Buffer): Promise<void> {
    let parcel = this.#parcels.at(-1);
    if (
      parcel === undefined ||
      parcel.lines.length >= this.#most ||
      parcel.bytes + bytes.byteLength > mostBytes
    ) {
      parcel = await this.#open();
    }
    try {
      await parcel.file.appendFile(bytes);
    } catch (error) {
      throw toWriteError(error, parcel.path);
    }
    parcel.bytes += bytes.byteLength;
    parcel.lines.push(line);
  }

  async #open(): Promise<OpenParcel> {
    const path = this.#notes.scratch();
    try {
      await mkdir(dirname(path), { recursive: true });
      const parcel = { path, file: await open(path, "wx"), lines: [], bytes: 0 };
      this.#parcels.push(parcel);
      return parcel;
    } catch (error) {
      throw toWriteError(error, path);
    }
  }
}

/**
 * What a batch is known by, also to another machine that asks the same: its requests, and how often these
 * were tried before.
 */
export function keyOf({ provider, endpoint, model, lines }: Parcel, attempt: number): string {
  const ids = lines.map(({ id }) => id).toSorted();
  const identity = JSON.stringify([provider.name, endpoint, model, ids, attempt]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 40);
}

/** What the file of a batch is called at the provider. */
export function fileNameOf(key: string): string {
  return `prelo-${key}.jsonl`;
}
