import type { Asked } from "../job/asked.ts";
import {
  isJsonList,
  type Article,
  type Json,
  type JsonObject,
  type Provider,
  type ResolvedRequest,
} from "../job/types.ts";
import { PreloError } from "../errors.ts";
import { listGivenNames } from "./dependencies.ts";
import { resolveRequest } from "./request.ts";

type Bodies = Readonly<Record<string, string>>;

/** What stands in a record for the text of an answer that its prompt quotes. */
export function quoteOf(id: string): string {
  return `{{ answers.${id} }}`;
}

/** What stands in a translation's record for the text that it translates, and what `uses` calls that. */
export const sourceQuote = "{{ source }}";
export const sourceName = "source";

/**
 * A recorded body as it was sent, where what it quotes still says the same.
 * @param source of a translation: the text that it translates
 */
export function fillQuotes(body: JsonObject, bodies: Bodies, source?: string): JsonObject {
  return mapTexts(body, (text) =>
    text.replaceAll(/\{\{ (?:answers\.([\w.-]+)|source) \}\}/g, (quote, id?: string) => {
      if (id === undefined) {
        return source ?? quote;
      }
      return Object.hasOwn(bodies, id) ? (bodies[id] ?? quote) : quote;
    }),
  );
}

/**
 * The body of a request as it is recorded: with {@link quoteOf} where the text of another answer stands
 * as a whole, so that a text stands once in answers/. What a filter has made of a text is not that text,
 * and stays. Filled in, it is what was sent, to the byte.
 */
export function quoteAnswers(
  article: Article,
  block: Asked,
  provider: Provider,
  bodies: Bodies,
  { body, source }: Pick<ResolvedRequest, "body" | "source">,
): JsonObject {
  if (source !== undefined) {
    return quoteSource(body, source);
  }
  // A published picture that tells of its prompt tells all of it.
  if (block.kind === "alt" || (block.kind === "image" && block.variants.embedPrompt)) {
    return body;
  }
  // What is used of pictures is their hashes, which are short, and tell of them.
  const given = new Set(
    block.kind === "image" ? listGivenNames(block).map(({ image }) => image) : [],
  );
  const sent = JSON.stringify(body);
  let shown = bodies;
  let quoted = body;
  for (const id of Object.keys(bodies).filter((each) => !given.has(each))) {
    const next = { ...shown, [id]: quoteOf(id) };
    const candidate = resolveBody(article, block, provider, next);
    if (candidate && JSON.stringify(fillQuotes(candidate, bodies)) === sent) {
      shown = next;
      quoted = candidate;
    }
  }
  return quoted;
}

/** A translation's body without the text that it translates: that stands in its own file. */
function quoteSource(body: JsonObject, source: string): JsonObject {
  const quoted = mapTexts(body, (text) =>
    text.endsWith(`\n\n${source}`)
      ? `${text.slice(0, text.length - source.length)}${sourceQuote}`
      : text,
  );
  const isSame = JSON.stringify(fillQuotes(quoted, {}, source)) === JSON.stringify(body);
  return isSame ? quoted : body;
}

/** Nothing where a template can do with the text itself alone. */
function resolveBody(...request: Parameters<typeof resolveRequest>): JsonObject | undefined {
  try {
    return resolveRequest(...request).body;
  } catch (error) {
    if (error instanceof PreloError) {
      return undefined;
    }
    throw error;
  }
}

function mapTexts(value: JsonObject, map: (text: string) => string): JsonObject {
  const mapOne = (each: Json): Json => {
    if (typeof each === "string") {
      return map(each);
    }
    if (typeof each !== "object" || each === null) {
      return each;
    }
    return isJsonList(each) ? each.map(mapOne) : mapTexts(each, map);
  };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapOne(each)]));
}
