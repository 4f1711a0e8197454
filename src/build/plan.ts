import { PreloError } from "../errors.ts";
import { orUnusable } from "../answers/assert-usable.ts";
import { AnswerStore } from "../answers/store.ts";
import type { RecordName } from "../answers/record-name.ts";
import type { Article, Bound, Job } from "../job/types.ts";
import { attemptsOf } from "../plan/plan-context.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import { countPlanned } from "../plan/count-requests.ts";
import type { Environment, JobOptions } from "./environment.ts";
import { loadCheckedJob } from "./load-job.ts";
import { prepareArticle, type PreparedArticle } from "./prepare.ts";
import { indexOrphans } from "./orphaned.ts";

/** What a build would do with one block. */
export interface BlockReport extends PlannedBlock {
  readonly provider: string;
  readonly model: string;
  /** Requests that it would take at the least, and where a check asks again, at the most. */
  readonly requests: number;
  readonly maxRequests: number;
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
  readonly total: Bound & { readonly requests: number; readonly maxRequests: number };
  /** Models that would be asked and whose price is not given. */
  readonly unpriced: readonly string[];
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
  const { job, allArticles } = await loadCheckedJob(options);
  const store = new AnswerStore(job.answersDir);
  const orphaned = indexOrphans(allArticles, store);
  const articles: ArticleReport[] = [];
  for (const article of job.articles) {
    const task = { article, job, options, variables, store, orphaned };
    const prepared = await prepareArticle(task).catch(orUnusable);
    if (prepared instanceof PreloError) {
      articles.push({ article, sandboxReason: undefined, blocks: [], unusable: prepared });
      continue;
    }
    for (const { from } of prepared.moves) {
      orphaned.take(from, article.slug);
    }
    const blocks = prepared.planned.map((planned) => toReport(planned, prepared));
    articles.push({ article, sandboxReason: prepared.targets.sandboxReason, blocks });
  }
  const asked = articles.flatMap(({ blocks }) => blocks).filter(({ requests }) => requests > 0);
  const unpriced = asked.filter(({ bound }) => bound?.usd === undefined).map(({ model }) => model);
  return {
    job,
    articles,
    total: {
      requests: sum(asked.map(({ requests }) => requests)),
      maxRequests: sum(asked.map(({ maxRequests }) => maxRequests)),
      inputTokens: sum(asked.map(({ bound }) => bound?.inputTokens ?? 0)),
      outputTokens: sum(asked.map(({ bound }) => bound?.outputTokens ?? 0)),
      pictures: sum(asked.map(({ bound }) => bound?.pictures ?? 0)),
      usd: unpriced.length > 0 ? undefined : sum(asked.map(({ bound }) => bound?.usd ?? 0)),
    },
    unpriced: [...new Set(unpriced)],
    orphaned: orphaned.list().map(({ name }) => name),
  };
}

function toReport(planned: PlannedBlock, { context }: PreparedArticle): BlockReport {
  const { provider, model, count: requests } = countPlanned(planned, context);
  const maxRequests = requests * attemptsOf(planned.block, context);
  return { ...planned, provider, model, requests, maxRequests };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
