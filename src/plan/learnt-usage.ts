import type { Answer } from "../answers/types.ts";
import type { Asked } from "../job/asked.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { JsonObject, Price, ResolvedRequest } from "../job/types.ts";
import { countBytes, priceReply } from "./cost.ts";

/** What a request will take about, as far as like ones tell that have been answered. */
export interface Estimate {
  readonly inputTokens: number;
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
    const key = keyOf(block, model, request);
    const learnt = this.#kinds.get(key) ?? nothing();
    learnt.answers += 1;
    learnt.pictures += pictures;
    learnt.requestBytes += countBytes(request);
    learnt.inputTokens += usage.input_tokens;
    learnt.outputTokens += usage.output_tokens;
    if (usd !== undefined) {
      learnt.priced += pictures || 1;
      learnt.usd += usd;
    }
    this.#kinds.set(key, learnt);
  }

  /**
   * @param extraTokens of answers that the prompt will quote and that are not there yet
   * @returns undefined when nothing of the kind is recorded
   */
  estimate(
    { key, isSandbox, bytes, pictures, maxOutputTokens, outputBefore }: Sought,
    price: Price | undefined,
    extraTokens = 0,
  ): Estimate | undefined {
    const learnt = this.#kinds.get(key);
    if (learnt === undefined || isSandbox) {
      return undefined;
    }
    const each = pictures > 0 ? pictures / Math.max(1, learnt.pictures) : 1 / learnt.answers;
    const perByte = learnt.inputTokens / learnt.requestBytes;
    const inputTokens = pictures > 0 ? learnt.inputTokens * each : bytes * perByte + extraTokens;
    const mean = learnt.outputTokens * each;
    const usage = {
      input_tokens: Math.round(inputTokens),
      output_tokens: Math.round(Math.min(maxOutputTokens, outputBefore ?? mean)),
    };
    const told =
      pictures > 0 && learnt.priced > 0 ? (learnt.usd / learnt.priced) * pictures : undefined;
    const usd = priceReply({ usage, ...(pictures > 0 && { pictures }) }, price) ?? told;
    return { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens, usd };
  }
}

/** What of a request says what it will take. */
export interface Sought {
  /** What like requests have in common. */
  readonly key: string;
  readonly isSandbox: boolean;
  readonly bytes: number;
  readonly pictures: number;
  readonly maxOutputTokens: number;
  /** What the answer took that this one replaces: it tells best how long a text will be. */
  readonly outputBefore: number | undefined;
}

/** @param before the answer that is to be replaced */
export function describeRequest(
  block: Asked,
  { model, body, provider, numbers = [], maxOutputTokens = Infinity }: ResolvedRequest,
  before: Answer | undefined,
): Sought {
  const isLike = before?.kind === "text" && before.provider !== sandboxProvider;
  return {
    key: keyOf(block, model, body),
    isSandbox: provider === sandboxProvider,
    bytes: countBytes(body),
    pictures: numbers.length,
    maxOutputTokens,
    outputBefore: isLike ? before.usage?.output_tokens : undefined,
  };
}

function keyOf({ kind }: Asked, model: string, { size, quality }: JsonObject): string {
  const form = kind === "image" ? [size ?? null, quality ?? null] : [kind === "alt"];
  return JSON.stringify([model, kind === "image", ...form]);
}

function nothing(): Learnt {
  return {
    answers: 0,
    pictures: 0,
    requestBytes: 0,
    inputTokens: 0,
    outputTokens: 0,
    priced: 0,
    usd: 0,
  };
}
