import type { Answer } from "../answers/types.ts";
import { hashBytes } from "../answers/hash.ts";
import type { Article, Block, Job } from "../job/types.ts";
import type { Poster } from "./poster.ts";

/** What was written of a value before: the blocks of an article share their settings. */
type Written = Map<object, string>;

/**
 * JSON of a value without where its texts stand in their file: that changes nothing in the page.
 * @returns undefined for what JSON leaves out
 */
function toJson(value: unknown, written: Written): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const known = written.get(value);
  if (known !== undefined) return known;
  const isPlaced = "file" in value && "line" in value && "column" in value;
  const shown = "value" in value ? value.value : null;
  const json = membersToJson(isPlaced ? shown : value, written);
  if (json !== undefined) written.set(value, json);
  return json;
}

function membersToJson(value: unknown, written: Written): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item) => toJson(item, written) ?? "null").join(",")}]`;
  let members = "";
  for (const key of Object.keys(value)) {
    const json = toJson(Reflect.get(value, key), written);
    if (json !== undefined) members += `${members && ","}${JSON.stringify(key)}:${json}`;
  }
  return `{${members}}`;
}

/**
 * The hash of everything that an article's pages are made from: what was asked, what was
 * answered, how it is published, and by which version. The same inputs give the same bytes.
 * Pictures count with the hashes of their originals; how they are made stands in the article.
 */
export function hashInputs(
  article: Article,
  job: Job,
  answers: ReadonlyMap<string, Answer>,
  posters: readonly Poster[],
  version: string,
): string {
  const { formats, headingStyle, aiNote, baseUrl: address } = job.output;
  // What the code of a request is made of.
  const providers = [...job.providers.values()].map(
    ({ name, baseUrl, apiKeyEnv, headers, maxTokensField, limits: { imagesPerRequest } }) => {
      return { name, baseUrl, apiKeyEnv, headers, maxTokensField, imagesPerRequest };
    },
  );
  const countsUsage = article.blocks.some(({ kind }) => kind === "usage");
  const recorded = [...answers]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, answer]) => [id, identify(answer, countsUsage)]);
  const shown = posters.map(({ image, provider }) => [image.file, image.sha256, provider]);
  // What is no more allowed must pass the gate again.
  const { allow } = job.leaks;
  const settings = { formats, headingStyle, aiNote, address, allow };
  const shownArticle = { ...article, blocks: article.blocks.map(withoutChecks) };
  const inputs = { version, article: shownArticle, ...settings, providers, recorded, shown };
  return hashBytes(toJson(inputs, new Map()) ?? "");
}

/** What an answer was checked for does not show in the page that it is in. */
function withoutChecks(block: Block): Block {
  if (block.kind !== "prompt" && block.kind !== "question") return block;
  const { checks: _, ...shown } = block;
  return shown;
}

/**
 * What of an answer shows in the page: neither when it came, nor under which request id; and what
 * it took only where a block counts that.
 */
function identify(answer: Answer, countsUsage: boolean): unknown {
  const { kind, fingerprint, provider, model, served_by, usage, cost_usd } = answer;
  const took = countsUsage ? { usage, cost_usd } : {};
  const common = { kind, fingerprint, provider, model, served_by, ...took };
  return answer.kind === "text"
    ? { ...common, body: answer.body, edited: answer.edited }
    : { ...common, images: answer.images };
}
