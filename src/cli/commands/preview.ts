import { existsSync } from "node:fs";
import type { BuildOptions } from "../../build/environment.ts";
import { exitCodes, type PreloError } from "../../errors.ts";
import { JobError } from "../../job/diagnostics/diagnostics.ts";
import { createEnvironment } from "../environment.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { interestOf } from "../preview/interest.ts";
import { startPageServer } from "../preview/page-server.ts";
import { Runs } from "../preview/runs.ts";
import { Session } from "../preview/session.ts";
import { createSource } from "../preview/source.ts";
import { watchFiles } from "../preview/watch.ts";
import { reportError } from "../report-error.ts";
import { listenForSignals } from "../signals.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface PreviewFlags extends JobFlags {
  readonly port: number;
  readonly ask?: true;
}

/**
 * `prelo preview`: serves the pages as they would be, reads the job again when one of its files changes, and
 * publishes what can be published, until it is interrupted. Saving a file must not spend money: what costs
 * is sent at a button alone, and that only with `--ask`.
 * @returns the exit code
 */
export async function runPreview(job: string | undefined, flags: PreviewFlags): Promise<number> {
  const jobOptions = toJobOptions(job, flags);
  const isFree = flags.sandbox === true;
  // What is saved is asked for at once only where that costs nothing.
  const options: BuildOptions = { ...jobOptions, ...(!isFree && { frozen: true }) };
  const signals = listenForSignals();
  const session = new Session(options, () => createEnvironment(() => undefined, signals));
  const runs = new Runs(options, signals, (asking) => server.tell({ type: "asking", asking }));
  const asks = flags.ask === true || isFree;
  const server = await startPageServer(createSource(session, runs, asks), flags.port);
  const watcher = watchFiles(
    () => void update(),
    (error) => {
      writeProgress(`warning: not all changes will be seen (${String(error)})`, "warning");
    },
  );
  let updating: Promise<unknown> = Promise.resolve();
  const update = (): Promise<PreloError | undefined> => {
    const updated = updating.then(readAndTell);
    updating = updated;
    return updated;
  };
  const readAndTell = async (): Promise<PreloError | undefined> => {
    const wrong = await session.read();
    watcher.setInterest(interestOf(options.jobFile, session.looked, session.job));
    // What is looked at comes first.
    await Promise.all(server.viewed().map((slug) => session.draft(slug)));
    server.tell({ type: "changed" });
    if (wrong === undefined) {
      void runs.publish();
    } else {
      // A mistake in a file is shown; the next change may mend it.
      reportError(wrong);
    }
    return wrong;
  };
  try {
    const wrong = await update();
    if (wrong !== undefined && !canBeMended(wrong, options.jobFile)) {
      throw wrong;
    }
    writeResult(server.url);
    if (!asks) {
      writeProgress("Nothing is sent; --ask adds buttons that ask, --sandbox asks for free.");
    }
    await stopped(signals.stopping);
    return exitCodes.ok;
  } finally {
    watcher.close();
    await server.close();
    await runs.settle();
    await session.close();
    signals.dispose();
  }
}

/** Whether saving a file can mend it: not where there is no job, or a flag is wrong. */
function canBeMended(error: PreloError, jobFile: string): boolean {
  return error instanceof JobError && existsSync(jobFile);
}

function stopped(stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) {
      resolve();
    } else {
      stopping.addEventListener("abort", () => resolve(), { once: true });
    }
  });
}
