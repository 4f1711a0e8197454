import type { Variables } from "../secrets/collect.ts";
import type { Job, Provider } from "./types.ts";

/** The variable of the key that seals what goes through the queue. */
export const queueKeyVariable = "PRELO_QUEUE_KEY";

/** A variable's value, without blanks around it; one that is blank is not set. */
export function readVariable(name: string, variables: Variables): string | undefined {
  const value = variables[name]?.trim();
  return value === "" ? undefined : value;
}

/** The variables that a provider cannot be asked without, and that are not set. */
export function missingVariables(provider: Provider, variables: Variables): readonly string[] {
  return variablesOf(provider).filter((name) => readVariable(name, variables) === undefined);
}

/** Whether a provider is asked with a key or another secret. */
export function wantsKey(provider: Provider): boolean {
  return variablesOf(provider).length > 0;
}

/** The names of the variables that a provider cannot be asked without. */
export function variablesOf({ apiKeyEnv, secretHeaders = {} }: Provider): readonly string[] {
  return [
    ...new Set([...(apiKeyEnv === undefined ? [] : [apiKeyEnv]), ...Object.values(secretHeaders)]),
  ];
}

/** The names of all variables that hold secrets of a job: the providers', its queue's, and its sites'. */
export function secretVariablesOf({
  providers,
  queue,
  publish = new Map(),
}: Pick<Job, "providers" | "queue"> & Partial<Pick<Job, "publish">>): ReadonlySet<string> {
  return new Set([
    ...[...providers.values()].flatMap(variablesOf),
    ...(queue === undefined ? [] : [queue.urlEnv, queueKeyVariable]),
    ...[...publish.values()].map(({ apiKeyEnv }) => apiKeyEnv),
  ]);
}
