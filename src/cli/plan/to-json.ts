import { recordPath } from "../../answers/record-name.ts";
import type { ArticleReport, BlockReport, PlanReport } from "../../build/plan.ts";
import { countStatuses, isNews } from "./news.ts";

/** @param all whether blocks that are fresh, and of which there is nothing to say, are listed too */
export function planToJson(
  { articles, total, unpriced, unbounded, orphaned }: PlanReport,
  all: boolean,
): unknown {
  return {
    articles: articles.map((report) => articleToJson(report, all)),
    total: {
      counts: countStatuses(articles.flatMap(({ blocks }) => blocks)),
      requests: total.requests,
      max_requests: total.maxRequests,
      max_input_tokens: total.inputTokens,
      max_output_tokens: total.outputTokens,
      pictures: total.pictures,
      max_cost_usd: total.usd ?? null,
      ...aboutToJson(total.about),
      unpriced,
      unbounded,
    },
    orphaned: orphaned.map(({ slug, id, kind }) => ({ slug, id, kind })),
  };
}

function articleToJson(
  { article, sandboxReason, blocks, unusable }: ArticleReport,
  all: boolean,
): object {
  return {
    slug: article.slug,
    file: article.file,
    sandbox: sandboxReason ?? null,
    error: unusable ? { code: unusable.code, message: unusable.message } : null,
    counts: countStatuses(blocks),
    blocks: blocks.filter((block) => all || isNews(block)).map(blockToJson),
  };
}

function blockToJson({ block, bound, requests, assessment, ...rest }: BlockReport): object {
  return {
    id: block.id,
    kind: block.kind,
    line: block.ref.line,
    status: rest.status,
    ask: requests > 0,
    reasons: rest.reasons,
    warning: rest.warning ?? null,
    moved_from: assessment?.movedFrom ? recordPath(assessment.movedFrom) : null,
    shares_with: rest.sharesWith ?? null,
    depends_on: rest.dependsOn,
    provider: rest.provider,
    model: rest.model,
    requests,
    max_requests: rest.maxRequests,
    max_input_tokens: bound?.inputTokens ?? 0,
    max_output_tokens: bound?.outputTokens ?? 0,
    pictures: bound?.pictures ?? 0,
    max_cost_usd: requests > 0 ? ((rest.isUnbounded ? undefined : bound?.usd) ?? null) : 0,
    ...aboutToJson(rest.about),
  };
}

function aboutToJson(about: BlockReport["about"]): object {
  return {
    about_input_tokens: about?.inputTokens ?? null,
    about_output_tokens: about?.outputTokens ?? null,
    about_cost_usd: about?.usd ?? null,
  };
}
