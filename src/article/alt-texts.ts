import { findWording } from "./locales/messages.ts";

const ofWords: Readonly<Record<string, string>> = {
  de: "von",
  en: "of",
  es: "de",
  fr: "sur",
  it: "di",
  pt: "de",
};

/** `Casa branca (2 de 10)`: tells apart pictures that share one alt text, in the article's language. */
export function numberAlt(alt: string, number: number, of: number, language: string): string {
  const word = ofWords[language.split("-")[0]?.toLowerCase() ?? ""];
  return `${alt} (${word === undefined ? `${number}/${of}` : `${number} ${word} ${of}`})`;
}

/**
 * `All 10 pictures in one: White house`: the alt text of a contact sheet, in the article's language.
 * @param alt what the pictures have in common, if anything
 */
export function sheetAlt(count: number, language: string, alt: string | undefined): string {
  const { messages, locale } = findWording(language);
  const all = messages.allInOne(new Intl.NumberFormat(locale).format(count));
  return alt === undefined || alt === "" ? all : `${all}: ${alt}`;
}
