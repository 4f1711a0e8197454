import { findWording, type Speaker } from "./messages.ts";

/** `Casa branca (2 de 10)`: tells apart pictures that share one alt text, in the article's language. */
export function numberAlt(alt: string, number: number, of: number, speaker: Speaker): string {
  return `${alt} (${findWording(speaker).messages.numberOf(number, of)})`;
}

/** `Picture unavailable: White house`: the alt text of a placeholder, in the article's language. */
export function missingAlt(alt: string, speaker: Speaker): string {
  const { messages, locale } = findWording(speaker);
  const [first = "", ...rest] = messages.pictureUnavailable;
  const missing = first.toLocaleUpperCase(locale) + rest.join("");
  return alt === "" ? missing : `${missing}: ${alt}`;
}

/**
 * `All 10 pictures in one: White house`: the alt text of a contact sheet, in the article's language.
 * @param alt what the pictures have in common, if anything
 */
export function sheetAlt(count: number, speaker: Speaker, alt: string | undefined): string {
  const { messages, locale } = findWording(speaker);
  const all = messages.allInOne(new Intl.NumberFormat(locale).format(count));
  return alt === undefined || alt === "" ? all : `${all}: ${alt}`;
}
