import { PreloError } from "../../errors.ts";
import { openaiProvider } from "../../job/provider-names.ts";
import { readVariable } from "../../job/provider-variables.ts";
import type { Variables } from "../../secrets/collect.ts";
import { baseUrl as baseUrlSchema } from "../../job/schema/provider.ts";
import type { Provider } from "../../job/types.ts";
import type { Connection } from "./call.ts";

const openaiBaseUrl = "https://api.openai.com/v1";

/** What of a provider's connection the environment gives. */
export interface Access {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly secretHeaders?: Readonly<Record<string, string>>;
}

/**
 * A provider's address and key, from the job and the environment.
 * @throws PreloError KEY_MISSING, USAGE for an address that is none
 */
export function resolveAccess(provider: Provider, variables: Variables): Access {
  const baseUrl = resolveBaseUrl(provider, variables);
  const { name, apiKeyEnv } = provider;
  const secretHeaders = Object.fromEntries(
    Object.entries(provider.secretHeaders ?? {}).map(([header, variable]) => [
      header,
      readSecret(variable, name, variables, notInHeader),
    ]),
  );
  return {
    baseUrl,
    secretHeaders,
    ...(apiKeyEnv !== undefined && { apiKey: readSecret(apiKeyEnv, name, variables, notInKey) }),
  };
}

/**
 * A provider's address alone, which needs no key.
 * @throws PreloError USAGE for one that is none
 */
export function resolveBaseUrl({ name, baseUrl: own }: Provider, variables: Variables): string {
  const fromVariables =
    name === openaiProvider ? readVariable("OPENAI_BASE_URL", variables) : undefined;
  const baseUrl = own ?? fromVariables ?? openaiBaseUrl;
  const { error } = baseUrlSchema.safeParse(baseUrl);
  if (error !== undefined) {
    // The address itself is not shown: a key may stand in it.
    throw new PreloError("USAGE", `OPENAI_BASE_URL ${error.issues[0]?.message ?? ""}`, {
      hint: "It looks like https://api.example.com/v1; `query` and `auth` of the job's provider openai hold what else it needs.",
    });
  }
  return baseUrl;
}

const notInKey = /[^\x21-\x7e]/;
/** Such as `Basic …`: a header's value may hold spaces. */
const notInHeader = /[^\x20-\x7e]/;

/** @param otherwise what else may be done, as further sentences */
export function keyMissing(name: string, provider: string, otherwise = ""): PreloError {
  return new PreloError("KEY_MISSING", `${name} is not set, so ${provider} cannot be asked`, {
    hint: `Set ${name} to your key, or build with --sandbox.${otherwise}`,
  });
}

/** @throws PreloError KEY_MISSING */
function readSecret(name: string, provider: string, variables: Variables, unfit: RegExp): string {
  const secret = readVariable(name, variables);
  if (secret === undefined) {
    throw keyMissing(name, provider);
  }
  if (unfit.test(secret)) {
    throw new PreloError("KEY_MISSING", `${name} holds characters that no key has`, {
      hint: "Copy the key again, without spaces or quotes.",
    });
  }
  return secret;
}

/** A provider's settings with what the environment gives. */
export function toConnection(
  provider: Provider,
  { secretHeaders, ...access }: Access,
): Omit<Connection, "secrets" | "isAllowed"> {
  const { name, apiKeyEnv, authHeader, query, tls, timeoutMs } = provider;
  const headers = { ...provider.headers, ...secretHeaders };
  return { provider: name, ...access, apiKeyEnv, authHeader, query, tls, headers, timeoutMs };
}
