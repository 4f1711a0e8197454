import type { Answer } from "../answers/types.ts";
import { hashBytes } from "../answers/hash.ts";
import type { ManifestEntry } from "../publish/manifest.ts";
import type { Article, Job } from "../job/types.ts";

/** Where a text stands in its file changes nothing in the page. */
const positions = new Set(["ref", "file", "line", "column", "literal", "segments"]);

/**
 * The hash of everything that an article's pages are made from: what was asked, what was
 * answered, how it is published, and by which version. The same inputs give the same bytes.
 */
export function hashInputs(
  article: Article,
  job: Job,
  made: { answers: ReadonlyMap<string, Answer>; pictures: readonly ManifestEntry[] },
  version: string,
): string {
  const { formats, headingStyle } = job.output;
  const providers = [...job.providers.values()].map(({ name, baseUrl, apiKeyEnv, headers }) => ({
    name,
    baseUrl,
    apiKeyEnv,
    headers,
  }));
  const recorded = [...made.answers]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, answer]) => [id, identify(answer)]);
  const pictures = made.pictures
    .map(({ file, sha256 }) => `${file} ${sha256}`)
    .toSorted((a, b) => (a < b ? -1 : 1));
  const inputs = { version, article, formats, headingStyle, providers, recorded, pictures };
  return hashBytes(
    JSON.stringify(inputs, (key, value: unknown) => (positions.has(key) ? undefined : value)),
  );
}

/** What of an answer shows in the page: neither when it came, nor under which request id. */
function identify(answer: Answer): unknown {
  const { kind, fingerprint, provider, model, served_by, usage, cost_usd } = answer;
  const common = { kind, fingerprint, provider, model, served_by, usage, cost_usd };
  return answer.kind === "text"
    ? { ...common, body: hashBytes(answer.body), edited: answer.edited }
    : { ...common, images: answer.images };
}
