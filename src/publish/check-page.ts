import type { Token } from "marked";
import type { Placeholder } from "../checks/placeholders/find-placeholders.ts";
import { checkTargets, type Places } from "./check-links.ts";
import { countBreaks, locateTokens, type LocatedToken } from "../article/page-lines.ts";
import { nameAnchors } from "../article/numbering/page-headings.ts";
import { findPlaceholders } from "../article/placeholders.ts";
import { foldLine } from "../article/markdown/clean-characters.ts";
import { isFootnoteText } from "../article/markdown/footnote-tokens.ts";
import { isMarkedToken, markdown as parser } from "../article/markdown/parser.ts";
import { plainText } from "../article/markdown/plain-text.ts";
import { readTokens } from "../article/markdown/read-blocks.ts";
import type { Block } from "../article/markdown/tree.ts";

/** Why a page may not be published. */
export interface PageProblem {
  /** One sentence. */
  readonly says: string;
  /** The line of the page, from 1, on which it begins; undefined for what is no one line's. */
  readonly line: number | undefined;
  /** Set for what was left to be filled in. */
  readonly placeholder?: Placeholder;
}

/** A block of the page, with the line on which it begins; of a list each item. */
interface LocatedBlock {
  readonly block: Block;
  readonly line: number;
}

/**
 * The last look at a finished page: as if its author had written all of it. What a model's part may
 * hold all the same is for `traceProblems` to say.
 * @param markdown The page, with its front matter.
 * @param files Every file of the article's folder, relative to it, with forward slashes.
 * @param links Says which links to other articles lead nowhere.
 * @returns What is wrong; nothing when the page may be published.
 */
export function checkDocument(
  markdown: string,
  files: ReadonlySet<string>,
  links: Places["links"] = { explain: () => undefined },
): readonly PageProblem[] {
  const head = /^---\n[\s\S]*?\n---\n/.exec(markdown)?.[0] ?? "";
  const tokens = locateTokens(parser.pageLexer(markdown.slice(head.length)), countBreaks(head));
  const blocks = tokens.flatMap(({ token, line }) => readBlocks(token, line));
  const anchorOf = nameAnchors();
  const anchors = new Set(
    blocks.flatMap(({ block }) =>
      block.type === "heading" ? [anchorOf(plainText(block.children))] : [],
    ),
  );
  return [
    ...checkTitle(tokens),
    ...checkSections(tokens),
    ...tokens.flatMap(({ token, line }) =>
      checkTargets([token], { files, anchors, links }).map((says) => ({ says, line })),
    ),
    ...checkFilledIn(blocks),
  ];
}

function readBlocks(token: Token, line: number): readonly LocatedBlock[] {
  const isItem = isMarkedToken(token) && token.type === "list_item";
  const read = readTokens(isItem ? token.tokens : [token], "author");
  return read.map((block) => ({ block, line }));
}

function checkTitle(tokens: readonly LocatedToken[]): readonly PageProblem[] {
  const titles = tokens.filter(({ token }) => token.type === "heading" && token["depth"] === 1);
  if (titles.length === 1) {
    return [];
  }
  const says = `The page has ${titles.length} titles (# …) instead of one.`;
  return [{ says, line: titles[1]?.line }];
}

/** A section is empty when the next thing is a heading of its level or above, a rule, or the end. */
function checkSections(tokens: readonly LocatedToken[]): readonly PageProblem[] {
  const parts = tokens.filter(({ token }) => !isNothing(token));
  return parts.flatMap(({ token, line }, index) => {
    if (!isMarkedToken(token) || token.type !== "heading") {
      return [];
    }
    const next = parts[index + 1]?.token;
    const isEmpty =
      next === undefined ||
      next.type === "hr" ||
      (next.type === "heading" && Number(next["depth"]) <= token.depth);
    return isEmpty ? [{ says: `The section “${foldLine(token.text)}” is empty.`, line }] : [];
  });
}

/** What a reader does not see where it stands: definitions and the texts of footnotes. */
function isNothing(token: Token): boolean {
  return token.type === "space" || token.type === "def" || isFootnoteText(token);
}

function checkFilledIn(blocks: readonly LocatedBlock[]): readonly PageProblem[] {
  let heading = "";
  return blocks.flatMap(({ block, line }) => {
    if (block.type === "heading") {
      heading = plainText(block.children);
    }
    return findPlaceholders(block).map((placeholder): PageProblem => {
      const passage = foldLine(placeholder.passage);
      const says = `“${passage}” was never filled in, under “${foldLine(heading)}”.`;
      return { says, line, placeholder };
    });
  });
}
