import { arabic } from "./arabic.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { italian } from "./italian.ts";
import { portuguese } from "./portuguese.ts";
import { spanish } from "./spanish.ts";
import type { Messages } from "./types.ts";

const catalogue: Readonly<Record<string, Messages>> = {
  en: english,
  pt: portuguese,
  es: spanish,
  fr: french,
  de: german,
  it: italian,
  ar: arabic,
};

/** The languages in which there is a first article as well, as the first part of a tag. */
export const writtenLanguages: readonly string[] = Object.keys(catalogue).filter(
  (language) => language !== "ar",
);

/** English, but for what a reader of another language would stumble over beside an alt text. */
const elsewhere: Messages = { ...english, numberOf: (number, of) => `${number}/${of}` };

/** The sentences in a language, and the locale for its numbers, dates and lists. */
export interface Wording {
  readonly messages: Messages;
  readonly locale: string;
}

/** By the language as it is written: asking for a locale's data is slow, and every article does. */
const found = new Map<string, Wording>();

/** In the languages above, of any region; in English for every other language. */
export function findWording(language: string): Wording {
  const wording = found.get(language) ?? chooseWording(language);
  found.set(language, wording);
  return wording;
}

function chooseWording(language: string): Wording {
  const base = language.split(/[-_]/)[0]?.toLowerCase() ?? "";
  const messages = Object.hasOwn(catalogue, base) ? catalogue[base] : undefined;
  if (messages === undefined) {
    return { messages: elsewhere, locale: "en" };
  }
  const tag = language.replaceAll("_", "-");
  return { messages, locale: tag === base || isLocale(tag) ? tag : base };
}

function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
