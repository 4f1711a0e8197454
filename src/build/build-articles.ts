import pLimit from "p-limit";
import type { Article } from "../job/types.ts";
import { attachedArticles } from "../plan/check-attached.ts";
import type { ArticleResult, BuildTask, OutArticle, WaitingArticle } from "./article-result.ts";
import { orderArticles } from "./attached-texts.ts";
import { buildArticle } from "./build-article.ts";
import { tellFailure } from "./failures.ts";
import type { Run } from "./run.ts";
import { UnderWay } from "./under-way.ts";

/** What came of a job's articles. */
export interface BuiltArticles {
  /** With their translations. */
  readonly finished: readonly ArticleResult[];
  /** Those of which requests are out with batches. */
  readonly waiting: readonly (OutArticle & { readonly article: Article })[];
}

/** The article and its translations, or why there is none yet. */
type Built = readonly ArticleResult[] | WaitingArticle | OutArticle;

/**
 * Builds the articles of a job. They share one pool of requests; only enough of them are open at a time to
 * keep it full, so that memory does not grow with their number. One that is sent the text of another comes
 * after that; one whose links cannot be led before others are answered is taken up again when these are.
 * @throws the first defect of the program, when all others have recorded what they paid for
 */
export async function buildArticles(
  task: Omit<BuildTask, "article" | "underWay" | "out">,
  run: Run,
): Promise<BuiltArticles> {
  const { articles } = task.job;
  const underWay = new UnderWay(articles.map(({ slug }) => slug));
  const open = pLimit(run.openArticles);
  const begun = new Map<string, Promise<Built>>();
  const begin = (article: Article, before?: WaitingArticle): Promise<Built> =>
    open(async () => {
      const out = await listOut(
        attachedArticles(article).map((each) => each.article),
        begun,
      );
      try {
        return await buildAndReport({ ...task, article, underWay, out }, run, before);
      } catch (error) {
        run.stopping.abort(error);
        throw error;
      } finally {
        underWay.settle(article.slug);
      }
    });
  for (const article of orderArticles(articles)) {
    begun.set(article.slug, begin(article));
  }
  let allOut: Promise<ReadonlySet<string>> | undefined;
  const settled = await Promise.allSettled(
    articles.map(async (article) => {
      const built = await begun.get(article.slug);
      if (built === undefined || isDone(built) || isOut(built)) {
        return { article, built };
      }
      await underWay.allSettled();
      const out = await (allOut ??= listOut(begun.keys(), begun));
      return {
        article,
        // What it links to may have no answers yet.
        built: out.size > 0 ? { ...built, status: "out" as const } : await begin(article, built),
      };
    }),
  );
  const all = settled.map((result) => {
    if (result.status === "rejected") {
      throw result.reason;
    }
    return result.value;
  });
  return {
    finished: all.flatMap(({ built }) => (built && isDone(built) ? built : [])),
    waiting: all.flatMap(({ article, built }) =>
      built && isOut(built) ? [{ ...built, article }] : [],
    ),
  };
}

/** Those among some articles of which requests are out, when all of them have come to an end. */
async function listOut(
  slugs: Iterable<string>,
  begun: ReadonlyMap<string, Promise<Built>>,
): Promise<ReadonlySet<string>> {
  const out = new Set<string>();
  for (const slug of slugs) {
    const [built] = await Promise.allSettled([begun.get(slug)]);
    if (built.status === "fulfilled" && built.value && isOut(built.value)) {
      out.add(slug);
    }
  }
  return out;
}

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
