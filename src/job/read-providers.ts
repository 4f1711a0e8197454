import { defaults, openaiProvider, sandboxProvider } from "../settings/defaults.ts";
import type { Report } from "./diagnostic-list.ts";
import { readTls } from "./read-tls.ts";
import type { RawProvider } from "./schema-provider.ts";
import type { Provider } from "./types.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

function toProvider(name: string, raw: RawProvider): Provider {
  const fallback = defaults.provider;
  const limits = raw.limits ?? {};
  const apiKeyEnv =
    raw.api_key_env ?? (name === openaiProvider ? defaults.openai.api_key_env : undefined);
  return {
    name,
    ...(raw.base_url === undefined ? {} : { baseUrl: raw.base_url.replace(/\/+$/, "") }),
    ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
    ...(raw.auth === undefined ? {} : { authHeader: raw.auth.header }),
    ...(raw.secret_headers === undefined ? {} : { secretHeaders: raw.secret_headers }),
    ...(raw.query === undefined ? {} : { query: raw.query }),
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

/** Reports a header that is set twice, and a way to send a key where there is no key. */
function checkHeaders(
  { name, apiKeyEnv, authHeader }: Provider,
  raw: RawProvider,
  { file, at }: { readonly file: YamlFile; readonly at: Path },
  report: Report,
): void {
  if (authHeader !== undefined && apiKeyEnv === undefined) {
    const message = `\`auth\` says how the key is sent, but \`${name}\` has none.`;
    report(file.placeOfKey([...at, "auth"]), message, "Name its variable in `api_key_env`.");
  }
  const keyHeader = authHeader ?? (apiKeyEnv === undefined ? undefined : "Authorization");
  const set = new Map<string, string>();
  if (keyHeader !== undefined) {
    set.set(keyHeader.toLowerCase(), "with the key");
  }
  for (const group of ["headers", "secret_headers"] as const) {
    for (const header of Object.keys(raw[group] ?? {})) {
      const before = set.get(header.toLowerCase());
      if (before !== undefined) {
        const message = `The header \`${header}\` is set twice: here, and ${before}.`;
        const hint =
          before === "with the key"
            ? "Remove it here, or let `auth: { header: … }` name another for the key."
            : "Keep one of them.";
        report(file.placeOfKey([...at, group, header]), message, hint);
      }
      set.set(header.toLowerCase(), `in \`${group}\``);
    }
  }
}

/**
 * The job's providers by name: `openai` and `sandbox` always, and those that the file defines.
 * @param options `dir` is the job's folder; `hasFaults` is true when the file's `providers:` has
 *   mistakes already reported.
 */
export function readProviders(
  raw: Readonly<Record<string, RawProvider>>,
  file: YamlFile,
  { dir, hasFaults }: { readonly dir: string; readonly hasFaults: boolean },
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
    const read = toProvider(name, provider);
    const at = ["providers", name];
    checkHeaders(read, provider, { file, at }, report);
    const tls = provider.tls && readTls(provider.tls, { file, at: [...at, "tls"], dir }, report);
    if (tls !== undefined && /^http:/i.test(read.baseUrl ?? "")) {
      const message = `\`tls\` is of no use: the address of \`${name}\` begins with http://.`;
      report(file.placeOfKey([...at, "tls"]), message, "Write https:// in its `base_url`.");
    }
    providers.set(name, { ...read, ...(tls !== undefined && { tls }) });
  }
  return providers;
}
