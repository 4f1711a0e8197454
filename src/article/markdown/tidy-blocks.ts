import { lowerHeadings } from "./heading-levels.ts";
import { mapChildren, onOneLine } from "./map-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, Heading, Item, List, TextSource } from "./tree.ts";

/**
 * Brings blocks into the form that a page can hold: headings one below another from `baseLevel + 1`
 * on, none empty, none in a list or a quote; lists side by side told apart. A rule at either end of
 * a model's text separated it from remarks around it, and is removed.
 */
export function tidyBlocks(
  blocks: readonly Block[],
  options: { baseLevel: number; source: TextSource },
): readonly Block[] {
  const tidy = tidyChildren(blocks);
  return lowerHeadings(options.source !== "author" ? trimRules(tidy) : tidy, options.baseLevel);
}

function tidyChildren(blocks: readonly Block[]): readonly Block[] {
  return tellListsApart(blocks.flatMap((block) => tidyBlock(block)));
}

function tidyBlock(block: Block): readonly Block[] {
  switch (block.type) {
    case "heading": {
      const children = tidyInlines(onOneLine(block.children));
      return children.length === 0 ? [] : [{ ...block, children }];
    }
    case "paragraph":
      return block.children.length === 0 ? [] : [block];
    case "blockquote":
    case "details":
      return [mapChildren(block, tidyNested)];
    case "list":
      return [{ ...block, items: block.items.map((item) => tidyItem(item)) }];
    case "note": {
      const children = tidyNested(block.children);
      return children.length === 0 ? [] : [{ ...block, children }];
    }
    case "math":
    case "table":
    case "code":
    case "comment":
    case "rule":
      return [block];
    default:
      return block satisfies never;
  }
}

function tidyItem(item: Item): Item {
  const children = tidyNested(item.children);
  // A task's box needs a line of text; without one it would be read as text.
  const { checked: _, ...plain } = item;
  return children[0]?.type === "paragraph" ? { ...item, children } : { ...plain, children };
}

/** In a list, a quote or a note a heading is a strong line. */
export function tidyNested(blocks: readonly Block[]): readonly Block[] {
  return tidyChildren(
    blocks.map((block) => (block.type === "heading" ? strongLine(block) : block)),
  );
}

/** A heading where none can stand. */
function strongLine(heading: Heading): Block {
  const children = tidyInlines([{ type: "strong", children: onOneLine(heading.children) }]);
  return { type: "paragraph", children };
}

/** Lists of one kind, side by side, would be read as one: each gets another sign than the last. */
function tellListsApart(blocks: readonly Block[]): readonly Block[] {
  const told: Block[] = [];
  for (const block of blocks) {
    const last = told.at(-1);
    told.push(block.type === "list" && last?.type === "list" ? tellApart(block, last) : block);
  }
  return told;
}

function tellApart(list: List, last: List): List {
  if (list.start === undefined && last.start === undefined) {
    return { ...list, delimiter: last.delimiter === "-" ? "*" : "-" };
  }
  if (list.start !== undefined && last.start !== undefined) {
    return { ...list, delimiter: last.delimiter === "." ? ")" : "." };
  }
  return list;
}

function trimRules(blocks: readonly Block[]): readonly Block[] {
  const first = blocks.findIndex((block) => block.type !== "rule");
  const last = blocks.findLastIndex((block) => block.type !== "rule");
  return first < 0 ? [] : blocks.slice(first, last + 1);
}
