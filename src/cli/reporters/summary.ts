import { basename } from "node:path";
import { plural, pronoun } from "../../job/diagnostics/plural.ts";
import { recordPath } from "../../answers/record-name.ts";
import type { BuildResult } from "../../build/build.ts";
import { exitCodes, PreloError } from "../../errors.ts";
import { isStop } from "../../requests/not-sent.ts";
import { NotKeptError } from "../../answers/not-kept.ts";
import { describeFailures, listBlocks } from "./describe-failures.ts";
import { describeOrphans } from "../describe-orphans.ts";
import { describeCached } from "../describe-cached.ts";
import { listSome } from "../list-some.ts";
import type { Note } from "./notes.ts";
import { sumOf } from "./queue-progress.ts";

/** The exit code of a build: the gravest of what happened. */
export function exitCodeOf(result: BuildResult): number {
  if (result.stoppedBy instanceof PreloError) {
    return result.stoppedBy.exitCode;
  }
  if (result.out !== undefined && result.out.articles > 0) {
    return exitCodes.batchesOut;
  }
  const codes = result.articles.flatMap(({ failures }) =>
    failures.map(({ error }) => error.exitCode),
  );
  codes.push(...(result.siteFailure === undefined ? [] : [result.siteFailure.exitCode]));
  if (codes.includes(exitCodes.leak)) {
    return exitCodes.leak;
  }
  // Budgets of articles, and what waited for them.
  if (codes.length > 0 && codes.every((code) => code === exitCodes.budget)) {
    return exitCodes.budget;
  }
  return codes.length > 0 ? exitCodes.failed : exitCodes.ok;
}

/** What failed, where, and what to do; and why the run stopped early. */
export function summarizeFailures({
  articles,
  stoppedBy,
  siteFailure,
}: BuildResult): readonly Note[] {
  const failed = articles.filter(({ status }) => status === "failed");
  const faults = failed.flatMap(({ failures }) => failures);
  const lines = [...describeFailures(faults.filter(({ error }) => !isStop(error, stoppedBy)))];
  if (siteFailure !== undefined) {
    lines.push(`${siteFailure.code}: ${siteFailure.message}. ${siteFailure.hint ?? ""}`.trimEnd());
  }
  if (stoppedBy instanceof PreloError) {
    lines.push(`${stoppedBy.code}: ${stoppedBy.message}. ${stoppedBy.hint ?? ""}`.trimEnd());
  }
  lines.push(
    ...listBlocks("Answered, but not kept", failed, (error) => error instanceof NotKeptError),
    ...listBlocks("Still without an answer", failed, (error) => isStop(error, stoppedBy)),
  );
  return lines.map((text) => ({ text, tone: "bad" }));
}

/** The account of a build: what is done, what it took, what is left, what to do next. */
export function summarizeWork(result: BuildResult, elapsedMs: number): readonly Note[] {
  const { articles, totals, orphaned, leftOut } = result;
  const failed = articles.filter(({ status }) => status === "failed");
  const held = articles.filter(({ status }) => status === "held");
  const asked = sumOf(articles, (article) => article.asked);
  const reused = sumOf(articles, (article) => article.reused);
  const list = (those: typeof failed, how: string): string =>
    those.length === 0
      ? ""
      : `, ${those.length} ${how}: ${listSome(those.map(({ slug }) => slug))}`;
  const notPublished = list(failed, "not published") + list(held, "held back for review");
  const lines: Note[] = [
    {
      text:
        `${plural(articles.length - failed.length - held.length, "article")} done${notPublished}; ` +
        `${plural(asked, "answer")} new, ${reused} reused, in ${(elapsedMs / 1000).toFixed(1)} s`,
      tone: failed.length > 0 ? "bad" : "good",
    },
  ];
  if (totals.requests + totals.refusals > 0) {
    const failures = totals.failedAttempts > 0 ? `, ${totals.failedAttempts} of them failed` : "";
    const flex = describeFlex(totals);
    const tokens = `${totals.inputTokens} tokens in${describeCached(totals)}, ${totals.outputTokens} out`;
    const pictures = plural(totals.pictures, "picture");
    const sent = `${plural(totals.requests, "request")} sent${failures}`;
    lines.push({ text: `${sent}${flex}; ${tokens}; ${pictures}; ${describeCost(result)}` });
  }
  if (result.out !== undefined) {
    lines.push({ text: describeOut(result.out) });
  }
  if (leftOut !== undefined) {
    lines.push({ text: `${plural(leftOut, "more article")} left out by --limit` });
  }
  for (const text of describeOrphans(orphaned, recordPath)) {
    lines.push({ text });
  }
  if (result.orphanedFolders.length > 0) {
    const { job, orphanedFolders: gone } = result;
    const folders = listSome(gone.map((slug) => `${basename(job.output.dir)}/${slug}`));
    const count = plural(gone.length, "published folder");
    lines.push({
      text: `${count} that no article uses; \`prelo prune\` removes ${pronoun(result.orphanedFolders.length)}: ${folders}`,
    });
  }
  // Why a run stopped says already how to go on.
  return failed.length === 0 || result.stoppedBy !== undefined
    ? lines
    : [...lines, { text: describeNext(articles) }];
}

/** How often the flex tier had no room, and what was asked at the usual price for it. */
function describeFlex({ refusals, fellBack }: BuildResult["totals"]): string {
  const refused = refusals === 0 ? "" : `; ${plural(refusals, "time")} no room in the flex tier`;
  return fellBack === 0 ? refused : `${refused}; ${fellBack} asked at the usual price instead`;
}

/** What is out, and how it comes home. */
function describeOut({
  batches,
  requests,
  articles,
  boundUsd,
}: NonNullable<BuildResult["out"]>): string {
  const what = `${plural(batches, "batch", "batches")} with ${plural(requests, "request")} out${boundUsd === undefined ? "" : `, at most $${boundUsd.toFixed(4)}`}`;
  const who =
    articles > 0
      ? `, ${plural(articles, "article waits", "articles wait")} for ${pronoun(batches)}`
      : "";
  return `${what}${who}: run the same command later, here or on any machine that has the folder`;
}

/** What a user does about an article that is not published. */
function describeNext(articles: BuildResult["articles"]): string {
  const kept = sumOf(articles, ({ asked, reused }) => asked + reused);
  const keeps = kept > 0 ? `${plural(kept, "answer is", "answers are")} kept; only` : "Only";
  return `Next: fix what failed, then run the same command again. ${keeps} what is missing is asked for.`;
}

/** What a run cost, in words. */
export function describeCost({ totals, articles }: BuildResult): string {
  if (articles.length > 0 && articles.every(({ sandbox }) => sandbox)) {
    return "no cost (sandbox)";
  }
  const known = `$${totals.costUsd.toFixed(4)}`;
  const maybe =
    totals.maybeBilled > 0
      ? `; ${plural(totals.maybeBilled, "failed attempt")} may be billed as well`
      : "";
  if (totals.unpriced === 0) {
    return known + maybe;
  }
  if (totals.costUsd === 0) {
    return `cost unknown (no prices given)${maybe}`;
  }
  return `${known} and ${totals.unpriced} of unknown price${maybe}`;
}
