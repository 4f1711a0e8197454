import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, parse } from "node:path";
import { codeOf, PreloError } from "../errors.ts";

/** Marks a file that is being written; one that is left is the trace of a killed run. */
const temporaryMark = ".prelo-tmp";

/** No two runs share a temporary name; within a run a number tells them apart. */
const runMark = randomBytes(6).toString("hex");
let written = 0;

/**
 * Writes a file whole: to a temporary name beside it, flushed, then renamed, and its folder flushed. A
 * reader sees the old file or the new one, never a part. Folders that are missing are made.
 * @throws PreloError WRITE_FAILED with the path and the system's reason, and leaves nothing
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = nameTemporary(path);
  try {
    const file = await openInFolder(temporary);
    try {
      await file.writeFile(data);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await flushFolder(dirname(path));
  } catch (error) {
    // As far as that is possible: a later run sweeps it away.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toWriteError(error, path);
  }
}

function nameTemporary(path: string): string {
  written += 1;
  return join(dirname(path), `.${basename(path)}.${runMark}-${written}${temporaryMark}`);
}

async function openInFolder(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx");
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    await mkdir(dirname(path), { recursive: true });
    return open(path, "wx");
  }
}

/** Makes a new name outlive a power cut. Not every system can flush a folder: then its own time decides. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Removes what a killed run left half-written in a folder; a missing folder is fine. */
export async function sweepTemporaries(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isMissing(error)) {
      return;
    }
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

/**
 * Gives a file that may be a person's work, and stands where another is to be written, a name beside
 * it that is free: `casa-4.previous.png`; `casa.md.damaged` for a record that cannot be read. Neither
 * is a record's name, or an original's.
 * @returns the new path
 * @throws PreloError WRITE_FAILED
 */
export async function setAside(path: string, mark: "previous" | "damaged"): Promise<string> {
  const { dir, name, ext } = parse(path);
  for (let count = 1; ; count += 1) {
    const number = count === 1 ? "" : `-${count}`;
    const aside =
      mark === "damaged"
        ? `${path}.damaged${number}`
        : join(dir, `${name.replace(/\.previous$/, "")}.previous${number}${ext}`);
    if (existsSync(aside)) {
      continue;
    }
    try {
      await rename(path, aside);
    } catch (error) {
      throw toWriteError(error, path);
    }
    return aside;
  }
}

/** The bytes of a file. @throws PreloError READ_FAILED */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw toReadError(error, path);
  }
}

/** True for the error of a file or folder that is not there. */
/** The text of a file; undefined where there is none. @throws PreloError READ_FAILED */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw toReadError(error, path);
  }
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
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
  ENOSPC: "The disk is full: free some space (or inodes) and run the same command again.",
  EDQUOT: "The disk quota is used up: free some space and run the same command again.",
  EFBIG: "The file is larger than the file system or a limit (ulimit -f) allows.",
  EROFS: "The file system is read-only: mount it writable, or work in a copy of the folder.",
  EACCES: "This user may not: change the permissions of the file or its folder.",
  EPERM: "This user may not: change the permissions or attributes of the file or its folder.",
  EBUSY: "Another program holds it: close that program and run the same command again.",
  EISDIR: "A folder stands where a file should be: move it away.",
  ENOTDIR: "A file stands where a folder should be: move it away.",
  EEXIST: "A file stands where a folder should be: move it away.",
  ENOENT: "It, or its folder, is not there (any more), or is a link that leads nowhere.",
  ENOTEMPTY: "Its folder holds files that are not expected: move them away.",
  ELOOP: "It is a link that leads back to itself: put a file in its place.",
  ENAMETOOLONG: "The name is longer than the file system allows: shorten the id or the slug.",
  EMFILE: "Too many open files: raise the limit (ulimit -n).",
  ENFILE: "Too many open files on this machine: close some programs.",
  EXDEV: "The folder lies on two file systems: keep it on one.",
  EIO: "The disk reports an error: check it before you go on.",
  ESTALE: "The network drive has lost it: mount the drive again.",
  ETIMEDOUT: "The network drive does not answer: check the connection.",
};

/** For what has no hint of its own. */
const anyHint = "Mend what the system reports, and run the same command again.";

function toFileError(
  code: "WRITE_FAILED" | "READ_FAILED",
  what: string,
  error: unknown,
  path: string,
): PreloError {
  if (error instanceof PreloError) {
    return error;
  }
  const reason = codeOf(error) ?? "unknown reason";
  return new PreloError(code, `${path} ${what} (${reason})`, {
    hint: hints[reason] ?? anyHint,
    cause: error,
  });
}
