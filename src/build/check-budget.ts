import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { type Asked, settingsOf } from "../job/asked.ts";
import type { LoadResult } from "../job/load.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Article, Job, ResolvedRequest } from "../job/types.ts";
import { isUnbounded, ownInputKey } from "../plan/cost.ts";
import { toTextBlock } from "../article/translation/translation-article.ts";
import { type PriceOf, pricesOf } from "../plan/prices/prices.ts";

/** Why a budget in dollars cannot be kept. */
export interface BudgetGap {
  readonly block: Asked;
  /** True for what holds of all blocks that ask its model. */
  readonly isOfModel: boolean;
  readonly message: string;
  readonly hint: string;
}

/**
 * A budget in dollars holds only where each request has a bound: an unknown price never counts as zero,
 * and what brings input of its own is not bounded by what is sent.
 * @returns one gap for each model whose price is not known, and for each block that nothing bounds
 */
export function findBudgetGaps(job: Job): readonly BudgetGap[] {
  const priceOf = pricesOf(job);
  const gaps = new Map<string, BudgetGap>();
  for (const block of job.articles.flatMap(listPaid)) {
    const gap = findGap(block, priceOf);
    if (gap !== undefined) {
      const { ref } = block;
      const key = gap.isOfModel ? settingsOf(block).model : `${ref.file}:${ref.line}:${block.id}`;
      gaps.set(key, gaps.get(key) ?? { block, ...gap });
    }
  }
  return [...gaps.values()];
}

/** What an article asks, and one of its translations, which are all asked alike. */
function listPaid(article: Article): readonly Asked[] {
  const { translations } = article;
  const [target] = translations?.to ?? [];
  if (translations === undefined || target === undefined) {
    return listAsked(article);
  }
  const place = { id: "translations", ref: translations.ref, limit: 1 };
  return [...listAsked(article), toTextBlock({ ...article, translations }, target, place, "")];
}

/** The gaps as mistakes: of a model at the budget, of a block at the block. */
export function checkBudget(job: Job, { sources }: LoadResult): readonly Diagnostic[] {
  const { usd, ref } = job.budget;
  if (usd !== undefined && ref !== undefined) {
    return findBudgetGaps(job).map(({ block, isOfModel, message, hint }) => {
      const at = isOfModel ? ref : block.ref;
      return createDiagnostic(
        sources,
        at,
        message,
        `${hint} Or limit requests or minutes instead.`,
      );
    });
  }
  const own = job.articles.filter(({ budget }) => budget !== undefined);
  return findBudgetGaps({ ...job, articles: own }).map(({ block, message, hint }) =>
    createDiagnostic(sources, block.ref, message, hint),
  );
}

function findGap(block: Asked, priceOf: PriceOf): Omit<BudgetGap, "block"> | undefined {
  const request = sketchRequest(block);
  const { provider, model, numbers, maxUsd } = request;
  if (provider === sandboxProvider || maxUsd !== undefined) {
    return undefined;
  }
  const price = priceOf(request);
  const hasTokenPrice = price?.input !== undefined && price.output !== undefined;
  if (!hasTokenPrice && (numbers === undefined || price?.image === undefined)) {
    const form = numbers === undefined ? "{ input: …, output: … }" : "{ image: … }";
    return {
      isOfModel: true,
      message: `a budget in dollars needs the price of ${model}`,
      hint: `Give it in the job file: "prices: { ${model}: ${form} }".`,
    };
  }
  if (!isUnbounded(request, price)) {
    return undefined;
  }
  const key = ownInputKey(request.body);
  const why =
    numbers !== undefined
      ? `the pictures of ${model} are billed by the token`
      : key === undefined
        ? "its answer may be of any length"
        : `\`${key}\` brings input that its request does not hold`;
  return {
    isOfModel: false,
    message: `a budget in dollars needs a bound, and nothing bounds what ${block.id} costs: ${why}`,
    hint: "Say with `max_usd` in this block what it costs at the most.",
  };
}

/** As much of a block's request as says what it costs, without its texts. */
function sketchRequest(
  block: Asked,
): Pick<
  ResolvedRequest,
  "provider" | "model" | "endpoint" | "body" | "numbers" | "maxOutputTokens" | "maxUsd"
> {
  const { provider, model, endpoint, extra } = settingsOf(block);
  const said = {
    provider,
    model,
    endpoint,
    ...(block.kind !== "alt" && block.maxUsd !== undefined && { maxUsd: block.maxUsd }),
  };
  if (block.kind !== "image") {
    const { maxOutputTokens } = block.text;
    return { ...said, body: extra, maxOutputTokens };
  }
  const { size, quality } = block.image;
  const named = {
    model,
    ...(size !== undefined && { size }),
    ...(quality !== undefined && { quality }),
  };
  return { ...said, body: { ...named, ...extra }, numbers: [] };
}
