import { sandboxProvider } from "../job/provider-names.ts";
import { roundUsd } from "./round-usd.ts";
import type { Answer } from "./types.ts";

/** What recorded answers took together. */
export interface Spent {
  answers: number;
  pictures: number;
  inputTokens: number;
  /** Of the input: what came from the provider's cache. */
  cachedTokens: number;
  outputTokens: number;
  /** US dollars, of those whose price was known. */
  usd: number;
  /** Answers whose price was not known. */
  unpriced: number;
}

/** Where money went: the same sums, seen in three ways; each sorted by its name. */
export interface SpendingReport {
  readonly total: Spent;
  readonly articles: ReadonlyMap<string, Spent>;
  readonly models: ReadonlyMap<string, Spent>;
  /** By the month in which it was asked, as YYYY-MM. */
  readonly months: ReadonlyMap<string, Spent>;
}

/** An answer, and whose it is. */
export interface PaidAnswer {
  readonly article: string;
  readonly answer: Answer;
}

/**
 * Adds up what answers took, superseded and rejected ones among them: they were paid for. An answer that is
 * recorded twice, because two blocks ask the same or it was moved, counts once; the sandbox costs nothing.
 */
export function reportSpending(paid: Iterable<PaidAnswer>): SpendingReport {
  const total = nothingSpent();
  const articles = new Map<string, Spent>();
  const models = new Map<string, Spent>();
  const months = new Map<string, Spent>();
  const seen = new Set<string>();
  for (const { article, answer } of paid) {
    const { provider, model, fingerprint, created } = answer;
    // A picture that was set aside is of the same request and moment as those that stayed.
    const pictures = answer.kind === "image" ? answer.images.map(({ sha256 }) => sha256) : [];
    const key = [fingerprint, created, ...pictures].join(" ");
    if (provider === sandboxProvider || model === "" || seen.has(key)) {
      continue;
    }
    seen.add(key);
    const month = created.slice(0, "YYYY-MM".length);
    for (const sum of [
      total,
      sumOf(articles, article),
      sumOf(models, answer.served_by ?? model),
      sumOf(months, month),
    ]) {
      add(sum, answer);
    }
  }
  return { total, articles: inOrder(articles), models: inOrder(models), months: inOrder(months) };
}

function sumOf(sums: Map<string, Spent>, name: string): Spent {
  const sum = sums.get(name) ?? nothingSpent();
  sums.set(name, sum);
  return sum;
}

function add(sum: Spent, answer: Answer): void {
  const { usage, cost_usd: usd } = answer;
  sum.answers += 1;
  sum.pictures += answer.kind === "image" ? answer.images.length : 0;
  sum.inputTokens += usage?.input_tokens ?? 0;
  sum.cachedTokens += usage?.cached_tokens ?? 0;
  sum.outputTokens += usage?.output_tokens ?? 0;
  sum.usd = roundUsd(sum.usd + (usd ?? 0));
  sum.unpriced += usd === undefined ? 1 : 0;
}

function nothingSpent(): Spent {
  return {
    answers: 0,
    pictures: 0,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    usd: 0,
    unpriced: 0,
  };
}

function inOrder(sums: ReadonlyMap<string, Spent>): ReadonlyMap<string, Spent> {
  return new Map([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
