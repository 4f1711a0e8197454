import { defaults } from "../../blocks/settings/defaults.ts";
import { openaiProvider, sandboxProvider } from "../provider-names.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { readTls } from "./read-tls.ts";
import { type ProviderEntry, providerSchema } from "../schema/provider.ts";
import type { Provider } from "../types.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

const whereToShare =
  "Add `queue: { url_env: REDIS_URL }` to the job file: the NAME of the variable that holds Redis' address.";

/** Reports a header that is set twice, and a way to send a key where there is no key. */
function checkHeaders(
  { name, apiKeyEnv, authHeader, headers, secretHeaders = {} }: Provider,
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
  for (const [group, entries] of Object.entries({ headers, secret_headers: secretHeaders })) {
    for (const header of Object.keys(entries)) {
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

const keyOfOpenai = { apiKeyEnv: defaults.openai.api_key_env };

/** The providers that exist without being defined, by name. */
export function builtInProviders(): ReadonlyMap<string, Provider> {
  return new Map([
    [openaiProvider, { ...plainProvider(openaiProvider), ...keyOfOpenai }],
    [sandboxProvider, plainProvider(sandboxProvider)],
  ]);
}

/** A provider that wants no key, with the defaults. @param baseUrl its address */
export function plainProvider(name: string, baseUrl?: string): Provider {
  const { tls: _, ...plain } = providerSchema.parse({
    ...(baseUrl !== undefined && { base_url: baseUrl }),
  });
  return { name, ...plain };
}

/**
 * The job's providers by name: `openai` and `sandbox` always, and those that the file defines.
 * @param options `dir` is the job's folder; `hasFaults` is true when the file's `providers:` has
 *   mistakes already reported; `hasQueue` when it says where several machines meet.
 */
export function readProviders(
  raw: Readonly<Record<string, ProviderEntry>>,
  file: YamlFile,
  {
    dir,
    hasFaults,
    hasQueue,
  }: { readonly dir: string; readonly hasFaults: boolean; readonly hasQueue: boolean },
  report: Report,
): ReadonlyMap<string, Provider> {
  const providers = new Map(builtInProviders());
  for (const [name, { tls: files, ...entry }] of Object.entries(raw)) {
    if (name === sandboxProvider) {
      const hint = "Remove it here; `provider: sandbox` works without it.";
      report(file.placeOfKey(["providers", name]), "`sandbox` is built in.", hint);
      continue;
    }
    if (name !== openaiProvider && entry.baseUrl === undefined && !hasFaults) {
      const place = file.placeOfKey(["providers", name]);
      const hint = "Add its address: `base_url: https://…/v1`.";
      report(place, `The provider \`${name}\` has no \`base_url\`.`, hint);
    }
    const read = { name, ...(name === openaiProvider && keyOfOpenai), ...entry };
    const at = ["providers", name];
    checkHeaders(read, { file, at }, report);
    if (entry.limits.shared === true && !hasQueue) {
      const message = `The limits of \`${name}\` are shared, but the job does not say where.`;
      report(file.placeOfKey([...at, "limits", "shared"]), message, whereToShare);
    }
    const tls = files && readTls(files, { file, at: [...at, "tls"], dir }, report);
    if (tls !== undefined && /^http:/i.test(read.baseUrl ?? "")) {
      const message = `\`tls\` is of no use: the address of \`${name}\` begins with http://.`;
      report(file.placeOfKey([...at, "tls"]), message, "Write https:// in its `base_url`.");
    }
    providers.set(name, { ...read, ...(tls !== undefined && { tls }) });
  }
  return providers;
}
