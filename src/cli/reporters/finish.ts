import { relative } from "node:path";
import { plural } from "../../job/diagnostics/plural.ts";
import type { BuildResult } from "../../build/build.ts";
import { writeProgress, writeResult } from "../terminal.ts";
import type { Note } from "./notes.ts";
import type { Verbosity } from "./reporter.ts";
import { summarizeFailures, summarizeWork } from "./summary.ts";

/** So many pages are listed, unless all are asked for. */
const mostPages = 10;

/** Writes a line. */
export function writeNote({ text, tone }: Note): void {
  writeProgress(text, tone);
}

/** Writes what failed and what to do, then the account. */
function writeSummary(result: BuildResult, elapsedMs: number): void {
  for (const note of [...summarizeFailures(result), ...summarizeWork(result, elapsedMs)]) {
    writeNote(note);
  }
}

/**
 * The end of a run for a person: what failed and what to do, the account, and the pages, which are
 * the result and go to stdout.
 */
export function finishRun(
  result: BuildResult,
  { elapsedMs, verbosity }: { readonly elapsedMs: number; readonly verbosity: Verbosity },
): void {
  const isQuiet = verbosity === "quiet";
  if (isQuiet) {
    for (const note of summarizeFailures(result)) {
      writeNote(note);
    }
  } else {
    writeSummary(result, elapsedMs);
  }
  const pages = listPages(result, process.cwd());
  const shown = verbosity === "verbose" ? pages : pages.slice(0, mostPages);
  for (const page of shown) {
    writeResult(page);
  }
  const more = pages.length - shown.length;
  if (more > 0 && !isQuiet) {
    writeProgress(`and ${plural(more, "more page")}; --verbose lists all`);
  }
}

/** The pages that stand now, relative to where the command was called. */
function listPages(result: BuildResult, from: string): readonly string[] {
  return result.articles.flatMap(({ folder, pages }) =>
    pages.map((page) => relative(from, `${folder}/${page}`)),
  );
}
