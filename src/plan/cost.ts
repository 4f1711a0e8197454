import { roundUsd } from "../answers/round-usd.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Bound, JsonObject, Price, ResolvedRequest, Usage } from "../job/types.ts";
import { maxTokensOfPicture } from "../endpoints/picture-detail.ts";

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
  const shownTokens = (request.shown ?? 0) * maxTokensOfPicture;
  const inputTokens = countBytes(request.body) + shownTokens + extraInputTokens;
  const outputTokens = request.maxOutputTokens ?? 0;
  const pictures = request.numbers?.length ?? 0;
  return {
    inputTokens,
    outputTokens,
    pictures,
    usd:
      request.provider === sandboxProvider
        ? 0
        : priceBound({ inputTokens, outputTokens, pictures }, price),
  };
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
 * Whether nothing bounds what a request costs, although its price is known: pictures that are priced by
 * the token, and tools that bring input of their own (a search of the web).
 */
export function isUnbounded(
  { body, numbers, maxOutputTokens, provider }: ResolvedRequest,
  price: Price | undefined,
): boolean {
  if (provider === sandboxProvider || price === undefined) {
    return false;
  }
  if (numbers !== undefined) {
    return price.image === undefined;
  }
  const hasTools = Array.isArray(body["tools"]) && body["tools"].length > 0;
  return hasTools || maxOutputTokens === undefined;
}

function priceBound(bound: Omit<Bound, "usd">, price: Price | undefined): number | undefined {
  if (bound.pictures > 0) {
    // Pictures that are priced by the token have no limit to send: nothing bounds their cost.
    return price?.image === undefined ? undefined : roundUsd(price.image * bound.pictures);
  }
  return priceTokens(bound.inputTokens, bound.outputTokens, price);
}

/** What a reply cost in US dollars; undefined when the price or the usage is unknown. */
export function priceReply(
  reply: { usage?: Usage | undefined; pictures?: number | undefined },
  price: Price | undefined,
): number | undefined {
  if (reply.pictures !== undefined && price?.image !== undefined) {
    return roundUsd(price.image * reply.pictures);
  }
  if (reply.usage === undefined) {
    return undefined;
  }
  return priceTokens(reply.usage.input_tokens, reply.usage.output_tokens, price);
}

function priceTokens(input: number, output: number, price: Price | undefined): number | undefined {
  if (price?.input === undefined || price.output === undefined) {
    return undefined;
  }
  return roundUsd((input * price.input + output * price.output) / tokensPerPriceUnit);
}

/** The bytes of a request's body, as it is sent. */
export function countBytes(body: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(body), "utf8");
}
