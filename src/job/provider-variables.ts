import type { Provider } from "./types.ts";

/** The names of the variables that a provider cannot be asked without. */
export function variablesOf({ apiKeyEnv, secretHeaders = {} }: Provider): readonly string[] {
  return [
    ...new Set([...(apiKeyEnv === undefined ? [] : [apiKeyEnv]), ...Object.values(secretHeaders)]),
  ];
}
