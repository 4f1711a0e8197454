import { PreloError } from "../errors.ts";
import { orUnusable } from "../answers/assert-usable.ts";
import { AnswerStore } from "../answers/store.ts";
import { isPrevious, type RecordName } from "../answers/record-name.ts";
import type { Article, Bound, Job } from "../job/types.ts";
import { isUnbounded } from "../plan/cost.ts";
import { type Estimate, LearntUsage } from "../plan/learnt-usage.ts";
import { attemptsOf } from "../plan/plan-context.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import { countPlanned } from "../plan/count-requests.ts";
import type { Environment, JobOptions } from "./environment.ts";
import { loadCheckedJob, type LoadedJob } from "./load-job.ts";
import { prepareArticle, type PreparedArticle } from "./prepare.ts";
import { indexOrphans } from "./orphaned.ts";

/** What a build would do with one block. */
export interface BlockReport extends PlannedBlock {
  readonly provider: string;
  readonly model: string;
  /** Requests that it would take at the least, and where a check asks again, at the most. */
  readonly requests: number;
  readonly maxRequests: number;
  /** What it would take about; undefined when nothing is asked, or nothing like it is recorded. */
  readonly about: Estimate | undefined;
  /** True when its price is known, and still nothing bounds its cost. */
  readonly isUnbounded: boolean;
}

export interface ArticleReport {
  readonly article: Article;
  readonly sandboxReason: string | undefined;
  /** In the order in which a build would ask. */
  readonly blocks: readonly BlockReport[];
  /** Why a build would stop at the article and ask for nothing: a record that it may not touch. */
  readonly unusable?: PreloError;
}

/** What a build would do: nothing of it has been sent. */
export interface PlanReport {
  readonly job: Job;
  readonly articles: readonly ArticleReport[];
  readonly total: Bound & {
    readonly requests: number;
    readonly maxRequests: number;
    /** Undefined as long as nothing is recorded of one of the kinds that would be asked. */
    readonly about: Estimate | undefined;
  };
  /** Models that would be asked and whose price is not given. */
  readonly unpriced: readonly string[];
  /** Blocks (`article/id`) whose cost nothing bounds. */
  readonly unbounded: readonly string[];
  readonly orphaned: readonly RecordName[];
}

/**
 * Plans a job: reads the records, sends nothing, writes nothing.
 * @throws JobError; PreloError USAGE, READ_FAILED
 */
export async function planJob(
  options: JobOptions,
  { variables }: Pick<Environment, "variables">,
): Promise<PlanReport> {
  return planLoaded(await loadCheckedJob(options), options, { variables });
}

/** {@link planJob}, of a job that is loaded already. */
export async function planLoaded(
  { job, allArticles }: LoadedJob,
  options: JobOptions,
  { variables }: Pick<Environment, "variables">,
): Promise<PlanReport> {
  const store = new AnswerStore(job.answersDir);
  const orphaned = indexOrphans(allArticles, store);
  const learnt = new LearntUsage();
  const plans: (() => ArticleReport)[] = [];
  for (const article of job.articles) {
    const task = { article, job, options, variables, store, orphaned };
    const prepared = await prepareArticle(task).catch(orUnusable);
    if (prepared instanceof PreloError) {
      plans.push(() => ({ article, sandboxReason: undefined, blocks: [], unusable: prepared }));
      continue;
    }
    for (const { from } of prepared.moves) {
      orphaned.take(from, article.slug);
    }
    learnFrom(prepared, learnt);
    // What each takes about is told by the answers of all.
    plans.push(() => ({
      article,
      sandboxReason: prepared.targets.sandboxReason,
      blocks: reportBlocks(prepared, learnt),
    }));
  }
  const articles = plans.map((report) => report());
  return {
    job,
    articles,
    ...addUp(articles),
    orphaned: orphaned
      .list()
      .map(({ name }) => name)
      .filter((name) => !isPrevious(name)),
  };
}

function learnAlone(prepared: PreparedArticle): LearntUsage {
  const learnt = new LearntUsage();
  learnFrom(prepared, learnt);
  return learnt;
}

function learnFrom({ planned, context }: PreparedArticle, learnt: LearntUsage): void {
  for (const { block } of planned) {
    const read = context.read.get(block.id);
    if (read?.state === "read") {
      learnt.learn(block, read.answer);
    }
  }
}

/** @param learnt what blocks like these took; unset: what this article's own did */
export function reportBlocks(
  prepared: PreparedArticle,
  learnt: LearntUsage = learnAlone(prepared),
): readonly BlockReport[] {
  const { planned, context } = prepared;
  const abouts = new Map<string, Estimate>();
  return planned.map((block) => {
    const { provider, model, count: requests } = countPlanned(block, context);
    const maxRequests = requests * attemptsOf(block.block, context);
    const told = { ...block, provider, model, requests, maxRequests };
    if (requests === 0 || block.request === undefined) {
      return { ...told, about: undefined, isUnbounded: false };
    }
    const price = context.prices.get(model);
    const read = context.read.get(block.block.id);
    const about = learnt.estimate(block.block, block.request, price, {
      ...(read?.state === "read" && { before: read.answer }),
      extraTokens: sum(
        block.dependsOn
          .filter((id) => context.read.get(id)?.state !== "read")
          .map((id) => abouts.get(id)?.outputTokens ?? 0),
      ),
    });
    if (about !== undefined) {
      abouts.set(block.block.id, about);
    }
    return { ...told, about, isUnbounded: isUnbounded(block.request, price) };
  });
}

function addUp(
  articles: readonly ArticleReport[],
): Pick<PlanReport, "total" | "unpriced" | "unbounded"> {
  const asked = articles.flatMap(({ blocks }) => blocks).filter(({ requests }) => requests > 0);
  const unbounded = articles.flatMap(({ article, blocks }) =>
    blocks.filter((block) => block.isUnbounded).map(({ block }) => `${article.slug}/${block.id}`),
  );
  const unpriced = asked
    .filter((block) => block.bound?.usd === undefined && !block.isUnbounded)
    .map(({ model }) => model);
  const isBounded = unpriced.length + unbounded.length === 0;
  return {
    total: {
      requests: sum(asked.map(({ requests }) => requests)),
      maxRequests: sum(asked.map(({ maxRequests }) => maxRequests)),
      inputTokens: sum(asked.map(({ bound }) => bound?.inputTokens ?? 0)),
      outputTokens: sum(asked.map(({ bound }) => bound?.outputTokens ?? 0)),
      pictures: sum(asked.map(({ bound }) => bound?.pictures ?? 0)),
      usd: isBounded ? sum(asked.map(({ bound }) => bound?.usd ?? 0)) : undefined,
      about: addEstimates(asked.map(({ about }) => about)),
    },
    unpriced: [...new Set(unpriced)],
    unbounded,
  };
}

function addEstimates(estimates: readonly (Estimate | undefined)[]): Estimate | undefined {
  const known = estimates.filter((about) => about !== undefined);
  if (known.length < estimates.length || known.length === 0) {
    return undefined;
  }
  const usd = known.map((about) => about.usd);
  return {
    inputTokens: sum(known.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(known.map(({ outputTokens }) => outputTokens)),
    usd: usd.includes(undefined) ? undefined : sum(usd.map((each) => each ?? 0)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
