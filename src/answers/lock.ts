import { randomBytes } from "node:crypto";
import { type FileHandle, link, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { codeOf, PreloError } from "../errors.ts";
import { isMissing, removeFile, toReadError, toWriteError } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";

/** Who runs; comes from the command line, since only that knows the process. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Whether a process of this machine still runs. */
  readonly isAlive: (pid: number) => boolean;
}

/** `run` differs from lock to lock, so that one dead lock is never taken for another. */
const lockContent = z.object({
  pid: z.number(),
  host: z.string(),
  run: z.string().default(""),
  /** ISO 8601, by the clock of the file system. */
  since: z.string().optional(),
});
type LockContent = z.infer<typeof lockContent>;
export const lockFile = ".prelo-lock";

/** Locks of this very process: one with its id that is not among them is from before a restart. */
const heldHere = new Set<string>();

export interface LockOptions {
  /** Called when another run has taken over the lock because this one had shown no sign of life. */
  readonly onLost?: (error: PreloError) => void;
  /** Between two signs of life, in milliseconds. */
  readonly beatMs?: number;
}

const usualBeatMs = 15_000;
/** How many signs of life may be missing before the lock counts as abandoned. */
const beatsMissed = 8;

/** A lock of one's own, before it has the name that others look for. */
interface OwnLock {
  readonly path: string;
  readonly file: FileHandle;
  readonly holder: LockHolder;
  readonly deadMs: number;
}

/**
 * Takes the folder's lock, so that two runs never ask, and pay, for the same answers. It gives a sign
 * of life again and again; a lock whose holder has died, or gives none for two minutes (it was
 * killed in another container, or sleeps), is taken over.
 * @returns a function that gives the lock back
 * @throws PreloError LOCKED, naming the holder; WRITE_FAILED
 */
export async function acquireLock(
  folder: string,
  holder: LockHolder,
  { onLost = () => undefined, beatMs = usualBeatMs }: LockOptions = {},
): Promise<() => Promise<void>> {
  const path = join(resolve(folder), lockFile);
  const run = randomBytes(8).toString("hex");
  const own = `${path}.${run}`;
  let file: FileHandle | undefined;
  let content: string;
  heldHere.add(run);
  try {
    await mkdir(folder, { recursive: true });
    file = await open(own, "wx");
    await file.write("{}");
    const since = (await file.stat()).mtime.toISOString();
    content = JSON.stringify({ pid: holder.pid, host: holder.host, run, since });
    await file.write(content, 0);
    await take(path, { path: own, file, holder, deadMs: beatMs * beatsMissed });
  } catch (error) {
    heldHere.delete(run);
    await file?.close();
    throw toWriteError(error, path);
  } finally {
    await rm(own, { force: true }).catch(() => undefined);
  }
  await removeTraces(folder);
  const lock = file;
  let isLost = false;
  const beat = async (): Promise<void> => {
    // Into the file that is this run's own, whatever has its name by now.
    await lock.write(content, 0);
    const seen = await readLock(path);
    // Of two signs of life that overlap, only the first says so.
    if (seen === undefined || seen === content || isLost) {
      return;
    }
    isLost = true;
    clearInterval(beating);
    onLost(
      new PreloError("LOCKED", `another run has taken this one's place in ${folder}`, {
        hint: "This run had given no sign of life for too long. What it kept stands; wait for the other to end.",
      }),
    );
  };
  const beating = setInterval(() => void beat().catch(() => undefined), beatMs).unref();
  return async () => {
    clearInterval(beating);
    heldHere.delete(run);
    await lock.close();
    try {
      // If somebody deleted it by hand, the file there now belongs to another run.
      if ((await readLock(path)) === content) {
        await removeFile(path);
      }
    } catch (error) {
      throw toWriteError(error, path);
    }
  };
}

/**
 * Links the own file to a name, of which only one can succeed. A dead lock under that name may be
 * removed only by the one who holds the claim to it, which is a lock in its turn; else a second
 * taker could remove the lock that a first has just put in the dead one's place.
 */
async function take(path: string, own: OwnLock): Promise<void> {
  if (await tryLink(own.path, path)) {
    return;
  }
  const seen = await readLock(path);
  if (seen === undefined) {
    // It was released at this very moment.
    if (await tryLink(own.path, path)) {
      return;
    }
    throw lockedError(path);
  }
  assertDead(seen, path, own, await silenceMs(path, own.file));
  const claim = `${path}.${hashBytes(seen).slice(-16)}`;
  await take(claim, own);
  try {
    if ((await readLock(path)) === seen) {
      await rm(path, { force: true });
    }
    if (!(await tryLink(own.path, path))) {
      throw lockedError(path);
    }
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
    const code = codeOf(error);
    // ENOENT: the one who got the lock has cleared the own file away as a trace of a dead run.
    if (code === "EEXIST" || code === "ENOENT") {
      return false;
    }
    throw error;
  }
}

/** Since when a lock gave no sign of life, both times by the clock of the file system. */
async function silenceMs(path: string, own: FileHandle): Promise<number> {
  try {
    return (await own.stat()).mtimeMs - (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) {
      return 0;
    }
    throw error;
  }
}

function assertDead(
  seen: string,
  path: string,
  { holder, deadMs }: OwnLock,
  silentMs: number,
): void {
  const other = parseLock(seen);
  if (other === undefined) {
    return;
  } // Torn by a crash: nobody holds it.
  const isOurs = other.pid === holder.pid && other.host === holder.host;
  const isLive = isOurs
    ? heldHere.has(other.run)
    : other.host !== holder.host || holder.isAlive(other.pid);
  if (isLive && silentMs < deadMs) {
    throw lockedError(path, other, { silentMs, deadMs });
  }
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
    if (isMissing(error)) {
      return undefined;
    }
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

function lockedError(
  path: string,
  other?: LockContent,
  age?: { readonly silentMs: number; readonly deadMs: number },
): PreloError {
  const who = other === undefined ? "another run" : `process ${other.pid} on ${other.host}`;
  const since = other?.since === undefined ? "" : ` since ${other.since}`;
  const sign =
    age === undefined ? "" : `; its last sign of life is ${toSeconds(age.silentMs)} s old`;
  const after = toSeconds(age?.deadMs ?? usualBeatMs * beatsMissed);
  return new PreloError("LOCKED", `${who} is working in the same folder (${path})${since}${sign}`, {
    hint:
      `Wait for it to end. If it gives no sign of life for ${after} s, the next run takes its place; ` +
      "if you know that no such process exists any more, delete that file.",
  });
}

function toSeconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}
