import type { BuildResult } from "../../build/build.ts";
import type { Emit } from "../../requests/events.ts";
import type { Variables } from "../../secrets/collect.ts";

/** How much is said: only what failed, what a person wants to follow, or every step. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** Shows one run to its reader: a person, a program, a CI system. */
export interface Reporter {
  /** What happens, as it happens. */
  readonly onEvent: Emit;
  /** Is told which variables hold the providers' keys, before anything is sent. */
  readonly onKeyNames?: (names: ReadonlySet<string>) => void;
  /** Called at the first Ctrl-C. @returns what is under way, as the rest of a sentence */
  readonly onStop?: () => string;
  /** The run is over: what failed, what was published, what it took. */
  readonly finish: (result: BuildResult, elapsedMs: number) => void;
  /** There is no result: a job with mistakes, a folder that is locked, a defect. */
  readonly fail?: (error: unknown) => void;
  /** Called in any case, also when there is no result: gives the terminal back. */
  readonly close?: () => void;
}

/** What a reporter may know of the run besides its events. */
export interface ReporterContext {
  /** Absolute; the files that events name are relative to its folder. */
  readonly jobFile: string;
  readonly variables: Variables;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly verbosity: Verbosity;
}

/** Several readers of one run. */
export function joinReporters(reporters: readonly Reporter[]): Reporter {
  const [only] = reporters;
  if (only !== undefined && reporters.length === 1) {
    return only;
  }
  const onStop = reporters.find((each) => each.onStop !== undefined)?.onStop;
  return {
    onEvent: (event) => reporters.forEach((each) => each.onEvent(event)),
    onKeyNames: (names) => reporters.forEach((each) => each.onKeyNames?.(names)),
    ...(onStop !== undefined && { onStop }),
    finish: (result, elapsedMs) => reporters.forEach((each) => each.finish(result, elapsedMs)),
    fail: (error) => reporters.forEach((each) => each.fail?.(error)),
    close: () => reporters.forEach((each) => each.close?.()),
  };
}
