import type { Block } from "../markdown/tree.ts";

/**
 * In a model's text, a heading with nothing under it becomes a line of text: answers that were cut
 * off end with one. An author's is left for the page's check to find.
 */
export function hideEmptyHeadings(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, index): Block => {
    if (block.type !== "heading") {
      return block;
    }
    const next = blocks[index + 1];
    const isEmpty =
      next === undefined ||
      next.type === "rule" ||
      next.type === "note" ||
      (next.type === "heading" && next.level <= block.level);
    return isEmpty ? { type: "paragraph", children: block.children } : block;
  });
}
