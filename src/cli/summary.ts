import { relative } from "node:path";
import { plural } from "../files/plural.ts";
import { recordFile } from "../answers/record-name.ts";
import type { BuildResult } from "../build/build.ts";
import { exitCodes, isStop, NotKeptError, NotSentError, PreloError } from "../errors.ts";
import type { ArticleResult } from "../build/build-article.ts";
import type { Failure } from "../build/failures.ts";

/** Names in one line at the most. */
const namesShown = 20;

/** The exit code of a build: the gravest of what happened. */
export function exitCodeOf(result: BuildResult): number {
  if (result.stoppedBy instanceof PreloError) {
    return result.stoppedBy.exitCode;
  }
  const codes = result.articles.flatMap(({ failures }) =>
    failures.map(({ error }) => error.exitCode),
  );
  if (codes.includes(exitCodes.leak)) {
    return exitCodes.leak;
  }
  return codes.length > 0 ? exitCodes.failed : exitCodes.ok;
}

/** The lines at the end of a build: what failed and what to do, then the account. */
export function summarize(result: BuildResult, elapsedMs: number): readonly string[] {
  const { articles, totals, stoppedBy, orphaned } = result;
  const failed = articles.filter(({ status }) => status === "failed");
  const asked = sum(articles.map((article) => article.asked));
  const reused = sum(articles.map((article) => article.reused));
  const faults = failed.flatMap(({ failures }) => failures);
  const lines = [...describeFailures(faults.filter(({ error }) => !isStop(error, stoppedBy)))];
  if (stoppedBy instanceof PreloError) {
    lines.push(`${stoppedBy.code}: ${stoppedBy.message}. ${stoppedBy.hint ?? ""}`);
  }
  lines.push(
    ...listBlocks("Answered, but not kept", failed, (error) => error instanceof NotKeptError),
    ...listBlocks("Still without an answer", failed, (error) => isStop(error, stoppedBy)),
  );
  lines.push(
    `${plural(articles.length - failed.length, "article")} done${failed.length > 0 ? `, ${failed.length} not published: ${failed.map(({ slug }) => slug).join(", ")}` : ""}; ` +
      `${plural(asked, "answer")} new, ${reused} reused, in ${(elapsedMs / 1000).toFixed(1)} s`,
  );
  if (totals.requests > 0) {
    lines.push(
      `${plural(totals.requests, "request")} sent${totals.failedAttempts > 0 ? `, ${totals.failedAttempts} of them failed` : ""}; ` +
        `${totals.inputTokens} tokens in, ${totals.outputTokens} out; ${plural(totals.pictures, "picture")}; ${describeCost(result)}`,
    );
  }
  if (orphaned.length > 0) {
    lines.push(
      `${plural(orphaned.length, "answer")} that no block uses any more; \`prelo prune\` removes them: ` +
        orphaned.map((name) => `${name.slug}/${recordFile(name)}`).join(", "),
    );
  }
  return lines;
}

/** What a run cost, in words. */
export function describeCost({ totals, articles }: BuildResult): string {
  if (articles.every(({ sandbox }) => sandbox)) {
    return "no cost (sandbox)";
  }
  const known = `$${totals.costUsd.toFixed(4)}`;
  const maybe =
    totals.maybeBilled > 0 ? `; ${totals.maybeBilled} failed attempts may be billed as well` : "";
  if (totals.unpriced === 0) {
    return known + maybe;
  }
  if (totals.costUsd === 0) {
    return `cost unknown (no prices given)${maybe}`;
  }
  return `${known} and ${totals.unpriced} of unknown price${maybe}`;
}

/** What many blocks failed of alike is said once, with the blocks it met and those that it kept back. */
function describeFailures(failures: readonly Failure[]): readonly string[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const { code, message, hint } = reasonOf(failure);
    // Each names a file of its own; what is wrong is the same.
    const said = failure.error instanceof NotKeptError ? hint : message;
    const key = `${code} ${said}`;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].flatMap((group) => {
    const met = group.filter(({ error }) => !(error instanceof NotSentError));
    const [first] = met.length > 0 ? met : group;
    if (first === undefined) {
      return [];
    }
    const { ref, block } = first;
    const { code, message, hint } = reasonOf(first);
    const where = `${ref.file}:${ref.line}:${ref.column}`;
    const said = `${where} error ${code}${block === undefined ? "" : ` in "${block}"`}: ${message}`;
    const notSent = group.filter(({ error }) => error instanceof NotSentError);
    return [
      said,
      ...(hint === undefined ? [] : [`  ${hint}`]),
      ...listPlaces("The same at", met.slice(1)),
      ...listPlaces("Not sent", notSent),
    ].join("\n");
  });
}

/** Why a request was not sent is told once, by the one that met it. */
function reasonOf({ error }: Failure): PreloError {
  return error instanceof NotSentError ? error.reason : error;
}

/** The blocks that met such an error: the first so many by name. */
function listBlocks(
  title: string,
  articles: readonly ArticleResult[],
  met: (error: PreloError) => boolean,
): readonly string[] {
  const names = articles.flatMap(({ slug, failures }) =>
    failures.filter(({ error }) => met(error)).map(({ block }) => `${slug}/${block ?? ""}`),
  );
  if (names.length === 0) {
    return [];
  }
  const more = names.length - namesShown;
  const shown = names.slice(0, namesShown).join(", ");
  return [`${title}: ${shown}${more > 0 ? `, and ${more} more` : ""}`];
}

const listedPlaces = 10;

function listPlaces(title: string, failures: readonly Failure[]): readonly string[] {
  if (failures.length === 0) {
    return [];
  }
  const places = failures
    .slice(0, listedPlaces)
    .map(({ block, ref }) => `${block ?? "the page"} (${ref.file}:${ref.line})`);
  const more = failures.length - places.length;
  return [`  ${title}: ${places.join(", ")}${more > 0 ? `, and ${more} more` : ""}`];
}

/** The pages that stand now, relative to where the command was called. */
export function listPages(result: BuildResult, from: string): readonly string[] {
  return result.articles.flatMap(({ folder, pages }) =>
    pages.map((page) => relative(from, `${folder}/${page}`)),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
