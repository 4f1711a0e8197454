import { availableParallelism, hostname } from "node:os";
import { codeOf } from "../errors.ts";
import type { Emit } from "../requests/events.ts";
import type { Environment } from "../build/environment.ts";
import { secretsOfDotEnv } from "./dot-env.ts";
import { learnKeyNames } from "./terminal.ts";
import { readVersion } from "../build/version.ts";

/** What this process can tell: the one place where clock, chance and variables come in. */
export function createEnvironment(
  emit: Emit,
  stop: Pick<Environment, "stopping" | "aborting">,
): Environment {
  return {
    variables: process.env,
    now: Date.now,
    clock: () => performance.now(),
    random: Math.random,
    lockHolder: { pid: process.pid, host: hostname(), isAlive },
    threads: availableParallelism(),
    version: readVersion(),
    emit,
    learnKeyNames,
    secretNames: secretsOfDotEnv(),
    ...stop,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return codeOf(error) === "EPERM";
  }
}
