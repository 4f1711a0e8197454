import { recordPath } from "../../answers/record-name.ts";
import type { ArticleReport, BlockReport, PlanReport } from "../../build/plan-report.ts";
import { jsonVersion } from "../reporters/json-events.ts";
import { sumLanguages } from "./languages.ts";
import { countStatuses, isNews } from "./news.ts";

/** @param all whether blocks that are fresh, and of which there is nothing to say, are listed too */
export function planToJson(
  {
    articles,
    total,
    unpriced,
    unbounded,
    ended,
    pricesAsOf,
    orphaned,
    warnings,
    leftOut,
  }: PlanReport,
  all: boolean,
) {
  return {
    version: jsonVersion,
    articles: articles.map((report) => articleToJson(report, all)),
    total: {
      counts: countStatuses(articles.flatMap(({ blocks }) => blocks)),
      requests: total.requests,
      max_requests: total.maxRequests,
      exact_requests: total.exactRequests,
      max_input_tokens: total.inputTokens,
      max_output_tokens: total.outputTokens,
      pictures: total.pictures,
      max_cost_usd: total.usd ?? null,
      batch_max_cost_usd: total.batchUsd ?? null,
      ...aboutToJson(total.about),
      about_shared_tokens: total.input.shared,
      unpriced,
      unbounded,
      ended,
      prices_as_of: pricesAsOf ?? null,
      translations: Object.fromEntries(
        [...sumLanguages(articles)].map(([language, { requests, usd }]) => [
          language,
          { requests, max_cost_usd: usd ?? null },
        ]),
      ),
    },
    left_out: leftOut,
    warnings: warnings.map(({ file, line, column, message }) => ({ file, line, column, message })),
    orphaned: orphaned.map(({ slug, id, kind }) => ({ slug, id, kind })),
  };
}

function articleToJson({ article, sandboxReason, blocks, unusable }: ArticleReport, all: boolean) {
  return {
    slug: article.slug,
    file: article.file,
    translates: article.translates?.slug ?? null,
    row: article.row ? { file: article.row.ref.file, line: article.row.ref.line } : null,
    sandbox: sandboxReason ?? null,
    error: unusable ? { code: unusable.code, message: unusable.message } : null,
    counts: countStatuses(blocks),
    blocks: blocks.filter((block) => all || isNews(block)).map(blockToJson),
  };
}

function blockToJson({ block, bound, requests, assessment, ...rest }: BlockReport) {
  return {
    id: block.id,
    kind: block.kind,
    line: block.ref.line,
    status: rest.status,
    ask: requests > 0,
    open: block.waitsFor !== undefined,
    reasons: rest.reasons,
    warning: rest.warning ?? null,
    moved_from: assessment?.movedFrom ? recordPath(assessment.movedFrom) : null,
    shares_with: rest.sharesWith ?? null,
    depends_on: rest.dependsOn,
    provider: rest.provider,
    model: rest.model,
    requests,
    max_requests: rest.maxRequests,
    exact_input_tokens: rest.exactInputTokens ?? null,
    max_input_tokens: bound?.inputTokens ?? 0,
    max_output_tokens: bound?.outputTokens ?? 0,
    pictures: bound?.pictures ?? 0,
    batch: "batchUsd" in rest,
    max_cost_usd: requests > 0 ? ((rest.isUnbounded ? undefined : bound?.usd) ?? null) : 0,
    ...aboutToJson(rest.about),
  };
}

function aboutToJson(about: BlockReport["about"]) {
  return {
    about_input_tokens: about?.inputTokens ?? null,
    about_cached_tokens: about?.cachedTokens ?? null,
    about_output_tokens: about?.outputTokens ?? null,
    about_cost_usd: about?.usd ?? null,
  };
}

/** What each field is, for the documentation, which is made of it. The compiler finds what is missing. */
export const planFields = {
  document: {
    version: "of this format",
    articles: "list, see below",
    total: "the sums, see below",
    left_out: "how many articles `--limit` left out",
    warnings:
      "list of `file`, `line`, `column`, `message`: mistakes in articles that were not asked for",
    orphaned: "list of `slug`, `id`, `kind`: answers that no block uses",
  },
  article: {
    slug: "",
    file: "relative to the job file's folder",
    translates: "of a translation the `slug` of its source; else null",
    row: "`file` and `line` of the row of a table; else null",
    sandbox: "why the sandbox would answer; else null",
    error: "`code` and `message` of what stops the article, such as a merge conflict; else null",
    counts: "how many blocks have each `status`",
    blocks: "list, see below; without `--all` only those of which there is something to say",
  },
  block: {
    id: "",
    kind: "",
    line: "in the article's file, from 1",
    status: "`fresh`, `stale`, `missing`, `edited` or `unfit`",
    ask: "true when a build would send requests for it",
    open: "true where an answer that is to come decides whether there is such a block at all",
    reasons: "list of texts: what changed",
    warning: "text, or null",
    moved_from: "the record that a build would rename to this block's; else null",
    shares_with: "the block whose answer it takes, because their requests are the same; else null",
    depends_on: "list of blocks whose answers it uses",
    provider: "",
    model: "",
    requests: "that a build would send at least",
    max_requests: "at most, where a check asks again",
    exact_input_tokens: "of one request, as its provider counts it with `--exact`; else null",
    max_input_tokens: "",
    max_output_tokens: "",
    pictures: "that it would ask for",
    batch: "true when it would go by batch",
    max_cost_usd: "0 when nothing is asked; null when it is not known, or nothing bounds it",
    about_input_tokens: "learnt from recorded answers; null without any",
    about_cached_tokens: "of these, what comes from the provider's cache",
    about_output_tokens: "the same",
    about_cost_usd: "the same",
  },
  total: {
    counts: "as in an article, over all of them",
    requests: "as in a block, and so the following",
    max_requests: "",
    exact_requests: "requests whose input is counted exactly",
    max_input_tokens: "",
    max_output_tokens: "",
    pictures: "",
    max_cost_usd: "null when a price is missing or nothing bounds the cost",
    batch_max_cost_usd:
      "the most where batches answer all that goes by them; null without any, and where `max_cost_usd` is null",
    about_input_tokens: "",
    about_cached_tokens: "",
    about_output_tokens: "",
    about_cost_usd: "",
    about_shared_tokens:
      "of the input, what begins like an earlier request, and is likely to be cached: estimated by its bytes",
    unpriced: "models that would be asked and have no price",
    unbounded: "blocks (`article/id`) whose cost nothing bounds",
    ended: "blocks (`article/id`) that would be asked, of a model that has ended",
    prices_as_of: "the day of the oldest price that counts, as YYYY-MM-DD; else null",
    translations: "by language: the `requests` and the `max_cost_usd` of translations into it",
  },
} satisfies {
  document: FieldsOf<typeof planToJson>;
  article: FieldsOf<typeof articleToJson>;
  block: FieldsOf<typeof blockToJson>;
  total: Record<keyof ReturnType<typeof planToJson>["total"], string>;
};

type FieldsOf<Make extends (...args: never[]) => object> = Record<keyof ReturnType<Make>, string>;
