import pLimit from "p-limit";
import type { ArticleResult, BuildTask, OutArticle, WaitingArticle } from "./article-result.ts";
import { buildArticle } from "./build-article.ts";
import { countTexts } from "../article/translation/passages.ts";
import { countMost } from "../plan/count-requests.ts";
import { orderArticles } from "./attached-texts.ts";
import { attachedArticles } from "../plan/check-attached.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { tellFailure } from "./failures.ts";
import type { OutNow, Waves } from "./batches/waves.ts";
import type { LoadedJob } from "./load-job.ts";
import { settleNames } from "./move-answers.ts";
import { publishSitePages } from "./publish-site-pages.ts";
import { openRun, type Run } from "./run.ts";
import { namesOf } from "../publish/names.ts";
import { findOrphanedFolders } from "../publish/orphaned-folders.ts";
import { OrphanIndex, type OrphanedAnswer } from "./orphaned.ts";
import type { PreloError } from "../errors.ts";
import { targetsOf } from "./translations/prepare.ts";
import { UnderWay } from "./under-way.ts";
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
export interface BuiltOnce extends BuildResult {
  readonly waiting: readonly (OutArticle & { readonly article: Article })[];
}

/**
 * Builds a job while it holds the lock. Articles share one pool of requests; only enough of them are
 * open at a time to keep it full, so that memory does not grow with their number.
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
    const underWay = new UnderWay(job.articles.map(({ slug }) => slug));
    const building = { ...task, settleNames: () => (settling ??= settleNames(task, run)) };
    run.emit(describeStart(job));
    for (const { file, line, column, message } of warnings) {
      // An article outside this run has no slug here, so the warning names its file.
      run.emit({ type: "warning", article: `${file}:${line}:${column}`, message });
    }
    const open = pLimit(run.openArticles);
    const begun = new Map<string, Promise<Built>>();
    const buildOne = (article: Article, before?: WaitingArticle): Promise<Built> =>
      open(async () => {
        const out = new Set<string>();
        for (const { article: slug } of attachedArticles(article)) {
          const [other] = await Promise.allSettled([begun.get(slug)]);
          if (other.status === "fulfilled" && other.value && isOut(other.value)) {
            out.add(slug);
          }
        }
        try {
          const own = { ...building, article, underWay, out, ...wave?.waves.refreshing };
          return await buildAndReport(own, run, before);
        } catch (error) {
          run.stopping.abort(error);
          throw error;
        } finally {
          underWay.settle(article.slug);
        }
      });
    // A defect in one stops the run, but not before the others have recorded what they paid for.
    for (const article of orderArticles(job.articles)) {
      begun.set(article.slug, buildOne(article));
    }
    const settled = await Promise.allSettled(
      job.articles.map(async (article) => {
        const built = await begun.get(article.slug);
        if (built === undefined || isDone(built) || isOut(built)) {
          return built;
        }
        await underWay.allSettled();
        // What it links to may have no answers yet.
        const all = await Promise.allSettled(begun.values());
        return all.some((each) => each.status === "fulfilled" && isOut(each.value))
          ? { ...built, status: "out" as const }
          : buildOne(article, built);
      }),
    );
    await orphaned.release(job.articles.length === allArticles.length);
    const defect = settled.find((result) => result.status === "rejected");
    if (defect !== undefined) {
      throw defect.reason;
    }
    const articles = settled.flatMap((result) =>
      result.status === "fulfilled" && result.value && isDone(result.value) ? result.value : [],
    );
    const stoppedBy: unknown = run.stopping.signal.reason;
    const waiting = settled.flatMap((result, index) => {
      const article = job.articles[index];
      return result.status === "fulfilled" && result.value && isOut(result.value) && article
        ? [{ ...result.value, article }]
        : [];
    });
    await wave?.waves.end(run, {
      isKnown: (slug) => !isWhole || allArticles.some((article) => article.slug === slug),
      isDone: (slug) =>
        wave.done.has(slug) ||
        articles.some((article) => article.slug === slug && article.status !== "failed"),
    });
    const siteFailure = await publishSitePages(job, run);
    return {
      job,
      articles,
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

/** The article and its translations. */
type Built = readonly ArticleResult[] | WaitingArticle | OutArticle;

function isDone(built: Built): built is readonly ArticleResult[] {
  return !("status" in built);
}

function isOut(built: Built): built is OutArticle {
  return !isDone(built) && built.status === "out";
}

/**
 * Builds an article with its translations, and says how they ended.
 * @param before what came of it when it had to wait for others
 */
async function buildAndReport(task: BuildTask, run: Run, before?: WaitingArticle): Promise<Built> {
  const startedMs = run.clock();
  const built = await buildArticle(task, run);
  if (built.status === "waiting" || built.status === "out") {
    return built;
  }
  const { translations = [], ...own } = built;
  const result = { ...own, ...(before && { asked: before.asked, reused: before.reused }) };
  const all = [result, ...translations];
  for (const each of all) {
    reportEnd(each, startedMs, run);
  }
  return all;
}

function reportEnd(result: ArticleResult, startedMs: number, run: Run): void {
  const { slug: article, status, asked, reused, failures } = result;
  const told = failures.filter((failure) => tellFailure(article, failure, run));
  run.emit({
    type: "finished",
    article,
    status,
    asked,
    reused,
    failures: told.length,
    tookMs: run.clock() - startedMs,
  });
}
