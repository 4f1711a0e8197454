import type { Block } from "../markdown/tree.ts";

/**
 * A heading with nothing under it heads no section: in a model's text it becomes a line of text,
 * for answers that were cut off end with one. An author's is left, and found before publishing.
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
