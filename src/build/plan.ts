import { orUnusable } from "../answers/assert-usable.ts";
import { AnswerStore } from "../answers/store.ts";
import { PreloError } from "../errors.ts";
import { LearntUsage } from "../plan/learnt-usage.ts";
import { SharedInput } from "../plan/shared-input.ts";
import { type Draft, draftBlocks, estimateBlocks, learnFrom, listLive } from "./block-report.ts";
import type { Environment, JobOptions } from "./environment.ts";
import { ExactInput } from "./exact-input.ts";
import { loadCheckedJob, type LoadedJob } from "./load-job.ts";
import { withPlace } from "./locate.ts";
import { OrphanIndex } from "./orphaned.ts";
import { addUp, type ArticleReport, type PlanReport } from "./plan-report.ts";
import { prepareArticle, type PreparedArticle } from "./prepare.ts";
import { prepareTranslations } from "./translations/prepare.ts";

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

/**
 * {@link planJob}, with the input of each request as its provider counts it, where that can be.
 * @throws JobError; PreloError USAGE, READ_FAILED, KEY_MISSING, PROVIDER_…, INTERRUPTED
 */
export async function planExactly(
  options: JobOptions,
  environment: Environment,
): Promise<PlanReport> {
  const loaded = await loadCheckedJob(options);
  const exact = new ExactInput(loaded.job, environment);
  try {
    return await planLoaded(loaded, options, environment, exact);
  } finally {
    await exact.close();
  }
}

/** {@link planJob}, of a job that is loaded already. */
export async function planLoaded(
  { job, allArticles, isWhole, warnings, leftOut }: LoadedJob,
  options: JobOptions,
  { variables }: Pick<Environment, "variables">,
  exact?: ExactInput,
): Promise<PlanReport> {
  const store = new AnswerStore(job.answersDir);
  const orphaned = new OrphanIndex(allArticles, store, isWhole);
  const learnt = new LearntUsage();
  const shared = new SharedInput();
  const plans: ArticleDraft[] = [];
  const draft = (prepared: PreparedArticle): ArticleDraft["drafts"] => {
    listLive(prepared).forEach((request) => shared.add(request));
    return exact === undefined
      ? draftBlocks(prepared, learnt)
      : exact.count(prepared).then((counted) => draftBlocks(counted, learnt));
  };
  for (const article of job.articles) {
    const task = { article, job, options, variables, store, orphaned };
    await exact?.room();
    const prepared = await prepareArticle(task).catch(orUnusable);
    if (prepared instanceof PreloError) {
      const unusable = withPlace(prepared, { article, job });
      plans.push({ article, sandboxReason: undefined, drafts: [], unusable });
      continue;
    }
    for (const { from } of prepared.moves) {
      orphaned.take(from, article.slug);
    }
    orphaned.know(prepared.article);
    learnFrom(prepared, learnt);
    const { sandboxReason } = prepared.targets;
    plans.push({ article, sandboxReason, drafts: draft(prepared) });
    const translations = await prepareTranslations(task, prepared).catch(orUnusable);
    if (translations instanceof PreloError) {
      plans.push({ article, sandboxReason: undefined, drafts: [], unusable: translations });
      continue;
    }
    for (const each of translations) {
      for (const { from } of each.moves) {
        orphaned.take(from, each.article.slug);
      }
      learnFrom(each, learnt);
      plans.push({
        article: each.article,
        sandboxReason: each.targets.sandboxReason,
        drafts: draft(each),
      });
    }
  }
  // What each takes about is told by the answers of all.
  const articles: ArticleReport[] = [];
  for (const { drafts, ...plan } of plans) {
    articles.push(Object.assign(plan, { blocks: estimateBlocks(await drafts) }));
  }
  return {
    job,
    articles,
    ...addUp(articles, shared.tokens),
    orphaned: orphaned.listAnswers(),
    warnings,
    leftOut,
  };
}

interface ArticleDraft extends Omit<ArticleReport, "blocks"> {
  readonly drafts: readonly Draft[] | Promise<readonly Draft[]>;
}
