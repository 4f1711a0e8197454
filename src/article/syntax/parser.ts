import { Marked, type MarkedToken, type Token } from "marked";
import { footnoteMark, footnoteText } from "./footnote-tokens.ts";
import { blockMath, inlineMath, maskMath } from "./math.ts";

/**
 * The most runs of `*` and `_` in one paragraph among which emphasis is looked for. marked takes
 * quadratic time over marks that do not pair, and no paragraph has 500 emphases.
 */
const mostMarks = 1000;

const extensions = [blockMath, inlineMath, footnoteText, footnoteMark];
const ownTypes: ReadonlySet<string> = new Set(extensions.map(({ name }) => name));

/** True for every token but those of formulas and footnotes, which marked does not know. */
export function isMarkedToken(token: Token): token is MarkedToken {
  return !ownTypes.has(token.type);
}

/** What is left of a paragraph for the search for emphasis. */
function maskForEmphasis(source: string): string {
  const masked = maskMath(source);
  const marks = masked.match(/\*+|_+/g)?.length ?? 0;
  return marks > mostMarks ? masked.replaceAll(/[*_]/g, "a") : masked;
}

/** marked's lexer for GitHub's Markdown, with formulas and footnotes. */
export const markdown = new Marked({
  gfm: true,
  extensions,
  hooks: { emStrongMask: maskForEmphasis },
});
