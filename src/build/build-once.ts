import type { ArticleResult } from "./article-result.ts";
import { buildArticles, type BuiltArticles } from "./build-articles.ts";
import { countTexts } from "../article/translation/passages.ts";
import { countMost } from "../plan/count-requests.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import type { OutNow, Waves } from "./batches/waves.ts";
import type { LoadedJob } from "./load-job.ts";
import { settleNames } from "./move-answers.ts";
import { publishSitePages } from "./publish-site-pages.ts";
import { openRun } from "./run.ts";
import { namesOf } from "../publish/names.ts";
import { findOrphanedFolders } from "../publish/orphaned-folders.ts";
import { OrphanIndex, type OrphanedAnswer } from "./orphaned.ts";
import type { PreloError } from "../errors.ts";
import { targetsOf } from "./translations/prepare.ts";
import type { Article, Job } from "../job/types.ts";
import type { RunEvent } from "../requests/events.ts";
import type { Totals } from "../requests/spending.ts";

/** What a build did. */
export interface BuildResult {
  readonly job: Job;
  readonly articles: readonly ArticleResult[];
  readonly totals: Totals;
  /** Records that belong to no block any more. */
  readonly orphaned: readonly OrphanedAnswer[];
  /** Articles that no longer exist, but still have published output. */
  readonly orphanedFolders: readonly string[];
  /** Why the site's index, feed and sitemap are not published. */
  readonly siteFailure?: PreloError;
  /** How many articles `--limit` left out. */
  readonly leftOut?: number;
  /** Why the run stopped early (Ctrl-C, budget); undefined when it did not. */
  readonly stoppedBy: unknown;
  /** What is out with batches, and how many articles wait for it; unset for nothing. */
  readonly out?: OutNow & { readonly articles: number };
}

/** What a build in waves tells each of its runs. */
export interface Wave {
  readonly waves: Waves;
  /** The articles that the waves before have finished. */
  readonly done: ReadonlySet<string>;
}

/** What one run did, and the articles of which requests are out with batches. */
export interface BuiltOnce extends BuildResult, Pick<BuiltArticles, "waiting"> {}

/**
 * Builds a job while it holds the lock.
 * @param wave set where requests may go by batch
 * @throws PreloError LOCKED or WRITE_FAILED before anything is sent; what fails later is told in the result
 */
export async function buildOnce(
  { job, allArticles, isWhole, warnings, leftOut }: LoadedJob,
  options: BuildOptions,
  environment: Environment,
  wave?: Wave,
): Promise<BuiltOnce> {
  const run = await openRun(job, options, environment, wave?.waves.shared);
  try {
    await wave?.waves.begin(run);
    const orphaned = new OrphanIndex(allArticles, run.store, isWhole);
    const { variables, version } = environment;
    const task = {
      job,
      options,
      variables,
      version,
      store: run.store,
      orphaned,
      inspectPicture: run.inspectPicture,
      othersAreDone: true as const,
    };
    let settling: Promise<void> | undefined;
    const building = {
      ...task,
      settleNames: () => (settling ??= settleNames(task, run)),
      ...wave?.waves.refreshing,
    };
    run.emit(describeStart(job));
    for (const { file, line, column, message } of warnings) {
      // An article outside this run has no slug here, so the warning names its file.
      run.emit({ type: "warning", article: `${file}:${line}:${column}`, message });
    }
    const { finished, waiting } = await buildArticles(building, run);
    await orphaned.release(job.articles.length === allArticles.length);
    const stoppedBy: unknown = run.stopping.signal.reason;
    await wave?.waves.end(run, {
      isKnown: (slug) => !isWhole || allArticles.some((article) => article.slug === slug),
      isDone: (slug) =>
        wave.done.has(slug) ||
        finished.some((article) => article.slug === slug && article.status !== "failed"),
    });
    const siteFailure = await publishSitePages(job, run);
    return {
      job,
      articles: finished,
      waiting,
      totals: run.spending.totals,
      orphaned: orphaned.listAnswers(),
      ...(siteFailure !== undefined && { siteFailure }),
      orphanedFolders: isWhole ? listOrphanedFolders(job, allArticles) : [],
      ...(leftOut > 0 && { leftOut }),
      stoppedBy,
    };
  } finally {
    await run.close();
  }
}

function listOrphanedFolders({ output }: Job, articles: readonly Article[]): readonly string[] {
  return findOrphanedFolders(output.dir, namesOf(articles)).map(({ slug }) => slug);
}

function describeStart(job: Job): RunEvent {
  const { articles, budget } = job;
  return {
    type: "started",
    articles: articles.reduce((count, article) => count + 1 + targetsOf(article).length, 0),
    mostRequests: articles.reduce(
      (most, article) =>
        most + countMost(article, job) + targetsOf(article).length * countTexts(article),
      0,
    ),
    ...(budget.usd !== undefined && { budgetUsd: budget.usd }),
  };
}
