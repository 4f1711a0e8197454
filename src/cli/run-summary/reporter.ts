import { fromError } from "../problems/problem.ts";
import type { Reporter, ReporterContext } from "../reporters/reporter.ts";
import { createLinks } from "./links.ts";
import { summarizeBuild } from "./of-build.ts";
import { summarizeCheck } from "./of-check.ts";
import { RunNotes } from "./run-notes.ts";
import { writeSummary } from "./write.ts";

/**
 * Whoever reads the run's summary in Markdown: GitHub's page of the step, and the file that was asked for.
 * @param file undefined when none was
 */
export function openSummary(
  { jobFile, variables }: ReporterContext,
  file: string | undefined,
): readonly Reporter[] {
  if (file === undefined && !variables["GITHUB_STEP_SUMMARY"]) {
    return [];
  }
  const links = createLinks(variables);
  const notes = new RunNotes();
  const reporter: Reporter = {
    onEvent: (event) => notes.add(event),
    finish: (result) => {
      writeSummary(summarizeBuild(result, notes, jobFile, links), file, variables);
    },
    fail: (error) => {
      writeSummary(summarizeCheck(fromError(error), jobFile, links, "build"), file, variables);
    },
  };
  return [reporter];
}
