import type { Answer } from "../answers/types.ts";
import { findWording, type Speaker, type Wording } from "./locales/messages.ts";
import type { ArticleDocument, UsageTotals } from "./types.ts";

/**
 * Adds up what the answers of an article took. The cost is absent as soon as the price of one
 * answer is unknown; the sandbox costs nothing.
 */
export function sumUsage(answers: Iterable<Answer>): UsageTotals {
  const all = [...answers];
  const texts = all.filter((answer) => answer.kind === "text");
  const pictures = all.filter((answer) => answer.kind === "image");
  const costs = all.map(
    (answer) => answer.cost_usd ?? (answer.provider === "sandbox" ? 0 : undefined),
  );
  const known = costs.filter((cost) => cost !== undefined);
  return {
    requests: all.length,
    textAnswers: texts.length,
    images: sum(pictures.map((answer) => answer.images.length)),
    inputTokens: sum(all.map((answer) => answer.usage?.input_tokens ?? 0)),
    outputTokens: sum(all.map((answer) => answer.usage?.output_tokens ?? 0)),
    answersWithoutTokens: all.filter((answer) => answer.usage === undefined).length,
    ...(known.length === costs.length ? { costUsd: sum(known) } : {}),
    models: namesOf(all),
    textModels: namesOf(texts),
    imageModels: namesOf(pictures),
    editedAnswers: texts.filter((answer) => answer.edited).length,
  };
}

/** Says in one paragraph, in the language of the article, what it took; plain text. */
export function describeUsage(totals: UsageTotals, page: Speaker): string {
  const wording = findWording(page);
  const { messages } = wording;
  if (totals.requests === 0) {
    return messages.noUsage;
  }
  const number = (value: number): string => formatNumber(value, wording);
  const contents = [
    totals.textAnswers > 0 ? messages.texts(totals.textAnswers, number(totals.textAnswers)) : "",
    totals.images > 0 ? messages.images(totals.images, number(totals.images)) : "",
  ].filter((part) => part !== "");
  const requests = messages.requests(totals.requests, number(totals.requests));
  const sentences = [
    messages.usage({ requests, contents: joinNames(contents, wording) }),
    ...describeTokens(totals, wording),
    totals.models.length > 0
      ? messages.models(totals.models.length, joinNames(totals.models, wording))
      : "",
    totals.costUsd === undefined
      ? messages.costUnknown
      : messages.cost(formatUsd(totals.costUsd, wording)),
    totals.editedAnswers > 0
      ? messages.edited(totals.editedAnswers, number(totals.editedAnswers))
      : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** What is not known is said to be unknown, never counted as nothing. */
function describeTokens(totals: UsageTotals, wording: Wording): readonly string[] {
  const { messages } = wording;
  const { requests, answersWithoutTokens: without } = totals;
  if (without === requests) {
    return [messages.tokensUnknown];
  }
  const number = (value: number): string => formatNumber(value, wording);
  return [
    messages.tokens(number(totals.inputTokens), number(totals.outputTokens)),
    ...(without === 0 ? [] : [messages.tokensLeftOut(without, number(without))]),
  ];
}

/**
 * The last line of a page: that a program assembled it, and which models it is by; undefined where
 * the article does without.
 */
export function describeMaking(
  page: Pick<ArticleDocument, "usage" | "language" | "wording" | "sandbox" | "aiNote">,
): string | undefined {
  const { usage: totals, sandbox, aiNote } = page;
  if (!aiNote) {
    return undefined;
  }
  const wording = findWording(page);
  const { colophon } = wording.messages;
  if (sandbox) {
    return colophon.sandbox;
  }
  const texts = totals.textModels.length > 0;
  const images = totals.imageModels.length > 0;
  const parts = [
    ...(texts ? [colophon.texts(joinNames(totals.textModels, wording))] : []),
    ...(images ? [colophon.images(joinNames(totals.imageModels, wording))] : []),
  ];
  return parts.length === 0
    ? colophon.alone
    : colophon.made(parts.join(colophon.and), { texts, images });
}

function joinNames(names: readonly string[], { locale }: Wording): string {
  // One is written as it is; a list takes the data of a locale, which loads slowly.
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) {
    return only;
  }
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
}

function formatNumber(value: number, { locale }: Wording): string {
  return hardenSpaces(new Intl.NumberFormat(locale).format(value));
}

/**
 * Four digits after the point for less than a cent's worth of difference to show, and more where
 * a cost would look like none.
 */
function formatUsd(value: number, { locale }: Wording): string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
    maximumSignificantDigits: 2,
    roundingPriority: "morePrecision",
  });
  return hardenSpaces(format.format(value));
}

/** Versions of the locale data differ in which space they use; the page has one kind. */
function hardenSpaces(text: string): string {
  return text.replaceAll(/[ \u00A0\u202F]/g, "\u00A0");
}

function namesOf(answers: readonly Answer[]): readonly string[] {
  return [...new Set(answers.map((answer) => answer.served_by ?? answer.model))].toSorted();
}

/** Rounded to what a price can mean, so that the order of addition leaves no trace. */
function sum(values: readonly number[]): number {
  const total = values.reduce((subtotal, value) => subtotal + value, 0);
  return Math.round(total * 1e9) / 1e9;
}
