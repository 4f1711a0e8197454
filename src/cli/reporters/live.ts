import { canDraw, screenColumns, showFoot } from "../terminal.ts";
import { finishRun, writeNote } from "./finish.ts";
import { viewProgress } from "./live-view.ts";
import { describeStep, Notes } from "./notes.ts";
import { createPlainReporter } from "./plain.ts";
import { describeWork, Progress } from "./progress.ts";
import type { Reporter, ReporterContext } from "./reporter.ts";

/** Nobody reads faster; in milliseconds. */
const redrawMs = 100;

/**
 * A few lines at the bottom of the terminal that say how far the run is; what failed and what is done
 * passes by above them. Where nothing can be drawn, plain lines.
 */
export function createLiveReporter(context: ReporterContext): Reporter {
  const { verbosity, now } = context;
  if (verbosity === "quiet" || !canDraw()) {
    return createPlainReporter(context);
  }
  const progress = new Progress();
  const notes = new Notes();
  let height = 0;
  const draw = (): void => {
    const lines = viewProgress(progress, { columns: screenColumns(), nowMs: now() });
    // A line that comes and goes would move all others.
    height = Math.max(height, lines.length);
    showFoot(Array.from({ length: height }, (_, index) => lines[index] ?? []));
  };
  // Times go on by themselves, and a terminal may become another width.
  const timer = setInterval(draw, redrawMs);
  process.stderr.on("resize", draw);
  const close = (): void => {
    clearInterval(timer);
    process.stderr.off("resize", draw);
    showFoot([]);
  };
  return {
    onEvent: (event) => {
      progress.take(event, now());
      const note = verbosity === "verbose" ? describeStep(event) : notes.take(event);
      if (note !== undefined) {
        writeNote(note);
      }
    },
    onStop: () => {
      progress.isStopping = true;
      draw();
      return describeWork(progress);
    },
    finish: (result, elapsedMs) => {
      close();
      const rest = notes.rest();
      if (rest !== undefined) {
        writeNote(rest);
      }
      finishRun(result, { elapsedMs, verbosity });
    },
    close,
  };
}
