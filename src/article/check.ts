import type { Token } from "marked";
import { checkTargets } from "./check-links.ts";
import { nameAnchors } from "./page-headings.ts";
import { findPlaceholders } from "./placeholders.ts";
import { isFootnoteText } from "./syntax/footnote-tokens.ts";
import { isMarkedToken, markdown as parser } from "./syntax/parser.ts";
import { plainText } from "./syntax/plain-text.ts";
import { readTokens } from "./syntax/read-blocks.ts";

/**
 * The last look at a finished page.
 * @param markdown The page, with its front matter.
 * @param files Every file of the article's folder, relative to it, with forward slashes.
 * @returns One sentence for each problem; nothing when the page may be published.
 */
export function checkDocument(markdown: string, files: ReadonlySet<string>): readonly string[] {
  const body = withoutFrontMatter(markdown);
  const tokens = parser.lexer(body);
  const blocks = readTokens(tokens, "author");
  const anchorOf = nameAnchors();
  const headings = blocks.filter((block) => block.type === "heading");
  const anchors = new Set(headings.map(({ children }) => anchorOf(plainText(children))));
  const placeholders = findPlaceholders(blocks).map(
    ({ passage, heading }) => `“${passage}” was never filled in, under “${heading}”.`,
  );
  return [
    ...checkTitle(tokens),
    ...checkSections(tokens),
    ...checkTargets(tokens, { files, anchors }),
    ...placeholders,
  ];
}

function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^---\n[\s\S]*?\n---\n/, "");
}

function checkTitle(tokens: readonly Token[]): readonly string[] {
  const titles = tokens.filter((token) => token.type === "heading" && token["depth"] === 1);
  return titles.length === 1 ? [] : [`The page has ${titles.length} titles (# …) instead of one.`];
}

/** A section is empty when the next thing is a heading of its level or above, a rule, or the end. */
function checkSections(tokens: readonly Token[]): readonly string[] {
  const parts = tokens.filter((token) => !isNothing(token));
  return parts.flatMap((part, index) => {
    if (!isMarkedToken(part) || part.type !== "heading") return [];
    const next = parts[index + 1];
    const isEmpty =
      next === undefined ||
      next.type === "hr" ||
      (next.type === "heading" && Number(next["depth"]) <= part.depth);
    return isEmpty ? [`The section “${part.text}” is empty.`] : [];
  });
}

/** What a reader does not see where it stands: definitions and the texts of footnotes. */
function isNothing(token: Token): boolean {
  return token.type === "space" || token.type === "def" || isFootnoteText(token);
}
