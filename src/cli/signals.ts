import { isatty } from "node:tty";
import { exitCodes, PreloError } from "../errors.ts";
import { writeProgress } from "./terminal.ts";

/** The signals that stop a run, with the exit codes that shells know them by. */
const stopCodes = {
  SIGHUP: exitCodes.hungUp,
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
} as const;
type StopSignal = keyof typeof stopCodes;
export const stopSignals = ["SIGHUP", "SIGINT", "SIGTERM"] as const satisfies readonly StopSignal[];

/**
 * What comes so soon after the first signal is the same one: npm passes on what the terminal has
 * sent to both, and a terminal that closes hangs up more than once. In milliseconds.
 */
const sameMs = 200;
/** After the second signal even a stuck program ends. */
const lastMs = 1000;

/**
 * With its terminal gone, Node aborts when it exits, for it cannot set the terminal back. To a shell,
 * dying of the signal is the same 129; by now all is done.
 */
function dieOfHangUp(): void {
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

/** A signal asked for the end; which one it was decides the exit code. */
class InterruptedError extends PreloError {
  override readonly name = "InterruptedError";
  readonly #exitCode: number;

  constructor(signal: string, exitCode: number) {
    super("INTERRUPTED", `stopped by ${signal}`, {
      hint: "What came back is kept: run the same command to go on.",
    });
    this.#exitCode = exitCode;
  }

  override get exitCode(): number {
    return this.#exitCode;
  }
}

export interface StopSignals {
  /** Aborts at the first signal, with the error to report. */
  readonly stopping: AbortSignal;
  /** Aborts at the second. */
  readonly aborting: AbortSignal;
  dispose(): void;
}

const describeAnyWork = (): string => "what is under way is finished and recorded";

/**
 * Turns Ctrl-C, SIGTERM and a terminal that closes into a stop. At the first, nothing more is sent, and
 * what is under way is awaited, for as long as requests may take, and recorded; the second ends
 * everything at once.
 * @param onStop called at the first; says what is under way
 */
export function listenForSignals(onStop = describeAnyWork): StopSignals {
  const stopping = new AbortController();
  const aborting = new AbortController();
  const hasTerminal = [0, 1, 2].some((file) => isatty(file));
  let isSame = false;
  const onSignal = (signal: StopSignal): void => {
    if (isSame) {
      return;
    }
    if (!stopping.signal.aborted) {
      stopping.abort(new InterruptedError(signal, stopCodes[signal]));
      if (signal === "SIGHUP" && hasTerminal) {
        process.on("exit", dieOfHangUp);
      }
      const underWay = onStop();
      isSame = true;
      setTimeout(() => {
        isSame = false;
        writeProgress(`Stopping: nothing more is sent; ${underWay}. Ctrl-C again quits at once.`);
      }, sameMs).unref();
      return;
    }
    aborting.abort(stopping.signal.reason);
    setTimeout(() => process.exit(stopCodes[signal]), lastMs).unref();
  };
  for (const signal of stopSignals) {
    process.on(signal, onSignal);
  }
  return {
    stopping: stopping.signal,
    aborting: aborting.signal,
    dispose: () => {
      for (const signal of stopSignals) {
        process.off(signal, onSignal);
      }
    },
  };
}
