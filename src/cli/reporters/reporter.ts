import type { BuildResult } from "../../build/build.ts";
import type { Emit } from "../../requests/events.ts";

/** Shows one run to its reader: a person, a program, a CI system. */
export interface Reporter {
  /** What happens, as it happens. */
  readonly onEvent: Emit;
  /** Called at the first Ctrl-C. @returns what is under way, as the rest of a sentence */
  readonly onStop?: () => string;
  /** The run is over: what failed, what was published, what it took. */
  readonly finish: (result: BuildResult, elapsedMs: number) => void;
  /** Called in any case, also when there is no result: gives the terminal back. */
  readonly close?: () => void;
}
