import { dirname, join } from "node:path";
import type { ArticleResult } from "../../build/article-result.ts";
import type { BuildResult } from "../../build/build.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { fromBuild } from "../problems/problem.ts";
import { describeCost } from "../reporters/summary.ts";
import { escapeText, link, row } from "./escape.ts";
import type { Links } from "./links.ts";
import { listProblems } from "./problem-rows.ts";
import type { BlockNote, RunNotes } from "./run-notes.ts";

/** The text of a pull request may be about as long; the page of a step may hold sixteen times as much. */
const longestBytes = 60_000;

/** What a build did, as Markdown for a CI system's page and for a pull request. */
export function summarizeBuild(
  result: BuildResult,
  notes: RunNotes,
  jobFile: string,
  links: Links,
): string {
  const { articles, totals } = result;
  const problems = [...fromBuild(result), ...notes.warnings];
  const parts = [
    `## Prelo: ${describeArticles(articles)}`,
    "",
    `${plural(sum(articles, "asked"), "answer")} new, ${sum(articles, "reused")} reused; ` +
      `${plural(totals.requests, "request")}, ${plural(totals.pictures, "picture")}, ${describeCost(result)}.`,
    "",
    ...listProblems(problems, jobFile, links),
  ];
  const changed = articles.filter(({ slug, status }) => status !== "unchanged" || notes.has(slug));
  let left = changed.length;
  let bytes = Buffer.byteLength(parts.join("\n"));
  for (const article of changed) {
    const section = describeArticle(article, notes.of(article.slug), jobFile, links).join("\n");
    bytes += Buffer.byteLength(section);
    if (bytes > longestBytes) {
      break;
    }
    parts.push(section);
    left -= 1;
  }
  if (left > 0) {
    parts.push(`${plural(left, "more article")}: the log of the run has them all.`, "");
  }
  return parts.join("\n");
}

function describeArticles(articles: readonly ArticleResult[]): string {
  const counts = (["published", "unchanged", "held", "failed"] as const).map((status) => {
    const count = articles.filter((article) => article.status === status).length;
    const said = status === "held" ? "held back for review" : status;
    return count === 0 ? undefined : `${plural(count, "article")} ${said}`;
  });
  return counts.filter((count) => count !== undefined).join(", ") || "no articles";
}

/** One article: its pages, and a table of the blocks that were asked again or failed. */
function describeArticle(
  { slug, file, status, folder, pages, sandbox, failures }: ArticleResult,
  blocks: ReadonlyMap<string, BlockNote>,
  jobFile: string,
  links: Links,
): readonly string[] {
  const source = link(slug, links.source(join(dirname(jobFile), file), 1));
  const shown = pages.map((page) => link(page, links.page(join(folder, page)))).join(", ");
  const head = [
    `### ${source}`,
    "",
    `${status}${shown === "" ? "" : `: ${shown}`}${sandbox ? " (answered by the sandbox)" : ""}`,
    "",
  ];
  const failed = new Map(failures.map(({ block, error }) => [block ?? "the page", error.code]));
  const ids = [...new Set([...blocks.keys(), ...failed.keys()])];
  if (ids.length === 0) {
    return head;
  }
  const rows = ids.map((id) => {
    const code = failed.get(id);
    const why = describeWhy(blocks.get(id));
    const what = code === undefined ? why : [`failed: \`${code}\``, why].filter(Boolean).join("; ");
    return row(escapeText(id), what, blocks.get(id)?.cost(sandbox) ?? "");
  });
  return [...head, row("Block", "What changed", "Cost"), row("---", "---", "---:"), ...rows, ""];
}

function describeWhy(note: BlockNote | undefined): string {
  if (note === undefined) {
    return "";
  }
  const { status, reasons, edited } = note;
  if (edited) {
    return "edited by a person; kept";
  }
  const again = status === "missing" ? "new" : "asked again";
  return reasons.length === 0 ? again : `${again}: ${reasons.map(escapeText).join("; ")}`;
}

function sum(articles: readonly ArticleResult[], key: "asked" | "reused"): number {
  return articles.reduce((total, article) => total + article[key], 0);
}
