import { exitCodes, PreloError } from "../errors.ts";
import { writeProgress } from "./terminal.ts";

/** How long requests in flight may take to end after the first signal, in milliseconds. */
const graceMs = 5000;
/** After the second signal even a stuck program ends. */
const lastMs = 1000;

export interface StopSignals {
  readonly stopping: AbortController;
  readonly aborting: AbortSignal;
  dispose(): void;
}

/**
 * Turns Ctrl-C and SIGTERM into a stop: the first lets requests in flight end and be recorded,
 * for a few seconds; the second ends everything at once.
 */
export function listenForSignals(): StopSignals {
  const stopping = new AbortController();
  const aborting = new AbortController();
  const interrupted = new PreloError("INTERRUPTED", "interrupted", {
    hint: "What came back is kept: run the same command to go on.",
  });
  let timer: NodeJS.Timeout | undefined;
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals === 1) {
      writeProgress(
        `Stopping: what is under way gets ${graceMs / 1000} s and is recorded. Ctrl-C again: at once.`,
      );
      stopping.abort(interrupted);
      timer = setTimeout(() => aborting.abort(interrupted), graceMs);
      timer.unref();
      return;
    }
    aborting.abort(interrupted);
    setTimeout(() => process.exit(exitCodes.interrupted), lastMs).unref();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    stopping,
    aborting: aborting.signal,
    dispose: () => {
      clearTimeout(timer);
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
