import type { Article } from "../../job/types.ts";
import type { RunEvent } from "../../requests/events.ts";
import { isStop } from "../../requests/not-sent.ts";
import { DollarBudgetError } from "../../requests/spending.ts";
import type { ArticleResult } from "../article-result.ts";
import { buildOnce, type BuildResult, type BuiltOnce } from "../build-once.ts";
import type { BuildOptions, Environment } from "../environment.ts";
import type { LoadedJob } from "../load-job.ts";
import { Waves } from "./waves.ts";

/** What came of an article in the waves before the one that finished it. */
interface Before {
  readonly asked: number;
}

/**
 * Builds a job whose requests may go by batch: as far as answers are there, then again, with what still waits, each
 * time that a batch is back.
 * @throws what {@link buildOnce} throws
 */
export async function buildInWaves(
  loaded: LoadedJob,
  options: BuildOptions,
  environment: Environment,
): Promise<BuildResult> {
  const waves = new Waves(loaded.job, options, environment);
  const done = new Map<string, readonly ArticleResult[]>();
  const before = new Map<string, Before>();
  let articles = loaded.job.articles;
  try {
    for (let wave = 1; ; wave += 1) {
      const job = { ...loaded.job, articles };
      const warnings = wave === 1 ? loaded.warnings : [];
      const own = wave === 1 ? environment : withoutBeginning(environment);
      const built = await buildOnce({ ...loaded, job, warnings }, options, own, {
        waves,
        done: new Set(done.keys()),
      });
      articles = keepDone(built, articles, done, before);
      const result = (stoppedBy: unknown): BuildResult => ({
        ...built,
        job: loaded.job,
        articles: loaded.job.articles.flatMap(({ slug }) => done.get(slug) ?? []),
        stoppedBy,
        ...(waves.out.batches > 0 && { out: { ...waves.out, articles: articles.length } }),
      });
      const isOver =
        articles.length === 0 ||
        environment.stopping.aborted ||
        (built.stoppedBy !== undefined && !(waves.out.batches > 0 && mayPass(built.stoppedBy)));
      if (isOver || (options.noWait === true && waves.out.batches > 0)) {
        return result(
          articles.length > 0 && waves.out.batches > 0 && !isOver ? undefined : built.stoppedBy,
        );
      }
      if (!(await waves.wait())) {
        return result(environment.stopping.reason);
      }
    }
  } finally {
    await waves.close();
  }
}

/** What cost less than it could have leaves room in the budget for more. */
function mayPass(stoppedBy: unknown): boolean {
  return stoppedBy instanceof DollarBudgetError;
}

/** Keeps what came of the articles that are finished. @returns those that wait */
function keepDone(
  { articles, waiting, stoppedBy }: BuiltOnce,
  asked: readonly Article[],
  done: Map<string, readonly ArticleResult[]>,
  before: Map<string, Before>,
): readonly Article[] {
  const isLater = ({ failures }: ArticleResult): boolean =>
    mayPass(stoppedBy) && failures.some(({ error }) => isStop(error, stoppedBy));
  const left = new Set(waiting.map(({ article }) => article.slug));
  for (const { slug } of asked) {
    const own = articles.filter((each) => each.slug === slug || each.slug.startsWith(`${slug}/`));
    const count = waiting.find(({ article }) => article.slug === slug);
    const earlier = before.get(slug)?.asked ?? 0;
    if (left.has(slug) || own.some(isLater)) {
      left.add(slug);
      const now = count?.asked ?? own.find((each) => each.slug === slug)?.asked ?? 0;
      before.set(slug, { asked: earlier + now });
      if (count === undefined) {
        done.set(slug, own);
      }
      continue;
    }
    done.set(
      slug,
      own.map((each) => (each.slug === slug ? countAll(each, earlier) : each)),
    );
  }
  return asked.filter(({ slug }) => left.has(slug));
}

/** What an earlier wave asked is new to the command, and not reused. */
function countAll(result: ArticleResult, earlier: number): ArticleResult {
  const { asked, reused } = result;
  return { ...result, asked: asked + earlier, reused: Math.max(0, reused - earlier) };
}

/** A later wave is not a new run. */
function withoutBeginning({ emit, ...environment }: Environment): Environment {
  const beginnings: ReadonlySet<RunEvent["type"]> = new Set(["started", "planned", "sandbox"]);
  return {
    ...environment,
    emit: (event) => {
      if (!beginnings.has(event.type)) {
        emit(event);
      }
    },
  };
}
