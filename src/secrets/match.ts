import type { Compact } from "./compact.ts";
import { decode } from "./decode.ts";
import { gramLength, leastBehindPrefix, type Needle, shortestParts } from "./needles.ts";
import type { View } from "./view.ts";

/** What stands alike in a page and in a needle, as long as it goes on; all in compact text. */
export interface Overlap {
  /** In the page. */
  readonly from: number;
  readonly to: number;
  /** In the needle. */
  readonly begin: number;
}

/** Goes on to both sides of a piece that is found. */
export function extend(page: string, position: number, needle: Needle, offset: number): Overlap {
  const { text } = needle;
  let before = 0;
  while (
    before < Math.min(position, offset) &&
    page.charCodeAt(position - before - 1) === text.charCodeAt(offset - before - 1)
  ) {
    before += 1;
  }
  let to = position + gramLength;
  const last = Math.min(page.length, position + text.length - offset);
  while (to < last && page.charCodeAt(to) === text.charCodeAt(offset + to - position)) {
    to += 1;
  }
  return { from: position - before, to, begin: offset - before };
}

/** So many characters at an end, apart from the rest, may be the next word's first ones. */
const longestLooseEnd = 3;

/**
 * An overlap that is not the whole, without up to three characters at each end that stand apart: by
 * chance, what follows a part on the page may go on like the key.
 */
export function withoutLooseEnds(
  overlap: Overlap,
  page: Compact,
  view: View,
  length: number,
): Overlap {
  let { from, to, begin } = overlap;
  if (to - from === length) {
    return overlap;
  }
  for (let cut = 1; cut <= longestLooseEnd && to - cut > from; cut += 1) {
    if (!standsApart(page, view, overlap.to - cut)) {
      continue;
    }
    to = overlap.to - cut;
    break;
  }
  for (let cut = 1; cut <= longestLooseEnd && from + cut < to; cut += 1) {
    if (!standsApart(page, view, overlap.from + cut)) {
      continue;
    }
    from = overlap.from + cut;
    begin += cut;
    break;
  }
  return { from, to, begin };
}

/** Whether more than a hyphen or an underscore is left out before a character of a compact text. */
function standsApart({ indices }: Compact, { text }: View, at: number): boolean {
  const between = text.slice((indices[at - 1] ?? 0) + 1, indices[at]);
  return between !== "" && !/^[-_]+$/.test(between);
}

/** What stands in the page, with the signs beside it that are the needle's as well. */
export function readAround(text: string, start: number, end: number, { spelt }: Needle): string {
  let written = text.slice(start, end);
  if (!spelt.includes(written)) {
    return written;
  }
  for (let first = start - 1; first >= 0; first -= 1) {
    const wider = text.charAt(first) + written;
    if (!isSign(text.charCodeAt(first)) || !spelt.includes(wider)) {
      break;
    }
    written = wider;
  }
  for (let last = end; last < text.length; last += 1) {
    const wider = written + text.charAt(last);
    if (!isSign(text.charCodeAt(last)) || !spelt.includes(wider)) {
      break;
    }
    written = wider;
  }
  return written;
}

function isSign(code: number): boolean {
  return code === 45 || code === 95;
}

/** A secret made of words counts only as it is written: `version10` is not in `Version 1.0`. */
export function standsExactly(written: string, { spelt }: Needle): boolean {
  const comparable = toComparable(written);
  return (
    comparable === toComparable(spelt) || comparable === toComparable(decode({ text: spelt }).text)
  );
}

function toComparable(text: string): string {
  return text
    .replaceAll("\\", "")
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

/** Around a part, so many more characters without a break are a digest or a picture, not prose. */
const longSurroundings = 16;
/** What a part must tell of the key, in bits, in such a place. */
const leastBits = 48;

/** A piece of a page that stands in a needle as well. */
export interface Part {
  /** In letters and digits. */
  readonly found: string;
  /** Where it begins in the needle. */
  readonly begin: number;
  /** With what stands between them in the page. */
  readonly written: string;
  /** How many characters its run has beyond it. */
  readonly around: number;
}

/**
 * Whether a part of a made-up key counts: eight characters of its own, or the known prefix and four.
 * Within a longer run, as digests and pictures in base64 are, more is wanted: there are many of
 * them, and eight hexadecimal digits would meet by chance.
 */
export function countsAsPart({ found, begin, written, around }: Part, needle: Needle): boolean {
  const { shortestPart, prefixLength, spelt } = needle;
  if (shortestPart === undefined) {
    return false;
  }
  const own = found.slice(Math.max(0, prefixLength - begin));
  const isStart =
    begin === 0 && own.length >= leastBehindPrefix && found.length >= shortestParts.value;
  // Its hyphens and underscores are characters of a key as well, where they stand in the page too.
  const isLongEnough =
    own.length >= shortestPart ||
    (own === found && written.length >= shortestPart && spelt.includes(written));
  return (isStart || isLongEnough) && (around <= longSurroundings || bitsOf(own) >= leastBits);
}

/** How much a text of letters and digits tells at the most. */
function bitsOf(text: string): number {
  const perCharacter = /^\d+$/.test(text) ? 3.3 : /^[\da-f]+$/.test(text) ? 4 : 5.1;
  return text.length * perCharacter;
}

/** How many letters and digits surround a part without a break. */
export function countAround({ text }: View, start: number, end: number): number {
  let first = start;
  while (first > 0 && start - first <= longSurroundings && isOfRun(text.charCodeAt(first - 1))) {
    first -= 1;
  }
  let last = end;
  while (last < text.length && last - end <= longSurroundings && isOfRun(text.charCodeAt(last))) {
    last += 1;
  }
  return start - first + (last - end);
}

function isOfRun(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
