import { randomBytes } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { PreloError } from "../errors.ts";
import { isMissing, removeFile, toReadError, toWriteError } from "./files.ts";
import { hashBytes } from "./hash.ts";

/** Who runs; comes from the command line, since only that knows the process. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Whether a process of this machine still runs. */
  readonly isAlive: (pid: number) => boolean;
}

/** `run` differs from lock to lock, so that one dead lock is never taken for another. */
const lockContent = z.object({ pid: z.number(), host: z.string(), run: z.string().default("") });
type LockContent = z.infer<typeof lockContent>;
export const lockFile = ".prelo-lock";

/** Locks of this very process: one with its id that is not among them is from before a restart. */
const heldHere = new Set<string>();

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
  const path = join(resolve(folder), lockFile);
  const run = randomBytes(8).toString("hex");
  const own = `${path}.${run}`;
  const content = JSON.stringify({ pid: holder.pid, host: holder.host, run });
  heldHere.add(run);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(own, content);
    await take(path, own, holder);
  } catch (error) {
    heldHere.delete(run);
    throw toWriteError(error, path);
  } finally {
    await rm(own, { force: true }).catch(() => undefined);
  }
  await removeTraces(folder);
  return async () => {
    heldHere.delete(run);
    // Somebody may have deleted it by hand: what stands there then is another run's.
    if ((await readLock(path)) === content) await removeFile(path);
  };
}

/**
 * Links the own file to a name, of which only one can succeed. A dead lock under that name may be
 * removed only by the one who holds the claim to it, which is a lock in its turn; else a second
 * taker could remove the lock that a first has just put in the dead one's place.
 */
async function take(path: string, own: string, holder: LockHolder): Promise<void> {
  if (await tryLink(own, path)) return;
  const seen = await readLock(path);
  if (seen === undefined) {
    // Given back at this very moment.
    if (await tryLink(own, path)) return;
    throw lockedError(path);
  }
  assertDead(seen, path, holder);
  const claim = `${path}.${hashBytes(seen).slice(-16)}`;
  await take(claim, own, holder);
  try {
    if ((await readLock(path)) === seen) await rm(path, { force: true });
    if (!(await tryLink(own, path))) throw lockedError(path);
  } finally {
    await rm(claim, { force: true }).catch(() => undefined);
  }
}

/** A hard link to a name that exists fails, whoever else tries at the same moment. */
async function tryLink(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // ENOENT: the one who got the lock has cleared the own file away as a trace of a dead run.
    if (code === "EEXIST" || code === "ENOENT") return false;
    throw error;
  }
}

function assertDead(seen: string, path: string, holder: LockHolder): void {
  const other = parseLock(seen);
  if (other === undefined) return; // Torn by a crash: nobody holds it.
  const isOurs = other.pid === holder.pid && other.host === holder.host;
  const isLive = isOurs
    ? heldHere.has(other.run)
    : other.host !== holder.host || holder.isAlive(other.pid);
  if (isLive) throw lockedError(path, other);
}

/** What dead runs, and those that were too late, have left beside the lock. */
async function removeTraces(folder: string): Promise<void> {
  try {
    const names = await readdir(folder);
    const traces = names.filter((name) => name.startsWith(`${lockFile}.`));
    await Promise.all(traces.map((name) => removeFile(join(folder, name))));
  } catch (error) {
    throw toReadError(error, folder);
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function parseLock(text: string): LockContent | undefined {
  try {
    return lockContent.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function lockedError(path: string, other?: LockContent): PreloError {
  const who = other === undefined ? "another run" : `process ${other.pid} on ${other.host}`;
  return new PreloError("LOCKED", `${who} is working in the same folder (${path})`, {
    hint: "Wait for it to end. If no such process exists any more, delete that file.",
  });
}
