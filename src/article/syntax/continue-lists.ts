import type { Block, List } from "./tree.ts";

/**
 * Numbered lists that an unindented paragraph, program or list of bullets has cut in two are
 * one list again: what stood between belongs to the item before it.
 */
export function continueLists(blocks: readonly Block[]): readonly Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const previous = isNumbered(block) ? findContinued(joined, block) : -1;
    const list = joined[previous];
    if (list?.type !== "list" || !isNumbered(block)) {
      joined.push(block);
      continue;
    }
    const between = joined.splice(previous + 1);
    joined[previous] = continueList(list, between, block);
  }
  return joined;
}

function isNumbered(block: Block): block is List & { readonly start: number } {
  return block.type === "list" && block.start !== undefined;
}

/** The nearest numbered list whose next number is the block's first, with no section between. */
function findContinued(blocks: readonly Block[], block: List & { readonly start: number }): number {
  for (let index = blocks.length - 1; index >= 0; index -= 1) {
    const candidate = blocks[index];
    if (candidate === undefined || candidate.type === "heading" || candidate.type === "rule")
      return -1;
    if (!isNumbered(candidate)) continue;
    return candidate.start + candidate.items.length === block.start ? index : -1;
  }
  return -1;
}

function continueList(list: List, between: readonly Block[], next: List): List {
  const items = list.items.map((item, index) =>
    index === list.items.length - 1 ? { ...item, children: [...item.children, ...between] } : item,
  );
  return { ...list, loose: list.loose || next.loose, items: [...items, ...next.items] };
}
