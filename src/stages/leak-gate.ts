import { findLeaks, type Secret } from "../article/leaks.ts";
import { PreloError } from "../errors.ts";
import type { Job } from "../job/types.ts";
import type { Page } from "../publish/publish.ts";
import type { Environment } from "./environment.ts";

const secretName = /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i;
/** A variable's value shorter than this is a word that a page may well hold. */
const shortestValue = 16;

/** The secrets that a run can know: the providers' keys, and variables named like secrets. */
function collectSecrets(job: Job, variables: Environment["variables"]): readonly Secret[] {
  const keys = new Set([...job.providers.values()].map(({ apiKeyEnv }) => apiKeyEnv));
  return Object.entries(variables).flatMap(([name, value]) => {
    if (!value) return [];
    if (keys.has(name)) return [{ name, value }];
    return secretName.test(name) && value.length >= shortestValue ? [{ name, value }] : [];
  });
}

/**
 * The last gate before anything is published.
 * @throws PreloError LEAK_FOUND, naming page, line and kind, never the secret
 */
export function assertNoLeak(
  slug: string,
  pages: readonly Page[],
  job: Job,
  variables: Environment["variables"],
): void {
  const secrets = collectSecrets(job, variables);
  for (const { file, text } of pages) {
    const [leak] = findLeaks(text, secrets);
    if (leak === undefined) continue;
    throw new PreloError(
      "LEAK_FOUND",
      `${slug}/${file}, line ${leak.line}, would publish a secret: ${leak.name} (${leak.kind})`,
      { hint: "Take it out of the prompt or the answer that holds it; nothing was published." },
    );
  }
}
