import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { codeOf, PreloError } from "../../errors.ts";
import { toReadError } from "../../files/files.ts";
import { looksGenerated } from "../../secrets/randomness.ts";

/** Shorter values that look made up are names of models and the like. */
const shortestKey = 24;

/** What stands in a `.env` file. */
export interface DotEnv {
  readonly variables: Readonly<Record<string, string>>;
  /** The variables that hold secrets, whatever they are called. */
  readonly secretNames: ReadonlySet<string>;
}

/**
 * Reads the `.env` file of a folder; there need not be one.
 * @param folder the job file's
 * @throws PreloError READ_FAILED
 */
export function readDotEnv(folder: string): DotEnv {
  const path = join(folder, ".env");
  const text = readText(path);
  const entries = text === undefined ? [] : Object.entries(parseEnv(text));
  const variables = entries.map(([name, value = ""]) => [name, value] as const);
  // People keep secrets in it: what looks like one is one, whatever its name.
  const secrets = variables.filter(
    ([, value]) => value.length >= shortestKey && looksGenerated(value),
  );
  return {
    variables: Object.fromEntries(variables),
    secretNames: new Set(secrets.map(([name]) => name)),
  };
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
