import { randomBytes } from "node:crypto";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import type { ReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a file is for, as far as the sandbox keeps any. */
type Purpose =
  | "assistants"
  | "batch"
  | "batch_output"
  | "fine-tune"
  | "vision"
  | "user_data"
  | "evals";

/** Thirty days: as long as the API keeps what a batch reads and writes. */
const keptSeconds = 30 * 24 * 60 * 60;

/** A file that the sandbox keeps until it ends. */
export class StoredFile {
  readonly id = `file-${randomBytes(12).toString("hex")}`;
  readonly filename: string;
  readonly purpose: Purpose;
  readonly #handle: FileHandle;
  readonly #createdSeconds: number;
  #bytes = 0;

  constructor(handle: FileHandle, named: NewFile, createdSeconds: number) {
    this.#handle = handle;
    this.filename = named.filename;
    this.purpose = named.purpose;
    this.#createdSeconds = createdSeconds;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Writes behind what is there. */
  async append(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    await this.#handle.writeFile(bytes);
    this.#bytes += bytes.byteLength;
  }

  /** The text from a place on, both in bytes. */
  async read(start: number, length: number): Promise<string> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(length), 0, length, start);
    return buffer.toString("utf8", 0, bytesRead);
  }

  /** The whole content; the file stays open. */
  stream(): ReadStream {
    return this.#handle.createReadStream({ start: 0, autoClose: false });
  }

  /** The file as the API describes it. */
  describe(): object {
    return {
      id: this.id,
      object: "file",
      bytes: this.#bytes,
      created_at: this.#createdSeconds,
      ...(this.purpose.startsWith("batch") && { expires_at: this.#createdSeconds + keptSeconds }),
      filename: this.filename,
      purpose: this.purpose,
      status: "processed",
    };
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }
}

interface NewFile {
  readonly filename: string;
  readonly purpose: Purpose;
}

/** More are never kept: the oldest are forgotten, as the API does after thirty days. */
const maxFiles = 2000;

/**
 * The files of a sandbox. They lie on the disk without a name, so that they take no memory, and are
 * gone with the process however it ends.
 */
export class FileStore {
  readonly #files = new Map<string, StoredFile>();
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  async create(named: NewFile): Promise<StoredFile> {
    const file = new StoredFile(await openNameless(), named, Math.floor(this.#now() / 1000));
    this.#files.set(file.id, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > maxFiles && oldest !== undefined) {
      await this.delete(oldest);
    }
    return file;
  }

  find(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  /** All files, the oldest first. */
  list(): readonly StoredFile[] {
    return [...this.#files.values()];
  }

  async delete(id: string): Promise<void> {
    const file = this.#files.get(id);
    this.#files.delete(id);
    await file?.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.list().map((file) => this.delete(file.id)));
  }
}

async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), "prelo-sandbox-"));
  try {
    return await open(join(folder, "file"), "wx+", 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
