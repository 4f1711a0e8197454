import { roundUsd } from "../../answers/round-usd.ts";
import { standardFactors } from "../../job/schema/job.ts";
import type { Price, Usage } from "../../job/types.ts";

const tokensPerPriceUnit = 1_000_000;

/** What came of a request, as far as its price depends on it. */
export interface Billed {
  readonly usage?: Usage | undefined;
  /** How many pictures came; unset for a text. */
  readonly pictures?: number | undefined;
  /** The tier that served it, where its usage does not tell. */
  readonly tier?: string | undefined;
}

/** What a reply cost in US dollars, as it was served; undefined when the price or the usage is unknown. */
export function priceReply(reply: Billed, price: Price | undefined): number | undefined {
  if (price === undefined) {
    return undefined;
  }
  const { usage, pictures } = reply;
  const factor = factorOf(usage?.service_tier ?? reply.tier, price);
  if (pictures !== undefined && price.image !== undefined) {
    return roundUsd(price.image * pictures * factor);
  }
  const perMillion = usage && priceUsage(usage, pictures !== undefined, price);
  return perMillion && roundUsd((perMillion * factor) / tokensPerPriceUnit);
}

/** What a price is multiplied with in a tier. */
export function factorOf(tier: string | undefined, price: Price): number {
  // OpenAI's new name for it, which its replies do not use.
  const known = tier === "fast" ? "priority" : tier;
  return known === "batch" || known === "flex" || known === "priority"
    ? (price[known] ?? standardFactors[known])
    : 1;
}

/** In US dollars a million. Of pictures whose output is not told apart, all of it is theirs. */
function priceUsage(usage: Usage, hasPictures: boolean, price: Price): number | undefined {
  const rates = ratesFor(usage.input_tokens, price);
  if (rates === undefined) {
    return undefined;
  }
  const shares = new Shares(usage.input_tokens);
  const cached = shares.take(usage.cached_tokens);
  const written = shares.take(usage.cache_write_tokens);
  const shown = shares.take(usage.input_image_tokens);
  const drawn = Math.min(
    usage.output_tokens,
    usage.output_image_tokens ?? (hasPictures ? usage.output_tokens : 0),
  );
  return (
    cached * rates.cachedInput +
    written * rates.cacheWrite +
    shown * rates.inputImage +
    shares.left * rates.input +
    drawn * rates.outputImage +
    (usage.output_tokens - drawn) * rates.output
  );
}

/** Parts of a number of tokens, which together are never more. */
class Shares {
  left: number;

  constructor(total: number) {
    this.left = total;
  }

  take(tokens = 0): number {
    const taken = Math.min(this.left, tokens);
    this.left -= taken;
    return taken;
  }
}

/** US dollars a million tokens, each kind by its own price. */
interface Rates {
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly inputImage: number;
  readonly output: number;
  readonly outputImage: number;
}

/**
 * The prices of a request with so much input: what is dearer for a long one is dearer for all of it, and
 * in the same measure for what is cached.
 * @returns undefined when the price of its tokens is not known
 */
export function ratesFor(inputTokens: number, price: Price): Rates | undefined {
  const { input, output, longContext } = price;
  if (input === undefined || output === undefined) {
    return undefined;
  }
  const isLong = longContext !== undefined && inputTokens > longContext.above;
  const more = isLong && input > 0 ? longContext.input / input : 1;
  const moreOut = isLong && output > 0 ? longContext.output / output : 1;
  return {
    input: isLong ? longContext.input : input,
    cachedInput: (price.cachedInput ?? input) * more,
    cacheWrite: (price.cacheWrite ?? input) * more,
    inputImage: (price.inputImage ?? input) * more,
    output: isLong ? longContext.output : output,
    outputImage: (price.outputImage ?? output) * moreOut,
  };
}
