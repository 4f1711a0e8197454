import { defaults, openaiProvider, sandboxProvider } from "./defaults.ts";
import type { Report } from "./mistakes.ts";
import type { RawProvider } from "./schema-job.ts";
import type { Provider } from "./types.ts";
import type { YamlFile } from "./yaml-file.ts";

function toProvider(name: string, raw: RawProvider): Provider {
  const fallback = defaults.provider;
  const limits = raw.limits ?? {};
  const apiKeyEnv =
    raw.api_key_env ?? (name === openaiProvider ? defaults.openai.api_key_env : undefined);
  return {
    name,
    ...(raw.base_url === undefined ? {} : { baseUrl: raw.base_url.replace(/\/+$/, "") }),
    ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
    limits: {
      concurrency: limits.concurrency ?? fallback.concurrency,
      ...(limits.requests_per_minute === undefined
        ? {}
        : { requestsPerMinute: limits.requests_per_minute }),
      ...(limits.tokens_per_minute === undefined
        ? {}
        : { tokensPerMinute: limits.tokens_per_minute }),
      ...(limits.images_per_request === undefined
        ? {}
        : { imagesPerRequest: limits.images_per_request }),
    },
    timeoutMs: Math.ceil((raw.timeout_seconds ?? fallback.timeout_seconds) * 1000),
    deadlineMs: Math.ceil((raw.deadline_seconds ?? fallback.deadline_seconds) * 1000),
    maxAttempts: raw.max_attempts ?? fallback.max_attempts,
    longestWaitMs: Math.ceil((raw.longest_wait_seconds ?? fallback.longest_wait_seconds) * 1000),
    headers: raw.headers ?? {},
    maxTokensField: raw.max_tokens_field ?? fallback.max_tokens_field,
  };
}

/**
 * The job's providers by name: `openai` and `sandbox` always, and those that the file defines.
 * @param hasFaults true when the file's `providers:` has mistakes already reported.
 */
export function readProviders(
  raw: Readonly<Record<string, RawProvider>>,
  file: YamlFile,
  hasFaults: boolean,
  report: Report,
): ReadonlyMap<string, Provider> {
  const providers = new Map(
    [openaiProvider, sandboxProvider].map((name) => [name, toProvider(name, {})]),
  );
  for (const [name, provider] of Object.entries(raw)) {
    if (name === sandboxProvider) {
      const hint = "Remove it here; `provider: sandbox` works without it.";
      report(file.placeOfKey(["providers", name]), "`sandbox` is built in.", hint);
      continue;
    }
    if (name !== openaiProvider && provider.base_url === undefined && !hasFaults) {
      const place = file.placeOfKey(["providers", name]);
      const hint = "Add its address: `base_url: https://…/v1`.";
      report(place, `The provider \`${name}\` has no \`base_url\`.`, hint);
    }
    providers.set(name, toProvider(name, provider));
  }
  return providers;
}
