import { readDotEnv } from "../build/library/dot-env.ts";
import { learnKeyNames } from "./terminal.ts";

const secretNames = new Set<string>();
/** What was taken over before, to be given up when the file says otherwise. */
const taken = new Map<string, string>();

/**
 * Takes over the variables of a `.env` file; those of the environment, also blank ones, override them.
 * Called again, it gives up what the file does not say any more.
 * @param folder the job file's
 * @throws PreloError READ_FAILED
 */
export function loadDotEnv(folder: string): void {
  const read = readDotEnv(folder);
  for (const [name, value] of taken) {
    if (process.env[name] === value) {
      delete process.env[name];
    }
  }
  taken.clear();
  for (const [name, value] of Object.entries(read.variables)) {
    if (process.env[name] === undefined) {
      process.env[name] = value;
      taken.set(name, value);
    }
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
