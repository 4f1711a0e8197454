import type { RecordName } from "../../answers/record-name.ts";
import type { ArticleReport, BlockReport, PlanReport } from "../../build/plan-report.ts";
import type { PreloError } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { dayMs, noticeDays } from "../../plan/days.ts";
import { fitText } from "../paint.ts";
import { describeCached } from "../describe-cached.ts";
import { describeOrphans } from "../describe-orphans.ts";
import { listSome } from "../list-some.ts";
import { renderLanguages } from "./languages.ts";
import { countStatuses, isNews } from "./news.ts";

/** The widest column of ids, in characters; a longer id takes the room that it needs. */
const longestPadding = 32;

/** So many articles are shown with their blocks, and so many blocks of each; then so many in a line. */
const mostArticles = 10;
const mostBlocks = 20;
const mostLines = 40;
/** Columns of what is said of one block: a prompt that was written anew is as long as it is. */
const mostColumns = 400;

/**
 * A plan for a person: what changed and what would be asked, in short; what is fresh is counted.
 * @param all whether every block has its line
 * @param nowMs today, for the age of the prices
 */
export function renderPlan(report: PlanReport, all: boolean, nowMs: number): readonly string[] {
  const articles = all
    ? report.articles.map((each) => renderArticle(each, true))
    : renderNews(report);
  return [
    ...articles.flat(),
    ...renderTotal(report, nowMs),
    ...renderLanguages(report.articles),
    ...(report.leftOut > 0
      ? [`${plural(report.leftOut, "more article")} left out by --limit.`]
      : []),
    ...describeOrphans(report.orphaned, ({ slug, id }) => `${slug}/${id}`),
  ];
}

function renderNews({ articles }: PlanReport): readonly (readonly string[])[] {
  const changed = articles.filter(
    ({ blocks, unusable }) => unusable !== undefined || blocks.some(isNews),
  );
  const short = changed.slice(mostArticles, mostArticles + mostLines);
  const rest = changed.slice(mostArticles + mostLines);
  const news = new Set(changed);
  const unchanged = articles.filter((article) => !news.has(article));
  const fresh = plural(blocksOf(unchanged).length, "fresh answer");
  const others = changed.length > 0 ? "more " : "";
  const brief = [
    ...short.map(({ article, blocks }) => `${article.slug}: ${describeCounts(blocks)}`),
    ...(rest.length > 0
      ? [`${plural(rest.length, "more article")}: ${describeCounts(blocksOf(rest))}`]
      : []),
    ...(unchanged.length > 0
      ? [`${plural(unchanged.length, `${others}article`)} unchanged: ${fresh}`]
      : []),
  ];
  return [
    ...changed.slice(0, mostArticles).map((article) => renderArticle(article, false)),
    ...(brief.length > 0 ? [[...brief, ""]] : []),
  ];
}

function blocksOf(articles: readonly ArticleReport[]): readonly BlockReport[] {
  return articles.flatMap(({ blocks }) => blocks);
}

function renderArticle(
  { article, sandboxReason, blocks, unusable }: ArticleReport,
  all: boolean,
): readonly string[] {
  const news = all ? blocks : blocks.filter(isNews);
  const lines = foldOpen(news);
  const shown = all ? lines : lines.slice(0, mostBlocks);
  // A single long id is no reason to push every reason to the right.
  const width = Math.min(longestPadding, Math.max(0, ...shown.map(({ name }) => name.length)));
  const left = lines.slice(shown.length).flatMap(({ reports }) => reports);
  const fresh = blocks.length - news.length;
  const sandbox = sandboxReason === undefined ? "" : `, sandbox: ${sandboxReason}`;
  return [
    `${article.slug} (${placeOf(article)})${sandbox}`,
    ...shown.map((line) =>
      fitText(renderBlock(line, article.slug, width), all ? Infinity : mostColumns),
    ),
    ...(left.length > 0 ? [`  and ${left.length} more: ${describeCounts(left)}`] : []),
    ...(fresh > 0 ? [`  ${plural(fresh, "fresh answer")}`] : []),
    ...(unusable === undefined ? [] : describeUnusable(unusable)),
    "",
  ];
}

function placeOf({ file, row }: ArticleReport["article"]): string {
  return row === undefined ? file : `${file}, ${row.ref.file}:${row.ref.line}`;
}

/** What has one line: a block, or those that a repeat may make of one. */
interface Line {
  readonly name: string;
  readonly reports: readonly [BlockReport, ...BlockReport[]];
}

/** One line for all that a repeat may make of a block as long as its list is to come. */
function foldOpen(blocks: readonly BlockReport[]): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const report of blocks) {
    const { id, repeated, waitsFor } = report.block;
    const name = waitsFor === undefined || repeated === undefined ? id : `${repeated.of}-…`;
    const { reports: [first, ...others] = [report] } = lines.get(name) ?? {};
    lines.set(name, {
      name,
      reports: first === report ? [report] : [first, ...others, report],
    });
  }
  return [...lines.values()];
}

function renderBlock({ name, reports }: Line, slug: string, width: number): string {
  const [report, ...others] = reports;
  const { status, requests, reasons, warning, assessment } = report;
  const moved = assessment?.movedFrom ?? report.movedFrom;
  const why = [
    ...(others.length > 0 ? [`up to ${reports.length}`] : []),
    ...reasons,
    ...(moved === undefined ? [] : [describeMove(moved, slug)]),
    ...(assessment?.adopts
      ? ["the attempt that was set aside now passes its checks, and will be used"]
      : []),
    ...((assessment?.unfit ?? assessment?.refused)
      ? ["a build stops at it and asks for nothing"]
      : []),
    ...(warning === undefined ? [] : [warning]),
  ].join("; ");
  const does = requests > 0 ? "ask " : "keep";
  return `  ${does}  ${status.padEnd(7)}  ${name.padEnd(width)}  ${why}`.trimEnd();
}

/** `43 to ask (41 missing, 2 stale), 3 edited, 120 fresh` */
function describeCounts(blocks: readonly BlockReport[]): string {
  const asked = blocks.filter(({ requests }) => requests > 0);
  const kept = blocks.filter(({ requests }) => requests === 0);
  return [
    ...(asked.length > 0 ? [`${asked.length} to ask (${listStatuses(asked)})`] : []),
    ...(kept.length > 0 ? [listStatuses(kept)] : []),
  ].join(", ");
}

function listStatuses(blocks: readonly BlockReport[]): string {
  return Object.entries(countStatuses(blocks))
    .map(([status, count]) => `${count} ${status}`)
    .join(", ");
}

function renderTotal(
  { articles, total, unpriced, unbounded, ended, pricesAsOf }: PlanReport,
  nowMs: number,
): readonly string[] {
  if (total.requests === 0) {
    return ["Nothing to ask: a build sends no request."];
  }
  const { about } = total;
  const isOpen = blocksOf(articles).some(({ block }) => block.waitsFor !== undefined);
  const again =
    total.maxRequests > total.requests ? `, up to ${total.maxRequests} where checks ask again` : "";
  const pictures = total.pictures > 0 ? `, ${plural(total.pictures, "picture")}` : "";
  const inBatches = blocksOf(articles).reduce(
    (sum, block) => sum + ("batchUsd" in block ? block.requests : 0),
    0,
  );
  const byBatch = inBatches === 0 ? "" : `, ${inBatches} of them by batch`;
  const exact =
    total.exactRequests === 0
      ? ""
      : ` (counted for ${total.exactRequests} of ${plural(total.requests, "request")})`;
  const most = `${total.inputTokens} tokens in${exact}, ${total.outputTokens} out${pictures}`;
  return [
    `A build would send ${isOpen ? "up to " : ""}${plural(total.requests, "request")}${byBatch}${again}: at most ${most}.`,
    ...(about === undefined
      ? describeShared(total)
      : [
          `About ${about.inputTokens} tokens in${describeCached(about)}, ${about.outputTokens} out, judging by this project's recorded answers.`,
        ]),
    ...renderCost({ total, unpriced, unbounded }),
    ...(ended.length === 0
      ? []
      : [`A build would stop at ${listSome(ended)}: the model has ended (MODEL_ENDED).`]),
    ...(pricesAsOf === undefined ? [] : renderAge(pricesAsOf, nowMs)),
  ];
}

/** What is likely to be cached, as long as no answer tells. */
function describeShared({ input: { shared, all } }: PlanReport["total"]): readonly string[] {
  return shared === 0
    ? []
    : [
        `About ${Math.round((100 * shared) / all)} % of the input (${shared} tokens) is a beginning that an earlier request has as well: a provider that caches it reads it at about a tenth of the price. An estimate; "at most" does not count on it.`,
      ];
}

function renderAge(asOf: string, nowMs: number): readonly string[] {
  const days = Math.floor((nowMs - Date.parse(asOf)) / dayMs);
  return days > noticeDays
    ? [
        `Its prices are those of ${asOf}, ${days} days ago: what has changed since goes into \`prices\` of the job file.`,
      ]
    : [];
}

function renderCost({
  total: { usd, about, batchUsd },
  unpriced,
  unbounded,
}: Pick<PlanReport, "total" | "unpriced" | "unbounded">): readonly string[] {
  const guess = about?.usd === undefined ? "" : `, about $${about.usd.toFixed(4)}`;
  if (usd !== undefined) {
    const inBatch =
      batchUsd === undefined || batchUsd === usd
        ? ""
        : `; at most $${batchUsd.toFixed(4)} where batches answer what goes by them`;
    return [`Cost: at most $${usd.toFixed(4)}${inBatch}${guess}.`];
  }
  return [
    ...(unpriced.length > 0
      ? [`Cost unknown: no price is given for ${listSome(unpriced)}.`]
      : [`Cost: no upper bound${guess}.`]),
    ...(unbounded.length > 0
      ? [`Nothing bounds the cost of ${listSome(unbounded)}: it is known only afterwards.`]
      : []),
  ];
}

function describeUnusable({ code, message, hint = "" }: PreloError): readonly string[] {
  return [`  error ${code}: ${message}`, `    ${hint}`];
}

/** Where an answer stands that a build gives its block's name: in the article, or elsewhere. */
function describeMove({ slug, id }: RecordName, article: string): string {
  return `moved from ${slug === article ? "" : `${slug}/`}${id}`;
}
