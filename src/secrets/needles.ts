import type { Secret } from "./collect.ts";
import { looksGenerated, publicPrefixLength } from "./randomness.ts";
import { compact } from "./view.ts";
import { decode } from "./views.ts";

/** The length of the pieces that are indexed, in letters and digits; nothing shorter is found. */
export const gramLength = 6;

/** One spelling of a secret. */
export interface Needle {
  readonly secret: Secret;
  readonly form: "value" | "base64" | "hexadecimal" | "base32" | "reversed";
  /** Compacted. */
  readonly text: string;
  /** Before it was compacted. */
  readonly spelt: string;
  /** True for a secret made of words: only its exact spelling counts. */
  readonly isExact: boolean;
  /** The shortest part that counts; undefined when only the whole does. */
  readonly shortestPart?: number;
  /** How many characters at its start are public. */
  readonly prefixLength: number;
  /** Where parts may begin. */
  readonly offsets: readonly number[];
}

/** A part that begins like the key counts from this many characters behind the public prefix on. */
export const leastBehindPrefix = 4;
/** In base64, for the same eight characters of the value; hexadecimal takes two for each. */
export const shortestParts = {
  value: 8,
  base64: 12,
  hexadecimal: 16,
  base32: 14,
  reversed: 12,
} as const;

/**
 * The spellings of a secret: its value, whose encoding in a page is undone before it is searched;
 * base64, in both alphabets, at each of the three places where it may begin in a group of three
 * bytes; hexadecimal; base32, at each of five places. A provider's key also in base64 of base64, and
 * backwards.
 */
export function needlesOf(secret: Secret): readonly Needle[] {
  const { value } = secret;
  const isGenerated = looksGenerated(value.slice(publicPrefixLength(value)));
  const spellings = [
    { form: "value", spelt: value } as const,
    ...base64Cores(value).map((spelt) => ({ form: "base64", spelt }) as const),
    { form: "hexadecimal", spelt: Buffer.from(value).toString("hex") } as const,
    ...base32Cores(value).map((spelt) => ({ form: "base32", spelt }) as const),
    ...(secret.isKey ? further(value) : []),
  ];
  return spellings.flatMap(({ form, spelt }): Needle[] => {
    const text = form === "value" ? plain(spelt) : compact({ text: spelt }).text;
    if (text.length < gramLength) {
      return [];
    }
    const needle = { secret, form, text, spelt, isExact: !isGenerated };
    if (!isGenerated) {
      return [{ ...needle, prefixLength: 0, offsets: [0] }];
    }
    const prefixLength = prefixIn(form, value);
    const offsets = form === "value" ? windowsOf(spelt, text, prefixLength) : startsIn(text);
    return [{ ...needle, shortestPart: shortestParts[form], prefixLength, offsets }];
  });
}

function further(value: string): readonly Pick<Needle, "form" | "spelt">[] {
  return [
    ...base64Cores(value)
      .flatMap(base64Cores)
      .map((spelt) => ({ form: "base64", spelt }) as const),
    { form: "reversed", spelt: Array.from(value).toReversed().join("") },
  ];
}

function plain(text: string): string {
  return compact(decode({ text })).text;
}

function prefixIn(form: Needle["form"], value: string): number {
  const prefix = value.slice(0, publicPrefixLength(value));
  if (form === "value") {
    return plain(prefix).length;
  }
  switch (form) {
    case "hexadecimal":
      return prefix.length * 2;
    case "base32":
      return Math.ceil((prefix.length * 8) / 5) + 1;
    case "reversed":
      return 0;
    case "base64":
      return Math.ceil((prefix.length * 4) / 3) + 1;
  }
}

function startsIn(text: string): number[] {
  return Array.from({ length: text.length - gramLength + 1 }, (_, start) => start);
}

/** Where a part can begin: not where it would only be a word in the key. */
function windowsOf(spelt: string, text: string, prefixLength: number): readonly number[] {
  const ranges = wordsIn(spelt);
  return startsIn(text).filter((start) => {
    const end = start + gramLength;
    if (start > 0 && end < prefixLength + leastBehindPrefix) {
      return false;
    }
    return start === 0 || !ranges.some(([from, to]) => start >= from && end <= to);
  });
}

const word = "(?:[a-z]{3,}|[A-Z][a-z]{2,}|[A-Z]{3,})";
const words = new RegExp(
  `(?<![A-Za-z\\d])${word}(?:[^A-Za-z\\d]{1,3}${word})*(?![A-Za-z\\d])`,
  "g",
);

/** The ranges, in compact text, of words between separators: the first two of `acme-prod-8f3a…`. */
function wordsIn(spelt: string): readonly (readonly [number, number])[] {
  return [...spelt.matchAll(words)].map((match) => {
    const from = plain(spelt.slice(0, match.index)).length;
    return [from, from + plain(match[0]).length] as const;
  });
}

/**
 * The characters of base64 that a value always gives, whatever stands before and after it, for
 * each of the three places where it may begin in a group of three bytes. The two alphabets differ
 * in signs only, which compact text does not have.
 */
function base64Cores(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  return [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const first = Math.ceil((offset * 8) / 6);
    const whole = Math.floor((padded.length * 8) / 6);
    return Buffer.from(padded).toString("base64").slice(first, whole);
  });
}

const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** As of base64: what base32 always gives, for each of five places in a group of five bytes. */
function base32Cores(value: string): readonly string[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [0, 1, 2, 3, 4].map((offset) => {
    const bits = [...Array.from({ length: offset }, () => 0), ...bytes]
      .map((byte) => byte.toString(2).padStart(8, "0"))
      .join("");
    const first = Math.ceil((offset * 8) / 5);
    const whole = Math.floor(bits.length / 5);
    return Array.from({ length: whole - first }, (_, index) =>
      base32Alphabet.charAt(
        Number.parseInt(bits.slice((first + index) * 5, (first + index + 1) * 5), 2),
      ),
    ).join("");
  });
}
