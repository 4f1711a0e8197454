import { isExpression } from "./expressions.ts";
import { isFunction, isUnit } from "./formula-words.ts";

/**
 * What says that a text between delimiters is a formula. Dollars are prices' as well, and a bracket
 * behind a backslash is what Markdown writes for a bracket: the delimiters alone say little.
 */

/** Stands before a formula that has no sign of its own; TeX ignores it. */
export const emptyGroup = "{}";

/** A command, an escaped sign, a power or an index. */
const tex =
  /\\(?:[A-Za-z]{2,}|[,;:!{}%&#_|$\\])|\^ ?[\p{L}\p{N}{\\+*'-]|(?:(?<!\p{L})\p{L}|[)\]}\d'])_[\p{L}\p{N}{\\]|\p{L}_\d|_\{|^_[\p{L}\p{N}](?![\p{L}\p{N}])/u;
/** What begins like an amount of something: `20/month`, `5 apples`. */
const amount = /^[\s~≈<>]*\d[\d.,]*[kKMB]?(?:\s+|\s?\/)(\p{L}{2,})/u;
/** What ends with a currency whose sign is letters and a dollar: `R$`, `US$`, `NT$`. */
const currency =
  /[^\p{L}\p{N}\\](?:R|U|US|A|AU|C|CA|HK|NT|NZ|S|SG|MX|CO|COL|AR|CL|UY|RD|B|BZ|BD|Bds|EC|FJ|G|GY|J|JA|K|L|N|Z|ZW|T|TT|WS|MOP|Cr|NCz)$/u;
/**
 * True for what stands between single dollars when it is a formula: it has a sign of TeX's, or is an
 * expression of letters, numbers and signs.
 * @param behind the first characters behind the closing dollar
 */
export function isDollarFormula(content: string, behind: string): boolean {
  if (content.startsWith(emptyGroup)) {
    return true;
  }
  // What is closed, divided or ended here was begun before the dollar.
  if (/^[,;:.!?)}/](?!\d)/u.test(content) || !isBalanced(content)) {
    return false;
  }
  if (tex.test(content)) {
    return !isProse(content) && !startsLikeAmount(content);
  }
  if (currency.test(content) && /^\s?\d/u.test(behind)) {
    return false;
  }
  return isExpression(content);
}

/**
 * True for what stands between two dollars when it is a formula. Dollars on lines of their own are a
 * sign themselves.
 */
export function isDisplayFormula(content: string): boolean {
  const formula = content.trim();
  if (formula.startsWith(emptyGroup)) {
    return true;
  }
  if (/^\s*\n/u.test(content) && /\n\s*$/u.test(content)) {
    return isBracketFormula(content);
  }
  return tex.test(formula) ? !isProse(formula) : isExpression(formula.replace(/[.,;]$/u, ""));
}

/** The same between `\[` and `\]`, where a number, a word or an abbreviation stands in brackets. */
export function isSquareFormula(content: string): boolean {
  const isPlain =
    /^[\d\s.,:\p{Pd}]+$|^\p{L}{2,}$/u.test(content.trim()) || isAbbreviation(content.trim());
  return !isPlain && isDisplayFormula(content);
}

/**
 * True for what stands between `\(` and `\)`, which hardly ever escape brackets of prose. Only what
 * reads as prose, as an abbreviation or as an amount of money is no formula.
 */
export function isBracketFormula(content: string): boolean {
  const formula = content.trim();
  if (tex.test(formula.replaceAll(/\\\$/gu, ""))) {
    return !isProse(formula);
  }
  return !isProse(formula) && !/(?<!\\)\$\d/u.test(formula) && !isAbbreviation(formula);
}

/** `s. d.`, `p. 7`, `sic`. */
function isAbbreviation(formula: string): boolean {
  return (
    /^(?:\p{L}{1,4}\.[\s\d\p{Pd},]*)+$/u.test(formula) || /^(?:sic|idem|ibid)$/iu.test(formula)
  );
}

function startsLikeAmount(content: string): boolean {
  const word = amount.exec(content)?.[1];
  return word !== undefined && !isFunction(word) && !isUnit(word);
}

/** Two words side by side, outside of groups and commands, are prose. */
function isProse(content: string): boolean {
  let isAfterWord = false;
  for (const [piece] of outsideGroups(content).matchAll(
    /\\[A-Za-z]+|[\p{L}\p{M}’]+|[\s,]+|[^]/gu,
  )) {
    const isWord = /^\p{L}{2}/u.test(piece) && !isFunction(piece) && !isUnit(piece);
    if (isWord && isAfterWord) {
      return true;
    }
    isAfterWord = isWord || (isAfterWord && /^[\s,]+$/u.test(piece));
  }
  return false;
}

/** What stands in no braces: those of `\text{…}` may hold any words. */
function outsideGroups(content: string): string {
  let depth = 0;
  let outside = "";
  for (const [piece] of content.matchAll(/\\?[^]/gu)) {
    if (piece === "{") {
      depth += 1;
    }
    if (depth === 0) {
      outside += piece;
    }
    if (piece === "}") {
      depth -= 1;
    }
  }
  return outside;
}

/** Every brace that opens closes. */
function isBalanced(content: string): boolean {
  let depth = 0;
  for (const [piece] of content.matchAll(/\\[^]|[{}]/gu)) {
    if (piece === "{") {
      depth += 1;
    }
    if (piece === "}") {
      depth -= 1;
    }
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}
