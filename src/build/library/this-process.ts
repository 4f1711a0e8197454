import { availableParallelism, hostname } from "node:os";
import type { Environment } from "../environment.ts";
import { readVersion } from "../version.ts";
import { codeOf } from "../../errors.ts";

/** What every run takes from the process that it is in, unless it is told otherwise. */
export type ThisProcess = Pick<
  Environment,
  "variables" | "now" | "clock" | "random" | "lockHolder" | "threads" | "version"
>;

/** What this process can tell: the one place where clock, chance and variables come in. */
export function askThisProcess(): ThisProcess {
  return {
    variables: process.env,
    now: Date.now,
    clock: () => performance.now(),
    random: Math.random,
    lockHolder: { pid: process.pid, host: hostname(), isAlive },
    threads: availableParallelism(),
    version: readVersion(),
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
