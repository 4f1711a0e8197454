import type { Environment } from "../build/environment.ts";
import { askThisProcess } from "../build/library/this-process.ts";
import type { Emit } from "../requests/events.ts";
import { secretsOfDotEnv } from "./dot-env.ts";
import { learnKeyNames } from "./terminal.ts";

/** What a command hands down: the process, and what the terminal is to hide. */
export function createEnvironment(
  emit: Emit,
  stop: Pick<Environment, "stopping" | "aborting">,
): Environment {
  return {
    ...askThisProcess(),
    emit,
    learnKeyNames,
    secretNames: secretsOfDotEnv(),
    ...stop,
  };
}
