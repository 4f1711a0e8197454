import type { TokenizerAndRendererExtension } from "marked";
import { emptyGroup } from "../../checks/prose/formula-signs.ts";
import { findMathEnd, longestFormula } from "../../checks/prose/formulas.ts";

/** Invisible, and no place to break a line: it separates a letter from a dollar. */
export const wordJoiner = "\u2060";

/** What stands beside a formula. */
interface FormulaPlace {
  /** The end of what is before it; empty at the beginning. */
  readonly before: string;
  /** The start of what is behind it; empty at the end. */
  readonly after: string;
  /**
   * What keeps the dollar from the letter, digit or dollar before it. GitHub reads a formula after
   * white space, and after hardly anything else.
   */
  readonly gap: string;
}

/**
 * A formula between dollars, in place of `\\(…\\)` or `\\[…\\]`: to a reader that does not know
 * those, the backslashes only escape the brackets. Where no reader takes a dollar for a formula's,
 * a gap before it and a word joiner behind it make room. A formula that dollars cannot delimit
 * stays as it is.
 */
export function toDollars(raw: string, { before, after, gap }: FormulaPlace): string {
  if (!raw.startsWith("\\")) {
    return !raw.startsWith("$$") && /^\p{L}/u.test(after) ? raw + wordJoiner : raw;
  }
  const mark = raw.startsWith("\\[") ? "$$" : "$";
  // Between dollars it may no longer look like a formula to every reader: then an empty group says so.
  const formula = ["", emptyGroup]
    .map((sign) => mark + sign + raw.slice(2, -2).trim() + mark)
    .find((written) => findMathEnd(written, 0, "") === written.length);
  if (formula === undefined) {
    return raw;
  }
  // Two dollars are only disturbed by a third.
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
  if (open === undefined) {
    return undefined;
  }
  const end = findMathEnd(source, indent, "");
  const tail = end < 0 ? null : /^[ \t]*(?:\n|$)/.exec(source.slice(end));
  if (tail === null) {
    return undefined;
  }
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
      if (matchMathBlock(source.slice(at, at + longestFormula)) !== undefined) {
        return at;
      }
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
