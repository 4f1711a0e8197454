import type { Token } from "marked";
import { isMarkedToken } from "../../article/markdown/parser.ts";

/**
 * The bold lines of a text that serve as its headings: several of them, and no heading of the second level
 * that they could stand below.
 */
export function findBoldLines(tokens: readonly Token[]): ReadonlySet<Token> {
  const lines = tokens.filter(
    (token, index) => boldTextOf(token) !== undefined && index < tokens.length - 1,
  );
  const hasSections = tokens.some(
    (token) => isMarkedToken(token) && token.type === "heading" && token.depth === 2,
  );
  return new Set(lines.length > 1 && !hasSections ? lines : []);
}

const longestBoldHeading = 120;

/** The words of a line that is bold as a whole, and could be a heading. */
export function boldTextOf(token: Token): string | undefined {
  if (!isMarkedToken(token) || token.type !== "paragraph") {
    return undefined;
  }
  const [only, ...others] = token.tokens.filter(({ raw }) => raw.trim() !== "");
  const isBold = only?.type === "strong" && others.length === 0;
  const text = isBold ? only.raw.slice(2, -2).trim() : "";
  const isLine = text !== "" && text.length <= longestBoldHeading && !text.includes("\n");
  return isLine && !/[.,;]$/.test(text) ? text : undefined;
}
