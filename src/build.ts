import pLimit from "p-limit";
import { type ArticleResult, buildArticle } from "./stages/article.ts";
import type { BuildOptions, Environment } from "./stages/environment.ts";
import { loadCheckedJob } from "./stages/load.ts";
import { openRun } from "./stages/run.ts";
import type { Totals } from "./run/spending.ts";

/** What a build did. */
export interface BuildResult {
  readonly articles: readonly ArticleResult[];
  readonly totals: Totals;
  /** Why the run stopped early (Ctrl-C, budget); undefined when it did not. */
  readonly stoppedBy: unknown;
}

/**
 * The whole story: load the job, plan each article, ask what is not recorded, make the pictures,
 * set the pages, publish. Articles share one pool of requests; only as many are open at a time as
 * fill it, so that memory does not grow with their number.
 * @throws JobError, and PreloError USAGE, LOCKED or WRITE_FAILED, before anything is sent;
 * what fails later is told in the result
 */
export async function build(options: BuildOptions, environment: Environment): Promise<BuildResult> {
  const job = await loadCheckedJob(options);
  const run = await openRun(job, options, environment);
  try {
    const open = pLimit(run.openArticles);
    const articles = await Promise.all(
      job.articles.map((article) =>
        open(() => buildArticle({ article, job, options, environment }, run)),
      ),
    );
    const stoppedBy: unknown = run.stopping.signal.reason;
    return { articles, totals: run.spending.totals, stoppedBy };
  } finally {
    await run.close();
  }
}
