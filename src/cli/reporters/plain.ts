import { listPages, summarize } from "../summary.ts";
import { writeProgress, writeResult } from "../terminal.ts";
import { describeEvent } from "./describe-event.ts";
import type { Reporter } from "./reporter.ts";

/** One line for each thing that happens, on stderr; the pages at the end, on stdout. */
export function createPlainReporter(): Reporter {
  return {
    onEvent: (event) => {
      const line = describeEvent(event);
      if (line !== undefined) {
        writeProgress(line);
      }
    },
    finish: (result, elapsedMs) => {
      for (const line of summarize(result, elapsedMs)) {
        writeProgress(line);
      }
      for (const page of listPages(result, process.cwd())) {
        writeResult(page);
      }
    },
  };
}
