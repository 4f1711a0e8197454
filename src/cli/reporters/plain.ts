import { plural } from "../../job/diagnostics/plural.ts";
import { writeProgress } from "../terminal.ts";
import { finishRun, writeNote } from "./finish.ts";
import { describeSpent } from "./live-view.ts";
import { describeStep, Notes } from "./notes.ts";
import { describeWork, Progress } from "./progress.ts";
import type { Reporter, ReporterContext } from "./reporter.ts";

/** Of a run that may take more requests, not every step is a line. */
const fewRequests = 100;
/** How often such a run says how far it is, in milliseconds. */
const progressMs = 10_000;

/**
 * Lines on stderr, and the pages at the end on stdout. A small run tells each step; a large one tells
 * failures, warnings and articles, and now and then how far it is.
 */
export function createPlainReporter({
  verbosity,
  now,
}: Pick<ReporterContext, "verbosity" | "now">): Reporter {
  const progress = new Progress();
  const notes = new Notes();
  let tellsAll = verbosity === "verbose";
  let timer: NodeJS.Timeout | undefined;
  return {
    onEvent: (event) => {
      progress.take(event, now());
      if (verbosity === "quiet") {
        return;
      }
      if (event.type === "started" && event.mostRequests <= fewRequests) {
        tellsAll = true;
      }
      if (!tellsAll && event.type === "queued") {
        timer ??= setInterval(() => writeProgress(describeProgress(progress)), progressMs);
      }
      const note = tellsAll ? describeStep(event) : notes.take(event);
      if (note !== undefined) {
        writeNote(note);
      }
    },
    onStop: () => describeWork(progress),
    finish: (result, elapsedMs) => {
      const rest = notes.rest();
      if (rest !== undefined) {
        writeNote(rest);
      }
      finishRun(result, { elapsedMs, verbosity });
    },
    close: () => clearInterval(timer),
  };
}

function describeProgress(progress: Progress): string {
  const { finished, articles, failures } = progress;
  const { done, out, total } = progress.requests;
  const { requests, isExact } = total;
  return [
    `${done} of ${isExact ? "" : "about "}${plural(requests, "request")}`,
    `${out} asked`,
    `${finished} of ${plural(articles, "article")}`,
    ...(failures > 0 ? [plural(failures, "failure")] : []),
    describeSpent(progress),
  ].join("; ");
}
