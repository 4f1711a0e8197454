import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "../../build/build.ts";
import { exitCodes } from "../../errors.ts";
import type { Article, Job } from "../../job/types.ts";
import type { BuildOptions } from "../../build/environment.ts";
import { loadCheckedJob } from "../../build/load-job.ts";
import { pageFormats } from "../../article/formats/page-formats.ts";
import { createEnvironment } from "../environment.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { startPageServer } from "../preview/page-server.ts";
import { watchFolders } from "../preview/watch.ts";
import { writeSummary } from "../reporters/finish.ts";
import { createPlainReporter } from "../reporters/plain.ts";
import { reportError } from "../report-error.ts";
import { listenForSignals } from "../signals.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface PreviewFlags extends JobFlags {
  readonly port: number;
  readonly ask?: true;
}

/**
 * `prelo preview`: builds, serves, and builds again when a file changes, until it is interrupted.
 * Saving a file must not spend money: without `--ask` or `--sandbox` no request is sent.
 * @returns the exit code
 */
export async function runPreview(job: string | undefined, flags: PreviewFlags): Promise<number> {
  const jobOptions = toJobOptions(job, flags);
  const frozen = !(flags.ask ?? flags.sandbox ?? false);
  const options: BuildOptions = { ...jobOptions, ...(frozen && { frozen }) };
  const signals = listenForSignals();
  let shown: Job = (await loadCheckedJob(jobOptions)).job;
  const server = await startPageServer(
    {
      outputDir: () => shown.output.dir,
      articles: () => shown.articles.flatMap((article) => findPage(article, shown)),
    },
    flags.port,
  );
  let work = Promise.resolve();
  const watcher = watchFolders(() => {
    work = work.then(rebuild);
  });
  const rebuild = async (): Promise<void> => {
    if (signals.stopping.aborted) {
      return;
    }
    const started = performance.now();
    try {
      const environment = createEnvironment(
        createPlainReporter({ verbosity: "normal", now: Date.now }).onEvent,
        signals,
      );
      const result = await build(options, environment);
      shown = result.job;
      writeSummary(result, performance.now() - started);
      server.reload();
    } catch (error) {
      // A mistake in a file is shown; the next change may mend it.
      reportError(error);
    }
    watcher.setFolders(foldersOf(shown));
  };
  work = rebuild();
  await work;
  writeResult(server.url);
  if (frozen) {
    writeProgress("No request is sent; --ask lets changed prompts be asked, --sandbox for free.");
  }
  await new Promise<void>((resolve) => {
    if (signals.stopping.aborted) {
      resolve();
    } else {
      signals.stopping.addEventListener("abort", () => resolve(), { once: true });
    }
  });
  watcher.close();
  await server.close();
  signals.dispose();
  return exitCodes.ok;
}

function findPage({ slug }: Article, { output }: Job): { slug: string; page: string }[] {
  const page = Object.values(pageFormats)
    .map(({ file }) => file)
    .find((file) => existsSync(join(output.dir, slug, file)));
  return page === undefined ? [] : [{ slug, page }];
}

function foldersOf(job: Job): ReadonlySet<string> {
  return new Set([
    job.dir,
    ...job.articles.map(({ file }) => dirname(join(job.dir, file))),
    ...job.articles.map(({ slug }) => join(job.answersDir, slug)),
  ]);
}
