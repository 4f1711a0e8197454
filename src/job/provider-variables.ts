import type { Job, Provider } from "./types.ts";

/** The variable of the key that seals what goes through the queue. */
const queueKeyVariable = "PRELO_QUEUE_KEY";

/** The names of the variables that a provider cannot be asked without. */
export function variablesOf({ apiKeyEnv, secretHeaders = {} }: Provider): readonly string[] {
  return [
    ...new Set([...(apiKeyEnv === undefined ? [] : [apiKeyEnv]), ...Object.values(secretHeaders)]),
  ];
}

/** The names of all variables that hold secrets of a job: the providers', and those of its queue. */
export function secretVariablesOf({ providers, queue }: Job): ReadonlySet<string> {
  return new Set([
    ...[...providers.values()].flatMap(variablesOf),
    ...(queue === undefined ? [] : [queue.urlEnv, queueKeyVariable]),
  ]);
}
