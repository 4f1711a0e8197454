import { roundUsd } from "../answers/round-usd.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import {
  maxTokensOfAttachedPicture,
  maxTokensOfPicture,
  maxTokensOfReference,
} from "../endpoints/picture-detail.ts";
import {
  isJsonObject,
  type Bound,
  type JsonObject,
  type Price,
  type ResolvedRequest,
} from "../job/types.ts";
import { factorOf, ratesFor } from "./prices/bill.ts";
import { tokensOfPicture } from "./prices/picture-tokens.ts";

const tokensPerPriceUnit = 1_000_000;

/**
 * An upper bound before anything is sent. A token stands for at least one byte of UTF-8, so the
 * body's bytes bound the input; the output is bounded by the limit that is sent.
 * @param extraInputTokens of answers that the prompt will quote and that are not there yet
 */
export function boundRequest(
  request: ResolvedRequest,
  price: Price | undefined,
  extraInputTokens = 0,
): Bound {
  const ofShown = request.numbers === undefined ? maxTokensOfPicture : maxTokensOfReference;
  const shownTokens = (request.shown ?? 0) * ofShown;
  const ofOne =
    request.inputTokens ??
    countBytes(request.body) + shownTokens + boundAttached(request) + extraInputTokens;
  const inputTokens = ofOne * countParts(request);
  const outputTokens = (request.maxOutputTokens ?? 0) * countCandidates(request.body);
  const pictures = request.numbers?.length ?? 0;
  const bound = { inputTokens, outputTokens, pictures };
  return { usd: boundUsd(request, bound, price), ...bound };
}

/** How many answers a server of `/completions` writes to choose the best: each is billed. */
function countCandidates({ best_of: most }: JsonObject): number {
  return typeof most === "number" && most > 1 ? most : 1;
}

/** How many requests pictures are asked for in. */
export function countParts({
  numbers = [],
  perRequest = Infinity,
}: Pick<ResolvedRequest, "numbers" | "perRequest">): number {
  return Math.max(1, Math.ceil(numbers.length / perRequest));
}

/** The most tokens of what goes along; what a PDF takes is not known before it is read. */
function boundAttached({ attached = [] }: ResolvedRequest): number {
  const tokens = { picture: () => maxTokensOfAttachedPicture, pdf: () => 0, text: Number };
  return attached.reduce((sum, { kind, bytes }) => sum + tokens[kind](bytes), 0);
}

/** What a request can cost at the most in a batch, by what it can cost alone; what its author says holds there, too. */
export function boundInBatch(
  usd: number | undefined,
  { maxUsd }: Pick<ResolvedRequest, "maxUsd">,
  price: Price | undefined,
): number | undefined {
  return usd === undefined || price === undefined || maxUsd !== undefined
    ? usd
    : roundUsd(usd * Math.min(1, factorOf("batch", price)));
}

/** The bound of a request that is sent several times. */
export function boundAttempts(bound: Bound, attempts: number): Bound {
  const { inputTokens, outputTokens, pictures, usd } = bound;
  return {
    inputTokens: inputTokens * attempts,
    outputTokens: outputTokens * attempts,
    pictures: pictures * attempts,
    usd: usd === undefined ? undefined : roundUsd(usd * attempts),
  };
}

/**
 * Whether nothing bounds what a request costs, although its price is known: pictures that are billed by
 * the token, what brings input of its own, and PDFs, whose pages are read as text and as pictures.
 * What its author says is a bound.
 */
export function isUnbounded(
  {
    body,
    endpoint,
    numbers,
    maxOutputTokens,
    provider,
    maxUsd,
    attached = [],
    inputTokens,
  }: Omit<ResolvedRequest, "fingerprint" | "model">,
  price: Price | undefined,
): boolean {
  if (provider === sandboxProvider || price === undefined || maxUsd !== undefined) {
    return false;
  }
  if (numbers !== undefined) {
    const isKnown = endpoint === "images" && tokensOfPicture(body) !== undefined;
    return price.image === undefined && !isKnown;
  }
  const hasPdf = inputTokens === undefined && attached.some(({ kind }) => kind === "pdf");
  return ownInputKey(body) !== undefined || hasPdf || maxOutputTokens === undefined;
}

/**
 * The key of a body that brings input which the body does not hold: a search of the web, a file store, an earlier
 * conversation or a prompt that the provider keeps.
 */
export function ownInputKey(body: JsonObject): string | undefined {
  const tools = toolKeys.find((key) => {
    const value = body[key];
    return Array.isArray(value) ? value.length > 0 : isJsonObject(value);
  });
  return tools ?? keptKeys.find((key) => (body[key] ?? null) !== null);
}

/** What the APIs call tools, and a prompt that they keep: OpenAI, chat with a search of its own, OpenRouter. */
const toolKeys = ["tools", "web_search_options", "plugins", "prompt"];
const keptKeys = ["previous_response_id", "conversation"];

/** @returns undefined when the price is unknown, and when nothing bounds what it costs */
function boundUsd(
  request: ResolvedRequest,
  { inputTokens, outputTokens, pictures }: Pick<Bound, "inputTokens" | "outputTokens" | "pictures">,
  price: Price | undefined,
): number | undefined {
  const { body, provider, maxUsd } = request;
  if (provider === sandboxProvider) {
    return 0;
  }
  if (maxUsd !== undefined) {
    return roundUsd(maxUsd * Math.max(1, pictures));
  }
  if (price === undefined || isUnbounded(request, price)) {
    return undefined;
  }
  const tier = body["service_tier"];
  // A cheaper tier is no bound: the reply says which one served it.
  const factor = Math.max(1, factorOf(typeof tier === "string" ? tier : undefined, price));
  if (pictures > 0 && price.image !== undefined) {
    return roundUsd(price.image * pictures * factor);
  }
  // Fewer tokens than the bound may be below the step from which a long request is priced otherwise.
  const costs = [ratesFor(0, price), ratesFor(inputTokens, price)].flatMap((rates) => {
    if (rates === undefined) {
      return [];
    }
    const output =
      pictures > 0
        ? pictures * (tokensOfPicture(body) ?? 0) * Math.max(rates.outputImage, rates.output)
        : outputTokens * rates.output;
    const { input, cachedInput, cacheWrite, inputImage } = rates;
    const dearest = Math.max(input, cachedInput, cacheWrite, inputImage);
    // What goes along with the prompt is billed for each picture anew.
    return inputTokens * Math.max(1, pictures) * dearest + output;
  });
  return costs.length === 0
    ? undefined
    : roundUsd((Math.max(...costs) * factor) / tokensPerPriceUnit);
}

/** The bytes of a request's body, as it is sent. */
export function countBytes(body: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(body), "utf8");
}
