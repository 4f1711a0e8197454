import { PreloError } from "../errors.ts";
import { orUnusable } from "../answers/assert-usable.ts";
import { AnswerStore } from "../answers/store.ts";
import type { Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Article, Bound, Job, Price, ResolvedRequest } from "../job/types.ts";
import type { Assessment } from "../plan/assessment.ts";
import { boundInBatch, isUnbounded } from "../plan/cost.ts";
import { estimate, type Estimate, LearntUsage, type Sought } from "../plan/learnt-usage.ts";
import { attemptsOf } from "../plan/plan-context.ts";
import { SharedInput } from "../plan/shared-input.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import { countPlanned } from "../plan/count-requests.ts";
import type { Environment, JobOptions } from "./environment.ts";
import { ExactInput } from "./exact-input.ts";
import { loadCheckedJob, type LoadedJob } from "./load-job.ts";
import { withPlace } from "./locate.ts";
import { prepareArticle, type PreparedArticle } from "./prepare.ts";
import { refuseEnded } from "./ending-models.ts";
import { OrphanIndex, type OrphanedAnswer } from "./orphaned.ts";
import { prepareTranslations } from "./translations/prepare.ts";

/**
 * What a build would do with one block. Neither what would be sent nor what is recorded: of ten thousand
 * articles they would not fit into memory.
 */
export interface BlockReport extends Omit<PlannedBlock, "request" | "assessment"> {
  /** Set where a build does more than to ask or to keep. */
  readonly assessment?: Pick<Assessment, "movedFrom" | "adopts" | "unfit" | "refused">;
  readonly provider: string;
  readonly model: string;
  /** Requests that it would take at the least, and where a check asks again, at the most. */
  readonly requests: number;
  readonly maxRequests: number;
  /** What it would take about; undefined when nothing is asked, or nothing like it is recorded. */
  readonly about: Estimate | undefined;
  /** What the input of one of its requests takes, where its provider has counted it. */
  readonly exactInputTokens: number | undefined;
  /** True when its price is known, and still nothing bounds its cost. */
  readonly isUnbounded: boolean;
  /** The most it costs where a batch answers it; absent where it does not go by batch. */
  readonly batchUsd?: number | undefined;
  /** The day of its price, as YYYY-MM-DD; undefined when nothing is asked, or no day is given. */
  readonly priceAsOf: string | undefined;
  /** True when it would be asked, and its model has ended. */
  readonly isEnded: boolean;
}

export interface ArticleReport {
  readonly article: Article;
  readonly sandboxReason: string | undefined;
  /** In the order in which a build would ask. */
  readonly blocks: readonly BlockReport[];
  /** Why a build would stop at the article: a record that it may not touch, or a template that fails. */
  readonly unusable?: PreloError;
}

/** What a build would do: nothing of it has been sent. */
export interface PlanReport {
  readonly job: Job;
  readonly articles: readonly ArticleReport[];
  readonly total: Bound & {
    readonly requests: number;
    readonly maxRequests: number;
    /** Requests whose input is counted exactly. */
    readonly exactRequests: number;
    /** The most it costs where batches answer all that goes by them; unset where nothing does. */
    readonly batchUsd?: number | undefined;
    /** Undefined as long as nothing is recorded of one of the kinds that would be asked. */
    readonly about: Estimate | undefined;
    /** About how many tokens of all of the input are beginnings that an earlier request has as well. */
    readonly input: SharedInput["tokens"];
  };
  /** Models that would be asked and whose price is not given. */
  readonly unpriced: readonly string[];
  /** Blocks (`article/id`) whose cost nothing bounds. */
  readonly unbounded: readonly string[];
  /** The day of the oldest price that counts in it, as YYYY-MM-DD; undefined for none. */
  readonly pricesAsOf: string | undefined;
  /** Blocks (`article/id`) of which nothing can be asked, for their model has ended. */
  readonly ended: readonly string[];
  readonly orphaned: readonly OrphanedAnswer[];
  /** Mistakes in articles that were not asked for, and models that end. */
  readonly warnings: readonly Diagnostic[];
  /** How many articles `--limit` left out. */
  readonly leftOut: number;
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
      const reason = each.targets.sandboxReason;
      plans.push({
        article: each.article,
        sandboxReason: reason,
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

function learnFrom({ planned, context }: PreparedArticle, learnt: LearntUsage): void {
  for (const { block } of planned) {
    const read = context.read.get(block.id);
    if (read?.state === "read") {
      learnt.learn(block, read.answer);
    }
  }
}

/** The blocks of one article; what they would take about is told by its own answers. */
export function reportBlocks(prepared: PreparedArticle): readonly BlockReport[] {
  const learnt = new LearntUsage();
  learnFrom(prepared, learnt);
  return estimateBlocks(draftBlocks(prepared, learnt));
}

interface ArticleDraft extends Omit<ArticleReport, "blocks"> {
  readonly drafts: readonly Draft[] | Promise<readonly Draft[]>;
}

/** A report before it is known what its requests take about. */
interface Draft {
  readonly report: BlockReport;
  /** Unset where nothing is asked. */
  readonly sought?: Sought | undefined;
  readonly price: Price | undefined;
  /** The answers that its prompt will quote and that are not there yet. */
  readonly open: readonly string[];
}

function draftBlocks({ planned, context }: PreparedArticle, learnt: LearntUsage): readonly Draft[] {
  return planned.map(({ request, assessment, ...block }): Draft => {
    const { asked } = context.providerFor(block.block);
    const { provider, model, count: requests } = countPlanned(block, context);
    const maxRequests = requests * attemptsOf(block.block, context);
    const price = context.priceOf({ provider, model });
    const isSent = requests > 0 && request !== undefined;
    const outcome = outcomeOf(assessment);
    const goesByBatch = isSent && context.batch?.takes(block.block) === true;
    // The spread stands last: there is one of these for each block of each row (decision 0155).
    const report = {
      provider,
      model,
      requests,
      maxRequests,
      about: undefined,
      exactInputTokens: request?.inputTokens,
      isUnbounded: isSent && isUnbounded(request, price),
      ...(goesByBatch && {
        batchUsd: context.batch?.isOnly
          ? block.bound?.usd
          : boundInBatch(block.bound?.usd, request, price),
      }),
      isEnded: isSent && refuseEnded(asked, model, Date.now()) !== undefined,
      priceAsOf: isSent && provider !== sandboxProvider ? price?.asOf : undefined,
      ...block,
      ...(outcome !== undefined && { assessment: outcome }),
    };
    if (!isSent) {
      return { report, price, open: [] };
    }
    const read = context.read.get(block.block.id);
    const before = read?.state === "read" ? read.answer : undefined;
    const open = block.dependsOn.filter((id) => context.read.get(id)?.state !== "read");
    return { report, sought: learnt.seek(block.block, request, before), price, open };
  });
}

/** The requests that are asked one by one: what shares a beginning there is read from a cache. */
function listLive({ planned, context }: PreparedArticle): readonly ResolvedRequest[] {
  return planned.flatMap((block) => {
    const { request } = block;
    const isSent = countPlanned(block, context).count > 0;
    const isText = request !== undefined && request.numbers === undefined;
    return isSent && isText && context.batch?.takes(block.block) !== true ? [request] : [];
  });
}

function outcomeOf(assessment: Assessment | undefined): BlockReport["assessment"] {
  const { movedFrom, adopts, unfit, refused } = assessment ?? {};
  return (movedFrom ?? adopts ?? unfit ?? refused) === undefined
    ? undefined
    : {
        ...(movedFrom !== undefined && { movedFrom }),
        ...(adopts !== undefined && { adopts }),
        ...(unfit !== undefined && { unfit }),
        ...(refused !== undefined && { refused }),
      };
}

function estimateBlocks(drafts: readonly Draft[]): readonly BlockReport[] {
  const abouts = new Map<string, Estimate>();
  return drafts.map(({ report, sought, price, open }) => {
    const extraTokens = sum(open.map((id) => abouts.get(id)?.outputTokens ?? 0));
    const alone = sought && estimate(sought, price, extraTokens);
    if (alone === undefined) {
      return report;
    }
    const about =
      "batchUsd" in report ? { ...alone, usd: boundInBatch(alone.usd, {}, price) } : alone;
    abouts.set(report.block.id, about);
    return { ...report, about };
  });
}

function addUp(
  articles: readonly ArticleReport[],
  input: SharedInput["tokens"],
): Pick<PlanReport, "total" | "unpriced" | "unbounded" | "ended" | "pricesAsOf"> {
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
      exactRequests: sum(
        asked.map(({ requests, exactInputTokens }) =>
          exactInputTokens === undefined ? 0 : requests,
        ),
      ),
      inputTokens: sum(asked.map(({ bound }) => bound?.inputTokens ?? 0)),
      outputTokens: sum(asked.map(({ bound }) => bound?.outputTokens ?? 0)),
      pictures: sum(asked.map(({ bound }) => bound?.pictures ?? 0)),
      usd: isBounded ? sum(asked.map(({ bound }) => bound?.usd ?? 0)) : undefined,
      ...(asked.some((block) => "batchUsd" in block) && {
        batchUsd: isBounded
          ? sum(asked.map(({ bound, batchUsd }) => batchUsd ?? bound?.usd ?? 0))
          : undefined,
      }),
      about: addEstimates(asked.map(({ about }) => about)),
      input,
    },
    unpriced: [...new Set(unpriced)],
    unbounded,
    ended: articles.flatMap(({ article, blocks }) =>
      blocks.filter(({ isEnded }) => isEnded).map(({ block }) => `${article.slug}/${block.id}`),
    ),
    pricesAsOf: asked
      .flatMap(({ priceAsOf }) => priceAsOf ?? [])
      .toSorted()
      .at(0),
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
    cachedTokens: sum(known.map(({ cachedTokens }) => cachedTokens)),
    outputTokens: sum(known.map(({ outputTokens }) => outputTokens)),
    usd: usd.includes(undefined) ? undefined : sum(usd.map((each) => each ?? 0)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
