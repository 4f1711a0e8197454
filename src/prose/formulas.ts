/** Longer formulas are not looked for, so that unpaired marks take no time. */
export const longestFormula = 4000;

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
    const content = source.slice(start + 2, index - 1);
    return isFormula(content) && (open === "(" || isTex(content)) ? index + 1 : -1;
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

/**
 * `\[sic\]` and `\[1\]` are brackets that Markdown was to leave alone: a display formula has a sign of
 * TeX's, an operator, or letters of which no two make a word.
 */
function isTex(content: string): boolean {
  const isWordless = /\p{L}/u.test(content) && !/\p{L}\p{L}/u.test(content);
  return isWordless || /[\\^_=+*<>{}|&]|(?:^|[\s\d])[-/]/u.test(content);
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
    } else if (source[index] === "\\") marks.lastIndex = index + 2; // What it escapes is no mark.
  }
  return rest + source.slice(done);
}
