import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { PreloError } from "../errors.ts";
import { isMissing, toWriteError } from "./files.ts";

/** Who runs; comes from the command line, since only that knows the process. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Whether a process of this machine still runs. */
  readonly isAlive: (pid: number) => boolean;
}

const lockContent = z.object({ pid: z.number(), host: z.string() });
export const lockFile = ".prelo-lock";

/**
 * Takes the folder's lock, so that two runs never ask, and pay, for the same answers. A lock
 * whose holder has died is taken over.
 * @returns a function that gives the lock back
 * @throws PreloError LOCKED, naming the holder; WRITE_FAILED
 */
export async function acquireLock(
  folder: string,
  holder: LockHolder,
): Promise<() => Promise<void>> {
  const path = join(folder, lockFile);
  const own = `${path}.${holder.pid}.${randomBytes(4).toString("hex")}`;
  const content = JSON.stringify({ pid: holder.pid, host: holder.host });
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(own, content);
    if (!(await tryLink(own, path))) {
      await clearDeadLock(path, own, holder);
      if (!(await tryLink(own, path))) throw lockedError(path);
    }
  } catch (error) {
    throw toWriteError(error, path);
  } finally {
    await rm(own, { force: true }).catch(() => undefined);
  }
  return () => rm(path, { force: true });
}

/** A hard link to a name that exists fails, whoever else tries at the same moment. */
async function tryLink(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function clearDeadLock(path: string, own: string, holder: LockHolder): Promise<void> {
  const seen = await readLock(path);
  if (seen === undefined) return;
  const other = parseLock(seen);
  const sameHost = other?.host === holder.host;
  if (other !== undefined && !sameHost) throw lockedError(path, other);
  if (other !== undefined && other.pid !== holder.pid && holder.isAlive(other.pid))
    throw lockedError(path, other);
  // Moved aside first: if another run was quicker, what is moved is that run's lock, and goes back.
  const aside = `${own}.dead`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readLock(aside);
  if (moved !== undefined && moved !== seen) await tryLink(aside, path);
  await rm(aside, { force: true });
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function parseLock(text: string): z.infer<typeof lockContent> | undefined {
  try {
    return lockContent.parse(JSON.parse(text));
  } catch {
    return undefined; // Torn by a crash: nobody holds it.
  }
}

function lockedError(path: string, other?: { pid: number; host: string }): PreloError {
  const who = other === undefined ? "another run" : `process ${other.pid} on ${other.host}`;
  return new PreloError("LOCKED", `${who} is working in the same folder (${path})`, {
    hint: "Wait for it to end. If no such process exists any more, delete that file.",
  });
}
