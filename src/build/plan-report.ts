import type { PreloError } from "../errors.ts";
import type { Diagnostic } from "../job/diagnostics/diagnostics.ts";
import type { Article, Bound, Job } from "../job/types.ts";
import type { Assessment } from "../plan/assessment.ts";
import type { Estimate } from "../plan/learnt-usage.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import type { SharedInput } from "../plan/shared-input.ts";
import type { OrphanedAnswer } from "./orphaned.ts";

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

/** What the blocks of all articles come to. */
export function addUp(
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
