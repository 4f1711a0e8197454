import { readDotEnv } from "../library/dot-env.ts";
import { learnKeyNames } from "./terminal.ts";

const secretNames = new Set<string>();

/**
 * Takes over the variables of a `.env` file; those of the environment, also blank ones, override them.
 * @param folder the job file's
 * @throws PreloError READ_FAILED
 */
export function loadDotEnv(folder: string): void {
  const read = readDotEnv(folder);
  for (const [name, value] of Object.entries(read.variables)) {
    process.env[name] ??= value;
  }
  for (const name of read.secretNames) {
    secretNames.add(name);
  }
  learnKeyNames(secretNames);
}

/** The variables of `.env` that hold secrets, whatever they are called. */
export function secretsOfDotEnv(): ReadonlySet<string> {
  return secretNames;
}
