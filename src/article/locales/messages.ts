import { arabic } from "./arabic.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { hebrew } from "./hebrew.ts";
import { italian } from "./italian.ts";
import { portuguese } from "./portuguese.ts";
import { spanish } from "./spanish.ts";
import { findOwnWords, toMessages } from "./own-messages.ts";
import { knownLocale, type OwnWording } from "../../blocks/settings/wording.ts";
import type { Messages } from "./types.ts";

const catalogue: Readonly<Record<string, Messages>> = {
  en: english,
  pt: portuguese,
  es: spanish,
  fr: french,
  de: german,
  it: italian,
  ar: arabic,
  he: hebrew,
};

/** The languages in which there is a first article as well, as the first part of a tag. */
export const writtenLanguages: readonly string[] = Object.keys(catalogue).filter(
  (language) => language !== "ar" && language !== "he",
);

/** English, but for what a reader of another language would stumble over beside an alt text. */
const elsewhere: Messages = { ...english, numberOf: (number, of) => `${number}/${of}` };

/** The sentences in a language, and the locale for its numbers, dates and lists. */
export interface Wording {
  readonly messages: Messages;
  readonly locale: string;
}

/** Who speaks: an article, or its page. */
export interface Speaker {
  /** A BCP 47 tag. */
  readonly language: string;
  /** The job's own words, over those that Prelo has. */
  readonly wording?: OwnWording;
}

const noWording: OwnWording = {};

/** By the job's own words and the language: asking for a locale's data is slow, and every article does. */
const found = new WeakMap<OwnWording, Map<string, Wording>>();

/** In the job's own words, or those of the languages above, of any region; else in English. */
export function findWording({ language, wording = noWording }: Speaker): Wording {
  const known = found.get(wording) ?? new Map<string, Wording>();
  found.set(wording, known);
  const chosen = known.get(language) ?? chooseWording(language, wording);
  known.set(language, chosen);
  return chosen;
}

/** Whether there are words in a language; where not, its pages say what they say themselves in English. */
export function hasWording({ language, wording = noWording }: Speaker): boolean {
  return (
    findOwnWords(language, wording) !== undefined || Object.hasOwn(catalogue, baseOf(language))
  );
}

function chooseWording(language: string, wording: OwnWording): Wording {
  const base = baseOf(language);
  const tag = language.replaceAll("_", "-");
  const own = findOwnWords(language, wording);
  if (own !== undefined) {
    const locale = knownLocale(tag);
    return { messages: toMessages(own, locale), locale };
  }
  const messages = Object.hasOwn(catalogue, base) ? catalogue[base] : undefined;
  return messages === undefined
    ? { messages: elsewhere, locale: "en" }
    : { messages, locale: tag === base || isLocale(tag) ? tag : base };
}

function baseOf(language: string): string {
  return language.split(/[-_]/)[0]?.toLowerCase() ?? "";
}

function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
