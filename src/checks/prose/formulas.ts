import { carriesAddress } from "./formula-addresses.ts";
import {
  isBracketFormula,
  isDisplayFormula,
  isDollarFormula,
  isSquareFormula,
} from "./formula-signs.ts";

/** Longer formulas are not looked for, so that unpaired marks take no time. */
export const longestFormula = 4000;

/** So much of what is behind a formula says whether its last dollar is a price's, in characters. */
export const seenBehind = 3;
/** Letters and digits beside which a dollar is a price's; scripts without spaces are no sign of one. */
const joins = /(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}])[\p{L}\p{N}]/u;

/** A formula's end in `source`, exclusive, when one begins at `start`; else -1. */
export function findMathEnd(source: string, start: number, before: string): number {
  if (source[start] === "$") {
    return findDollarEnd(source, start, before);
  }
  if (source[start] !== "\\") {
    return -1;
  }
  if (source[start + 1] === "(") {
    return findBracketEnd(source, start, "(", ")");
  }
  if (source[start + 1] === "[") {
    return findBracketEnd(source, start, "[", "]");
  }
  return -1;
}

/** The end of `\( … \)` or `\[ … \]`, where `\\` inside is a line break of TeX's. */
function findBracketEnd(source: string, start: number, open: string, close: string): number {
  const limit = Math.min(source.length, start + longestFormula);
  for (let index = start + 2; index < limit; index += 1) {
    if (source[index] !== "\\") {
      continue;
    }
    index += 1;
    if (source[index] === open) {
      return -1;
    }
    if (source[index] !== close) {
      continue;
    }
    const content = source.slice(start + 2, index - 1);
    const isOne = open === "(" ? isBracketFormula : isSquareFormula;
    return mayBeFormula(content) && isOne(content) ? index + 1 : -1;
  }
  return -1;
}

/**
 * Dollars are a formula's under the rules that GitHub and pandoc share, no white space inside either
 * one, no letter or digit outside, and only where something between them says so: no price is one.
 */
function findDollarEnd(source: string, start: number, before: string): number {
  const width = source.startsWith("$$", start) ? 2 : 1;
  const delimiter = "$".repeat(width);
  const from = start + width;
  if (before === "$" || (width === 1 && joins.test(before))) {
    return -1;
  }
  if (width === 1 && /^\s/u.test(source.slice(from, from + 1))) {
    return -1;
  }
  let end = from;
  const limit = Math.min(source.length, start + longestFormula);
  while (end < limit && source[end] !== "$") {
    end += source[end] === "\\" ? 2 : 1;
  }
  if (!source.startsWith(delimiter, end)) {
    return -1;
  }
  const content = source.slice(from, end);
  const behind = source.slice(end + width, end + width + seenBehind);
  if (behind.startsWith("$") || !mayBeFormula(content)) {
    return -1;
  }
  if (width === 2) {
    return isDisplayFormula(content) ? end + width : -1;
  }
  const isEnd =
    !/\s$/u.test(content) && (!joins.test(behind.slice(0, 1)) || isOrdinal(content, behind));
  return isEnd && isDollarFormula(content, behind) ? end + width : -1;
}

/** `$n$th`, where a letter must not make a price's dollar of the last one. */
function isOrdinal(content: string, behind: string): boolean {
  return /\p{L}/u.test(content) && /^(?:th|st|nd|rd|s)(?![\p{L}\p{N}])/u.test(behind);
}

/** A formula may hold nothing that is code, a link or an address to a reader without formulas. */
function mayBeFormula(content: string): boolean {
  return (
    content.trim() !== "" &&
    !content.includes("`") &&
    !content.includes("](") &&
    !/:\/\/|www\.|[\w.+-]@[A-Za-z\d-]+\./i.test(content) &&
    !/\n[ \t]*\n/.test(content) &&
    !carriesAddress(content)
  );
}

/** Blanks out the formulas of a text, line for line: what remains stands where it stood. */
export function withoutFormulas(source: string): string {
  const marks = /[$\\]/g;
  let rest = "";
  let done = 0;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    const { index } = mark;
    const end = findMathEnd(source, index, source[index - 1] ?? "");
    if (end >= 0) {
      rest += source.slice(done, index) + source.slice(index, end).replace(/[^\n]/g, " ");
      done = end;
      marks.lastIndex = end;
    } else if (source[index] === "\\") {
      marks.lastIndex = index + 2;
    } // What it escapes is no mark.
  }
  return rest + source.slice(done);
}
