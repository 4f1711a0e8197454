import { writeFileSync } from "node:fs";
import { toWriteError } from "../../files/files.ts";
import type { Reporter, ReporterContext } from "../reporters/reporter.ts";
import { writeProgress } from "../terminal.ts";
import { renderReport } from "./page.ts";
import { RunRecord } from "./run-record.ts";

/** Where the report goes when no file is named. */
const defaultFile = "prelo-report.html";

/**
 * Whoever wants the report of a run: a page that shows where its time and money went.
 * @param file where to; true for the usual name, undefined for no report
 */
export function openReport(
  { now, verbosity }: ReporterContext,
  file: string | true | undefined,
): readonly Reporter[] {
  if (file === undefined) {
    return [];
  }
  const path = file === true ? defaultFile : file;
  const record = new RunRecord();
  const reporter: Reporter = {
    onEvent: (event) => record.take(event, now()),
    finish: (result, elapsedMs) => {
      record.close();
      try {
        writeFileSync(path, renderReport(record, result, elapsedMs));
      } catch (error) {
        throw toWriteError(error, path);
      }
      if (verbosity !== "quiet") {
        writeProgress(`The run's report is in ${path}`);
      }
    },
  };
  return [reporter];
}
