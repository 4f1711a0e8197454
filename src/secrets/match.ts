import { gramLength, leastBehindPrefix, type Needle, shortestParts } from "./needles.ts";
import type { Compact, View } from "./view.ts";
import { decode } from "./views.ts";

/** A stretch that a page and a needle have in common, as long as possible; in compact text. */
export interface Overlap {
  /** In the page. */
  readonly from: number;
  readonly to: number;
  /** In the needle. */
  readonly begin: number;
}

/** Extends a piece that was found to both sides. */
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

/** Up to this many characters at an end may belong to the next word. */
const longestLooseEnd = 3;

/**
 * Drops up to three characters at each end of a partial overlap that are separated from the rest:
 * what follows a part on the page may match the key by chance.
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

/** Whether more than hyphens and underscores separates a character of a compact text from the one before. */
function standsApart({ indices }: Compact, { text }: View, at: number): boolean {
  const between = text.slice((indices[at - 1] ?? 0) + 1, indices[at]);
  return between !== "" && !/^[-_]+$/.test(between);
}

/** The stretch as the page writes it, with adjacent hyphens and underscores that the needle has too. */
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

/** A part within a longer run than this is in a digest or a picture, not in prose. */
const longSurroundings = 16;
/** How many bits of the key a part must reveal there. */
const leastBits = 48;

/** A piece that a page and a needle have in common. */
export interface Part {
  /** In letters and digits. */
  readonly found: string;
  /** Where it begins in the needle. */
  readonly begin: number;
  /** As the page writes it. */
  readonly written: string;
  /** How many characters its run has beyond it. */
  readonly around: number;
}

/**
 * Whether a part of a made-up key counts: eight characters of its own, or the known prefix and four.
 * Within a longer run, such as a digest or a picture in base64, more is needed: there are many, and
 * eight hexadecimal digits would match by chance.
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

/** The most bits that a text of letters and digits can hold. */
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
