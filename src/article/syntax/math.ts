import type { TokenizerAndRendererExtension } from "marked";

/** Longer formulas are not looked for, so that unpaired marks take no time. */
const longestFormula = 4000;

/** A formula's end in `source`, exclusive, when one begins at `start`; else -1. */
export function findMathEnd(source: string, start: number, before: string): number {
  if (source[start] === "$") return findDollarEnd(source, start, before);
  if (source[start] !== "\\") return -1;
  if (source[start + 1] === "(") return findBracketEnd(source, start, "(", ")");
  if (source[start + 1] === "[") return findBracketEnd(source, start, "[", "]");
  return -1;
}

/** The end of `\( … \)` or `\[ … \]`, where `\\` inside is a line break of TeX's. */
function findBracketEnd(source: string, start: number, open: string, close: string): number {
  const limit = Math.min(source.length, start + longestFormula);
  for (let index = start + 2; index < limit; index += 1) {
    if (source[index] !== "\\") continue;
    index += 1;
    if (source[index] === open) return -1;
    if (source[index] !== close) continue;
    return isFormula(source.slice(start + 2, index - 1)) ? index + 1 : -1;
  }
  return -1;
}

/**
 * Dollars are a formula's under the rules that GitHub and pandoc share: no white space inside
 * either one, no letter or digit outside, so that prices stay prices.
 */
function findDollarEnd(source: string, start: number, before: string): number {
  const width = source.startsWith("$$", start) ? 2 : 1;
  const delimiter = "$".repeat(width);
  const from = start + width;
  if (before === "$" || (width === 1 && /[\p{L}\p{N}]/u.test(before))) return -1;
  if (width === 1 && /^\s/u.test(source.slice(from, from + 1))) return -1;
  let end = from;
  const limit = Math.min(source.length, start + longestFormula);
  while (end < limit && source[end] !== "$") end += source[end] === "\\" ? 2 : 1;
  const content = source.slice(from, end);
  if (!source.startsWith(delimiter, end) || !isFormula(content)) return -1;
  const after = source.slice(end + width, end + width + 1);
  if (after === "$" || (width === 1 && (/\s$/u.test(content) || /[\p{L}\p{N}]/u.test(after)))) {
    return -1;
  }
  return end + width;
}

/** A formula may hold nothing that is code, a link or an address to a reader without formulas. */
function isFormula(content: string): boolean {
  return (
    content.trim() !== "" &&
    !content.includes("`") &&
    !content.includes("](") &&
    !/:\/\/|www\.|[\w.+-]@[A-Za-z\d-]+\./i.test(content) &&
    !/[ \t]*\n[ \t]*\n/.test(content)
  );
}

/** Nothing to see, and no place to break a line: it keeps a letter away from a dollar. */
export const wordJoiner = "\u2060";

/** What stands beside a formula. */
interface FormulaPlace {
  /** The end of what is before it; empty at the beginning. */
  readonly before: string;
  /** The start of what is behind it; empty at the end. */
  readonly after: string;
  /**
   * What keeps the dollar from the letter, digit or dollar before it. GitHub reads a formula behind
   * white space, and behind hardly anything else.
   */
  readonly gap: string;
}

/**
 * A formula between dollars, in place of `\\(…\\)` or `\\[…\\]`: to a reader that does not know those,
 * the backslashes only escape the brackets. Where no reader takes a dollar for a formula's, a gap
 * before it and a word joiner behind it make room. One that dollars could not hold stays as it is.
 */
export function toDollars(raw: string, { before, after, gap }: FormulaPlace): string {
  if (!raw.startsWith("\\")) return raw;
  const mark = raw.startsWith("\\[") ? "$$" : "$";
  const formula = mark + raw.slice(2, -2).trim() + mark;
  if (findMathEnd(formula, 0, "") !== formula.length) return raw;
  // Two dollars only mind a third.
  const [joinsLeft, joinsRight] =
    mark === "$$" ? [/\$$/, /^\$/] : [/[\p{L}\p{N}$]$/u, /^[\p{L}\p{N}$]/u];
  return (joinsLeft.test(before) ? gap : "") + formula + (joinsRight.test(after) ? wordJoiner : "");
}

/** Keeps `<` from opening a tag where formulas are not known: TeX ignores the space. */
export function disarmFormula(content: string): string {
  return content.replaceAll(/<(?=[A-Za-z/!?])/g, "< ");
}

/** A display formula that stands alone on its lines, at the start of `source`. */
function matchMathBlock(
  source: string,
): { raw: string; open: "$$" | "\\["; content: string } | undefined {
  const indent = /^ {0,3}/.exec(source)?.[0].length ?? 0;
  const open = (["$$", "\\["] as const).find((mark) => source.startsWith(mark, indent));
  if (open === undefined) return undefined;
  const end = findMathEnd(source, indent, "");
  const tail = end < 0 ? null : /^[ \t]*(?:\n|$)/.exec(source.slice(end));
  if (tail === null) return undefined;
  const content = source.slice(indent + 2, end - 2);
  return { raw: source.slice(0, end + tail[0].length), open, content };
}

/** A display formula that stands alone on its lines. */
export const blockMath: TokenizerAndRendererExtension = {
  name: "mathBlock",
  level: "block",
  start(source) {
    const end = source.search(/\n[ \t]*\n/);
    const paragraph = end < 0 ? source : source.slice(0, end);
    for (const match of paragraph.matchAll(/\n(?= {0,3}(?:\$\$|\\\[))/g)) {
      const at = match.index + 1;
      if (matchMathBlock(source.slice(at, at + longestFormula)) !== undefined) return at;
    }
    return undefined;
  },
  tokenizer(source) {
    const match = matchMathBlock(source);
    return match && { type: "mathBlock", ...match };
  },
};

/** A formula in a sentence. */
export const inlineMath: TokenizerAndRendererExtension = {
  name: "mathInline",
  level: "inline",
  start(source) {
    const index = source.search(/\$|\\[([]/);
    return index < 0 ? undefined : index;
  },
  tokenizer(source, tokens) {
    const before = tokens.at(-1)?.raw.slice(-1) ?? "";
    const end = findMathEnd(source, 0, before);
    return end < 0 ? undefined : { type: "mathInline", raw: source.slice(0, end) };
  },
};

/** Hides formulas from the search for emphasis: their `*` and `_` are not marks. */
export function maskMath(source: string): string {
  let masked = "";
  let index = 0;
  while (index < source.length) {
    const end = findMathEnd(source, index, source[index - 1] ?? "");
    if (end >= 0) {
      masked += "a".repeat(end - index);
      index = end;
    } else {
      const width = source[index] === "\\" ? 2 : 1;
      masked += source.slice(index, index + width);
      index += width;
    }
  }
  return masked;
}
