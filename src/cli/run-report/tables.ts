import type { BuildResult } from "../../build/build.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { formatDuration, formatNumber, formatUsd } from "./format.ts";
import { html, type Html, table } from "./html.ts";
import type { Answered, RunRecord } from "./run-record.ts";
import { groupBy } from "./group-by.ts";

/** Articles in the table at the most; the dearest first. */
const mostArticles = 200;
/** Requests in a list of the slowest or the dearest. */
const mostRequests = 10;

/** What many answers took together. */
interface Sum {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly pictures: number;
  /** Undefined when the price of one is not known. */
  readonly costUsd: number | undefined;
  readonly tookMs: number;
}

function addUp(answered: readonly Answered[]): Sum {
  const sum = (pick: (each: Answered) => number): number =>
    answered.reduce((total, each) => total + pick(each), 0);
  const isPriced = answered.every(({ costUsd }) => costUsd !== undefined);
  return {
    requests: answered.length,
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    pictures: sum(({ pictures }) => pictures),
    costUsd: isPriced ? sum(({ costUsd = 0 }) => costUsd) : undefined,
    tookMs: sum(({ tookMs }) => tookMs),
  };
}

const usedHeads = ["Requests", "Tokens in", "Tokens out", "Pictures", "Cost"];

/** The name of a row, and what it took. */
function usedCells(name: string, sum: Sum): Html[] {
  const { requests, inputTokens, outputTokens, pictures, costUsd } = sum;
  const counts = [requests, inputTokens, outputTokens, pictures].map(formatNumber);
  const cost = requests === 0 ? "–" : formatUsd(costUsd);
  return [name, ...counts, cost].map((cell) => html`${cell}`);
}

/** What each model answered and took. */
export function tableModels({ answered }: RunRecord): Html {
  const models = groupBy(answered, ({ provider, model }) => `${model}, ${provider}`);
  const rows = [...models].map(([name, each]) => {
    const sum = addUp(each);
    const eachMs = sum.tookMs / Math.max(1, sum.requests);
    return usedCells(name, sum).concat([html`${formatDuration(eachMs)}`]);
  });
  return table("Requests that were answered", ["Model", ...usedHeads, "Time each"], rows);
}

/** What each article took, and how it ended: those that failed first, then the dearest. */
export function tableArticles({ answered, articles }: RunRecord): Html {
  const byArticle = groupBy(answered, ({ article }) => article);
  const rows = articles
    .map((article) => ({ ...article, sum: addUp(byArticle.get(article.article) ?? []) }))
    .toSorted(
      (a, b) =>
        Number(b.status === "failed") - Number(a.status === "failed") ||
        (b.sum.costUsd ?? 0) - (a.sum.costUsd ?? 0) ||
        b.sum.outputTokens - a.sum.outputTokens,
    );
  const more = rows.length - mostArticles;
  return html`${table(
    plural(rows.length, "article"),
    ["Article", ...usedHeads, "Reused", "Time", "Ended"],
    rows
      .slice(0, mostArticles)
      .map(({ article, sum, reused, tookMs, status }) =>
        usedCells(article, sum).concat([
          html`${reused}`,
          html`${formatDuration(tookMs)}`,
          status === "failed" ? html`<span class="bad">not published</span>` : html`${status}`,
        ]),
      ),
  )}${more > 0 ? [html`<p class="note">and ${plural(more, "more article")}</p>`] : []}`;
}

function rowOf({ name, model, tookMs, outputTokens, costUsd }: Answered): string[] {
  return [name, model, formatDuration(tookMs), formatNumber(outputTokens), formatUsd(costUsd)];
}

/** The requests that took longest, and those that cost most. */
export function tableExtremes({ answered }: RunRecord): Html {
  const heads = ["Block", "Model", "Time", "Tokens out", "Cost"];
  const slowest = answered.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, mostRequests);
  const dearest = answered
    .filter(({ costUsd = 0 }) => costUsd > 0)
    .toSorted((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0))
    .slice(0, mostRequests);
  return html`${table("The slowest", heads, slowest.map(rowOf))}
  ${dearest.length > 0 ? [table("The dearest", heads, dearest.map(rowOf))] : []}`;
}

/** Attempts that failed, by what was wrong. */
export function tableAttempts({ failedAttempts }: RunRecord): Html {
  const kinds = groupBy(failedAttempts, ({ code, message }) => `${code}: ${message}`);
  const rows = [...kinds]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, 3 * mostRequests)
    .map(([said, each]) => [
      said,
      each.length,
      each.filter(({ retryInMs }) => retryInMs !== undefined).length,
    ]);
  return table("Attempts that failed", ["What went wrong", "Attempts", "Tried again"], rows);
}

/** How much a run took, in a few figures. */
export function listTotals({ articles, totals }: BuildResult, elapsedMs: number): Html {
  const failed = articles.filter(({ status }) => status === "failed").length;
  const count = (pick: "asked" | "reused"): number =>
    articles.reduce((sum, article) => sum + article[pick], 0);
  const isSandbox = articles.every(({ sandbox }) => sandbox);
  const cost = totals.unpriced > 0 && totals.costUsd === 0 ? undefined : totals.costUsd;
  const figures = [
    ["Time", formatDuration(elapsedMs)],
    ["Articles done", `${articles.length - failed} of ${articles.length}`],
    ["Answers new", formatNumber(count("asked"))],
    ["Answers reused", formatNumber(count("reused"))],
    ["Requests sent", formatNumber(totals.requests)],
    ["Attempts failed", formatNumber(totals.failedAttempts)],
    ...(totals.refusals > 0 ? [["No room in the flex tier", formatNumber(totals.refusals)]] : []),
    ["Tokens in", formatNumber(totals.inputTokens)],
    ["Tokens out", formatNumber(totals.outputTokens)],
    ["Pictures", formatNumber(totals.pictures)],
    ["Cost", isSandbox ? "none (sandbox)" : formatUsd(cost)],
  ] as const;
  return html`<dl>
    ${figures.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
