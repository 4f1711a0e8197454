import { acquireLock } from "../../answers/lock.ts";
import { PreloError } from "../../errors.ts";
import { BatchApi } from "../../requests/batches/api.ts";
import type { Note } from "../../requests/batches/note.ts";
import { Notes } from "../../requests/batches/notes.ts";
import type { Environment } from "../environment.ts";
import { loadCheckedJob } from "../load-job.ts";
import { openSender } from "../sender.ts";

/** A batch as its note tells it, and as its provider does. */
export interface KnownBatch {
  readonly note: Note;
  /** The provider's word for its state; undefined while it is not asked, or does not answer. */
  readonly status?: string;
  readonly answered?: number;
  readonly failed?: number;
  /** Why the provider could not be asked. */
  readonly error?: PreloError;
}

export interface BatchesOptions {
  /** Absolute path of the job file. */
  readonly jobFile: string;
  /** The provider's id of a batch, or the beginning of its key. */
  readonly cancel?: string;
}

const connections = 2;

/**
 * Lists the job's batches, the oldest first, and asks the providers how far those are that are out. Cancels one: what it
 * has answered by then is billed, and the next build takes it in.
 * @throws JobError; PreloError USAGE for a name that means none; LOCKED while a build works
 */
export async function listBatches(
  { jobFile, cancel }: BatchesOptions,
  environment: Environment,
): Promise<readonly KnownBatch[]> {
  const { job } = await loadCheckedJob({ jobFile });
  const giveLockBack =
    cancel === undefined ? undefined : await acquireLock(job.answersDir, environment.lockHolder);
  const sender = openSender(job, connections, environment, environment.aborting);
  const { now, aborting: signal } = environment;
  const apiOf = async (name: string): Promise<BatchApi> => {
    const provider = job.providers.get(name);
    if (provider === undefined) {
      throw new PreloError("USAGE", `the job names no provider ${name} any more`);
    }
    const { client } = sender;
    return new BatchApi(await sender.connectionOf(provider), { client, signal, now });
  };
  try {
    const notes = await new Notes(job.answersDir).list();
    if (cancel !== undefined) {
      const { provider, batch } = findOut(notes, cancel);
      await (await apiOf(provider)).cancel(batch);
    }
    return await Promise.all(notes.map((note) => askAfter(note, apiOf)));
  } finally {
    await sender.close();
    await giveLockBack?.();
  }
}

function findOut(notes: readonly Note[], name: string): { provider: string; batch: string } {
  const out = notes.filter(({ state }) => state !== "settled");
  const found = out.filter(({ batch, key }) => batch === name || key.startsWith(name));
  const [only] = found;
  if (only?.batch === undefined || found.length > 1) {
    const ids = out.flatMap(({ batch }) => batch ?? []);
    throw new PreloError("USAGE", `no batch ${name} is out`, {
      hint: ids.length === 0 ? "None is out." : `Those that are out: ${ids.join(", ")}.`,
    });
  }
  return { provider: only.provider, batch: only.batch };
}

async function askAfter(
  note: Note,
  apiOf: (provider: string) => Promise<BatchApi>,
): Promise<KnownBatch> {
  if (note.state === "settled" || note.batch === undefined) {
    return { note };
  }
  try {
    const { status, request_counts: counts } = await (await apiOf(note.provider)).get(note.batch);
    return {
      note,
      status,
      ...(counts && { answered: counts.completed, failed: counts.failed }),
    };
  } catch (error) {
    if (error instanceof PreloError) {
      return { note, error };
    }
    throw error;
  }
}
