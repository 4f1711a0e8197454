import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { PreloError } from "../errors.ts";

/** Marks a file that is being written; one that is left is the trace of a killed run. */
const temporaryMark = ".prelo-tmp";

/** No two runs share a temporary name; within a run a number tells them apart. */
const runMark = randomBytes(6).toString("hex");
let written = 0;

const flush = promisify(fdatasync);

/** A text file to be written. */
export interface WriteTask {
  readonly path: string;
  readonly data: string;
}

/**
 * Writes a file whole: to a temporary name beside it, flushed, then renamed. A reader sees the
 * old file or the new one, never a part. Only the flush, which waits for the disk, is
 * asynchronous: each other step takes less time than waking another thread for it would.
 * @throws PreloError WRITE_FAILED with the path and the system's reason
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const draft = writeDraft(path, data);
  try {
    await flush(draft.file);
  } catch (error) {
    throw giveUp(draft, error);
  }
  putInPlace(draft);
}

/**
 * The same for several files in one go, on a thread that has nothing else to do. All are written, then
 * all flushed, then all renamed: to the file system, flushes in a row have less to write each.
 * @returns for each file why it could not be written, or undefined
 */
export function writeAllWhole(tasks: readonly WriteTask[]): readonly (PreloError | undefined)[] {
  return tasks
    .map(({ path, data }) => orError(() => writeDraft(path, data)))
    .map((draft) => (draft instanceof PreloError ? draft : orError(() => flushNow(draft))))
    .map((draft) => (draft instanceof PreloError ? draft : orError(() => putInPlace(draft))));
}

/** A file under its temporary name, written and open. */
interface Draft {
  readonly path: string;
  readonly temporary: string;
  readonly file: number;
}

/** @throws PreloError WRITE_FAILED, and leaves nothing */
function writeDraft(path: string, data: string | Uint8Array): Draft {
  const temporary = nameTemporary(path);
  let file: number;
  try {
    file = openInFolder(temporary);
  } catch (error) {
    throw toWriteError(error, path);
  }
  const draft = { path, temporary, file };
  try {
    writeFileSync(file, data);
    return draft;
  } catch (error) {
    throw giveUp(draft, error);
  }
}

/** @throws PreloError WRITE_FAILED, and leaves nothing */
function flushNow(draft: Draft): Draft {
  try {
    fdatasyncSync(draft.file);
    return draft;
  } catch (error) {
    throw giveUp(draft, error);
  }
}

/** @throws PreloError WRITE_FAILED, and leaves nothing */
function putInPlace({ path, temporary, file }: Draft): undefined {
  try {
    closeSync(file);
    renameSync(temporary, path);
  } catch (error) {
    removeTemporary(temporary);
    throw toWriteError(error, path);
  }
}

function giveUp({ path, temporary, file }: Draft, error: unknown): PreloError {
  try {
    closeSync(file);
  } catch {
    // What went wrong before is what is told.
  }
  removeTemporary(temporary);
  return toWriteError(error, path);
}

function orError<T>(work: () => T): T | PreloError {
  try {
    return work();
  } catch (error) {
    if (error instanceof PreloError) return error;
    throw error;
  }
}

/** As far as that is possible: what went wrong before is what is told. */
function removeTemporary(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A later run sweeps it away.
  }
}

function nameTemporary(path: string): string {
  written += 1;
  return join(dirname(path), `.${basename(path)}.${runMark}-${written}${temporaryMark}`);
}

/** Folders that stood there when this thread last looked. */
const foldersSeen = new Set<string>();

/**
 * Before its first file a folder is looked for: an open that fails takes as long as writing the file.
 * One that someone has removed meanwhile is made again.
 */
function openInFolder(path: string): number {
  const folder = dirname(path);
  if (!foldersSeen.has(folder) && !existsSync(folder)) mkdirSync(folder, { recursive: true });
  foldersSeen.add(folder);
  try {
    return openSync(path, "wx");
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(folder, { recursive: true });
    return openSync(path, "wx");
  }
}

/** Removes what a killed run left half-written in a folder; a missing folder is fine. */
export async function sweepTemporaries(folder: string): Promise<void> {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return;
    throw toReadError(error, folder);
  }
  const left = names.filter((name) => name.startsWith(".") && name.endsWith(temporaryMark));
  await Promise.all(left.map((name) => removeFile(join(folder, name))));
}

/** Removes a file; one that is not there is fine. @throws PreloError WRITE_FAILED */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw toWriteError(error, path);
  }
}

/** True for the error of a file or folder that is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** @returns a PreloError WRITE_FAILED that says what to do for the common causes */
export function toWriteError(error: unknown, path: string): PreloError {
  return toFileError("WRITE_FAILED", "cannot be written", error, path);
}

/** @returns a PreloError READ_FAILED that says what to do for the common causes */
export function toReadError(error: unknown, path: string): PreloError {
  return toFileError("READ_FAILED", "cannot be read", error, path);
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: free some space and run the same command again.",
  EDQUOT: "The disk quota is used up: free some space and run the same command again.",
  EROFS: "The file system is read-only.",
  EACCES: "Check the permissions of the folder.",
  EPERM: "Check the permissions of the folder.",
  EISDIR: "A folder stands where a file should be.",
  ENOTDIR: "A file stands where a folder should be.",
  EMFILE: "Too many open files: raise the limit (ulimit -n).",
};

function toFileError(
  code: "WRITE_FAILED" | "READ_FAILED",
  what: string,
  error: unknown,
  path: string,
): PreloError {
  if (error instanceof PreloError) return error;
  const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
  return new PreloError(code, `${path} ${what} (${reason})`, { hint: hints[reason], cause: error });
}
