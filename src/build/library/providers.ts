import { resolve } from "node:path";
import type * as z from "zod";
import { PreloError } from "../../errors.ts";
import type { Overrides } from "../../job/override.ts";
import { explainIssues } from "../../job/schema/explain-issue.ts";
import { providerSchema } from "../../job/schema/provider.ts";
import type { CamelKeys } from "../../blocks/settings/camel-keys.ts";

type InFile = z.input<typeof providerSchema>;

/**
 * A provider, with the keys of the job file's in camelCase, and its key as a value: `baseUrl`,
 * `apiKeyEnv`, `headers`, `limits: { concurrency, requestsPerMinute, … }`, `timeoutSeconds`, ….
 */
export interface ProviderOptions extends CamelKeys<Omit<InFile, "limits">> {
  readonly limits?: CamelKeys<NonNullable<InFile["limits"]>>;
  /**
   * The key itself, instead of the NAME of its variable. It stands for a variable called after the
   * provider (`OPENAI_API_KEY`), or as `apiKeyEnv` says, and is kept out of everything like any key.
   */
  readonly apiKey?: string;
}

/** What is said of providers: in the job file's words, and the keys by the names of their variables. */
export interface GivenProviders {
  readonly providers: NonNullable<Overrides["providers"]>;
  readonly keys: ReadonlyMap<string, string>;
}

/** @throws PreloError USAGE that names what is wrong, and never shows a key */
export function readProviders(
  given: Readonly<Record<string, ProviderOptions>> = {},
): GivenProviders {
  const providers: Record<string, Record<string, unknown>> = {};
  const keys = new Map<string, string>();
  for (const [name, { apiKey, ...options }] of Object.entries(given)) {
    const entry = toFileKeys(options);
    if (apiKey !== undefined) {
      const variable = options.apiKeyEnv ?? variableOf(name);
      entry["api_key_env"] = variable;
      if (keys.has(variable)) {
        throw new PreloError(
          "USAGE",
          `\`providers.${name}.apiKey\`: the key of another provider is called ${variable} as well`,
          { hint: "Give one of them an `apiKeyEnv` of its own." },
        );
      }
      keys.set(variable, apiKey);
    }
    assertProvider(name, entry);
    providers[name] = { ...entry, ...(options.tls && { tls: fromHere(options.tls) }) };
  }
  return { providers, keys };
}

/** The variable that people would look for the key in: `my-server` has `MY_SERVER_API_KEY`. */
function variableOf(provider: string): string {
  const name = provider.toUpperCase().replaceAll(/[^A-Z\d]+/g, "_");
  return `${/^\d/.test(name) ? "_" : ""}${name}_API_KEY`;
}

/** Paths that a program gives are relative to the current folder, not to the job's. */
function fromHere(files: NonNullable<ProviderOptions["tls"]>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(files).map(([kind, file]) => [kind, file === undefined ? file : resolve(file)]),
  );
}

function assertProvider(name: string, entry: Readonly<Record<string, unknown>>): void {
  const { error } = providerSchema.safeParse(entry);
  if (error === undefined) {
    return;
  }
  const subject = { schema: providerSchema, value: entry, name: "a provider" };
  const [issue] = explainIssues(error.issues, subject);
  throw new PreloError(
    "USAGE",
    `\`providers.${name}\`: ${toCamel(issue?.message ?? "It cannot be used.")}`,
    // Other hints say how a file is to be written.
    { hint: issue?.message.startsWith("Unknown key") ? toCamel(issue.hint ?? "") : undefined },
  );
}

/** Renames the keys of a provider and of its limits; what people name in other groups is theirs. */
function toFileKeys(options: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]: [string, unknown]) => [
        toSnake(key),
        key === "limits" && typeof value === "object" && value !== null ? toFileKeys(value) : value,
      ]),
  );
}

function toSnake(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toCamel(text: string): string {
  return text.replaceAll(/(?<=[a-z])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
