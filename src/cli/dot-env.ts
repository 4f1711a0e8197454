import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { codeOf, PreloError } from "../errors.ts";
import { toReadError } from "../files/files.ts";
import { looksGenerated } from "../secrets/randomness.ts";
import { learnKeyNames } from "./terminal.ts";

/** Shorter values that look made up are names of models and the like. */
const shortestKey = 24;
const secretNames = new Set<string>();

/**
 * Takes over the variables of a `.env` file; those of the environment, also blank ones, override them.
 * @param folder the job file's
 * @throws PreloError READ_FAILED
 */
export function readDotEnv(folder: string): void {
  const path = join(folder, ".env");
  const text = readText(path);
  if (text === undefined) {
    return;
  }
  for (const [name, value = ""] of Object.entries(parseEnv(text))) {
    process.env[name] ??= value;
    // People keep secrets in it: what looks like one is one, whatever its name.
    if (value.length >= shortestKey && looksGenerated(value)) {
      secretNames.add(name);
    }
  }
  learnKeyNames(secretNames);
}

/** The variables of `.env` that hold secrets, whatever they are called. */
export function secretsOfDotEnv(): ReadonlySet<string> {
  return secretNames;
}

/** Undefined where there is none, or a folder of that name, as Python's virtual environments have. */
function readText(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(codeOf(error) ?? "")) {
      return undefined;
    }
    if (error instanceof TypeError) {
      throw new PreloError("READ_FAILED", `${path} is not valid UTF-8`, {
        hint: "Save it again with the encoding UTF-8.",
        cause: error,
      });
    }
    throw toReadError(error, path);
  }
}
