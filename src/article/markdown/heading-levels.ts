import type { Block } from "./tree.ts";

const deepest = 6;

/**
 * Moves headings below `baseLevel`, keeping which one stands under which: no level is skipped
 * on the way down, none is deeper than 6.
 */
export function lowerHeadings(blocks: readonly Block[], baseLevel: number): readonly Block[] {
  const open: number[] = [];
  return blocks.map((block) => {
    if (block.type !== "heading") {
      return block;
    }
    while ((open.at(-1) ?? 0) >= block.level) {
      open.pop();
    }
    open.push(block.level);
    return { ...block, level: Math.min(deepest, baseLevel + open.length) };
  });
}
