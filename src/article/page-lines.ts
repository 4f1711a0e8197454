import type { Token } from "marked";
import { isMarkedToken } from "./markdown/parser.ts";
import type { Block } from "./markdown/tree.ts";
import type { Section } from "./types.ts";

/** A part of a page: a section's heading or body, or what belongs to no section. */
interface PartName {
  readonly kind: "title" | "contents" | "heading" | "body" | "remark";
  /** Of a heading or a body. */
  readonly section?: Section;
}

/** A part that has yet to be written. */
export interface PagePiece extends PartName {
  readonly blocks: readonly Block[];
}

export interface PagePart extends PartName {
  /** The line of the page on which it begins, from 1. */
  readonly line: number;
}

/** A page, and what each of its lines belongs to. */
export interface SetPage {
  readonly text: string;
  /** In their order; one without blocks is not among them. */
  readonly parts: readonly PagePart[];
}

/**
 * Puts a page together, with one blank line between its pieces.
 * @param headOf what stands before the page; ends with a line end
 */
export function joinPieces(
  pieces: readonly PagePiece[],
  write: (blocks: readonly Block[]) => string,
  headOf: (page: string) => string,
): SetPage {
  const filled = pieces.filter(({ blocks }) => blocks.length > 0);
  const written = filled.map(({ blocks }) => write(blocks));
  const page = written.join("\n");
  const head = headOf(page);
  const parts: PagePart[] = [];
  let line = countBreaks(head) + 1;
  for (const [index, { kind, section }] of filled.entries()) {
    parts.push(section === undefined ? { kind, line } : { kind, section, line });
    line += countBreaks(written[index] ?? "") + 1;
  }
  return { text: head + page, parts };
}

/** A token of the page's own level, with the line on which it begins. */
export interface LocatedToken {
  readonly token: Token;
  /** From 1. */
  readonly line: number;
}

/**
 * Gives each token its line. A list is cut into its items: where two sections stand without a
 * heading between them, the list that ends one goes on with the list that begins the other.
 * @param before how many lines stand before the first
 */
export function locateTokens(tokens: readonly Token[], before: number): readonly LocatedToken[] {
  let line = before + 1;
  return tokens.flatMap((token): readonly LocatedToken[] => {
    const isList = isMarkedToken(token) && token.type === "list";
    const start = line;
    line += countBreaks(token.raw);
    return isList ? locateTokens(token.items, start - 1) : [{ token, line: start }];
  });
}

/** How many lines end in a text. */
export function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    count += 1;
  }
  return count;
}
