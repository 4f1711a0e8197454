import { compact } from "./compact.ts";
import { decode } from "./decode.ts";
import { looksGenerated, publicPrefixLength } from "./randomness.ts";
import type { Secret } from "./secret.ts";

/** In how many letters and digits a text is looked up; nothing shorter is found. */
export const gramLength = 6;

/** One way in which a secret may be spelt. */
export interface Needle {
  readonly secret: Secret;
  readonly form: "value" | "base64" | "hexadecimal";
  /** Compacted. */
  readonly text: string;
  /** Before it was compacted. */
  readonly spelt: string;
  /** True for a secret that is made of words: it must stand there as it is written to count. */
  readonly isExact: boolean;
  /** The shortest part that counts; undefined when only the whole does. */
  readonly shortestPart?: number;
  /** How many characters at its start anyone may know. */
  readonly prefixLength: number;
  /** Where parts may begin. */
  readonly offsets: readonly number[];
}

/** A part that begins like the key counts from so many characters behind the known prefix on. */
export const leastBehindPrefix = 4;
/** In base64, for the same eight characters of the value; in hexadecimal two for each. */
export const shortestParts = { value: 8, base64: 12, hexadecimal: 16 } as const;

/**
 * The spellings of a secret: its value, whose encoding in a page is undone before it is searched;
 * base64, in both alphabets, at each of the three places where it may begin in a group of three
 * bytes; and hexadecimal.
 */
export function needlesOf(secret: Secret): readonly Needle[] {
  const { value } = secret;
  const isGenerated = looksGenerated(value.slice(publicPrefixLength(value)));
  const spellings = [
    { form: "value", spelt: value } as const,
    ...base64Cores(value).map((spelt) => ({ form: "base64", spelt }) as const),
    { form: "hexadecimal", spelt: Buffer.from(value).toString("hex") } as const,
  ];
  return spellings.flatMap(({ form, spelt }): Needle[] => {
    const text = form === "value" ? plain(spelt) : compact({ text: spelt }).text;
    if (text.length < gramLength) return [];
    const needle = { secret, form, text, spelt, isExact: !isGenerated };
    if (!isGenerated) return [{ ...needle, prefixLength: 0, offsets: [0] }];
    const prefixLength = prefixIn(form, value);
    const offsets = form === "value" ? windowsOf(spelt, text, prefixLength) : startsIn(text);
    return [{ ...needle, shortestPart: shortestParts[form], prefixLength, offsets }];
  });
}

function plain(text: string): string {
  return compact(decode({ text })).text;
}

function prefixIn(form: Needle["form"], value: string): number {
  const prefix = value.slice(0, publicPrefixLength(value));
  if (form === "value") return plain(prefix).length;
  return form === "hexadecimal" ? prefix.length * 2 : Math.ceil((prefix.length * 4) / 3) + 1;
}

function startsIn(text: string): number[] {
  return Array.from({ length: text.length - gramLength + 1 }, (_, start) => start);
}

/** Where a part can begin: not where it would be a word of the key's alone. */
function windowsOf(spelt: string, text: string, prefixLength: number): readonly number[] {
  const ranges = wordsIn(spelt);
  return startsIn(text).filter((start) => {
    const end = start + gramLength;
    if (start > 0 && end < prefixLength + leastBehindPrefix) return false;
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
