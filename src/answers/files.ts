import { randomBytes } from "node:crypto";
import {
  closeSync,
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

/**
 * Writes a file whole: to a temporary name beside it, flushed, then renamed. A reader sees the
 * old file or the new one, never a part. Only the flush, which waits for the disk, is
 * asynchronous: each other step takes less time than waking another thread for it would.
 * @throws PreloError WRITE_FAILED with the path and the system's reason
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = nameTemporary(path);
  try {
    const file = openInFolder(temporary);
    try {
      writeFileSync(file, data);
      await flush(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeTemporary(temporary);
    throw toWriteError(error, path);
  }
}

/**
 * The same in one go, for a thread that has nothing else to do.
 * @throws PreloError WRITE_FAILED with the path and the system's reason
 */
export function writeWholeSync(path: string, data: string | Uint8Array): void {
  const temporary = nameTemporary(path);
  try {
    const file = openInFolder(temporary);
    try {
      writeFileSync(file, data);
      fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeTemporary(temporary);
    throw toWriteError(error, path);
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

/** The folder is there in all cases but the first: making it is the exception. */
function openInFolder(path: string): number {
  try {
    return openSync(path, "wx");
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(dirname(path), { recursive: true });
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
