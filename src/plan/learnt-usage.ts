import type { Answer } from "../answers/types.ts";
import { isFlex } from "../endpoints/tier.ts";
import type { Asked } from "../job/asked.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { JsonObject, Price, ResolvedRequest } from "../job/types.ts";
import { countBytes } from "./cost.ts";
import { priceReply } from "./prices/bill.ts";

/** What a request will take about, as far as like ones tell that have been answered. */
export interface Estimate {
  readonly inputTokens: number;
  /** Of these, what comes from the provider's cache. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Undefined when the price is not known. */
  readonly usd: number | undefined;
}

/** What the recorded answers of a kind took together. */
interface Learnt {
  answers: number;
  pictures: number;
  requestBytes: number;
  inputTokens: number;
  cachedTokens: number;
  writtenTokens: number;
  outputTokens: number;
  /** Answers whose cost is recorded, their pictures, and what they cost. */
  priced: number;
  usd: number;
}

/**
 * What this project's own answers took, by model; texts, descriptions of pictures and pictures of each
 * size apart. What nothing is recorded of is not guessed.
 */
export class LearntUsage {
  readonly #kinds = new Map<string, Learnt>();

  /** Takes note of a recorded answer. */
  learn(block: Asked, answer: Answer): void {
    // What the sandbox counts is made up, and its pictures cost nothing.
    if (answer.provider === sandboxProvider || answer.usage === undefined) {
      return;
    }
    const { usage, model, request, cost_usd: usd } = answer;
    const pictures = answer.kind === "image" ? answer.images.length : 0;
    const learnt = this.#kindOf(block, model, request, answer.attached !== undefined);
    learnt.answers += 1;
    learnt.pictures += pictures;
    learnt.requestBytes += countBytes(request);
    learnt.inputTokens += usage.input_tokens;
    learnt.cachedTokens += usage.cached_tokens ?? 0;
    learnt.writtenTokens += usage.cache_write_tokens ?? 0;
    learnt.outputTokens += usage.output_tokens;
    if (usd !== undefined) {
      learnt.priced += pictures || 1;
      learnt.usd += usd;
    }
  }

  /**
   * What of a request says what it will take; undefined for one to the sandbox.
   * @param before the answer that is to be replaced
   */
  seek(block: Asked, request: ResolvedRequest, before: Answer | undefined): Sought | undefined {
    const { model, body, provider, numbers = [], maxOutputTokens = Infinity, attached } = request;
    if (provider === sandboxProvider) {
      return undefined;
    }
    const isLike = before?.kind === "text" && before.provider !== sandboxProvider;
    return {
      like: this.#kindOf(block, model, body, attached !== undefined),
      bytes: countBytes(body),
      exactTokens: request.inputTokens,
      pictures: numbers.length,
      maxOutputTokens,
      isFlex: isFlex(body),
      outputBefore: isLike ? before.usage?.output_tokens : undefined,
    };
  }

  /** @param hasFiles whether files go along, whose tokens no body tells */
  #kindOf(
    { kind }: Asked,
    model: string,
    { size, quality }: JsonObject,
    hasFiles: boolean,
  ): Learnt {
    const form = kind === "image" ? [size ?? null, quality ?? null] : [kind === "alt", hasFiles];
    const key = JSON.stringify([model, kind === "image", ...form]);
    const learnt = this.#kinds.get(key) ?? nothing();
    this.#kinds.set(key, learnt);
    return learnt;
  }
}

/** What of a request says what it will take. */
export interface Sought {
  /** What like requests have taken: complete once all answers are learnt. */
  readonly like: Readonly<Learnt>;
  readonly bytes: number;
  /** What its provider has counted. */
  readonly exactTokens: number | undefined;
  readonly pictures: number;
  readonly maxOutputTokens: number;
  /** Whether it asks for the cheap tier, and so far as there is room is served in it. */
  readonly isFlex: boolean;
  /** What the answer took that this one replaces: it tells best how long a text will be. */
  readonly outputBefore: number | undefined;
}

/**
 * What a request takes about, once all answers are learnt.
 * @param extraTokens of answers that the prompt will quote and that are not there yet
 * @returns undefined when nothing of the kind is recorded
 */
export function estimate(
  { like, bytes, exactTokens, pictures, maxOutputTokens, outputBefore, isFlex: inFlex }: Sought,
  price: Price | undefined,
  extraTokens = 0,
): Estimate | undefined {
  if (like.answers === 0) {
    return undefined;
  }
  const each = pictures > 0 ? pictures / Math.max(1, like.pictures) : 1 / like.answers;
  const perByte = like.inputTokens / like.requestBytes;
  const inputTokens =
    exactTokens ?? (pictures > 0 ? like.inputTokens * each : bytes * perByte + extraTokens);
  const shareOf = (tokens: number): number =>
    Math.round((inputTokens * tokens) / Math.max(1, like.inputTokens));
  const mean = like.outputTokens * each;
  const usage = {
    input_tokens: Math.round(inputTokens),
    cached_tokens: shareOf(like.cachedTokens),
    cache_write_tokens: shareOf(like.writtenTokens),
    output_tokens: Math.round(Math.min(maxOutputTokens, outputBefore ?? mean)),
    ...(inFlex && { service_tier: "flex" }),
  };
  const told = pictures > 0 && like.priced > 0 ? (like.usd / like.priced) * pictures : undefined;
  const usd = priceReply({ usage, ...(pictures > 0 && { pictures }) }, price) ?? told;
  return {
    inputTokens: usage.input_tokens,
    cachedTokens: usage.cached_tokens,
    outputTokens: usage.output_tokens,
    usd,
  };
}

function nothing(): Learnt {
  return {
    answers: 0,
    pictures: 0,
    requestBytes: 0,
    inputTokens: 0,
    cachedTokens: 0,
    writtenTokens: 0,
    outputTokens: 0,
    priced: 0,
    usd: 0,
  };
}
