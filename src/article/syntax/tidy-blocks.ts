import { marksOf } from "./footnote-marks.ts";
import { lowerHeadings } from "./heading-levels.ts";
import { continueLists } from "./continue-lists.ts";
import { plainText } from "./plain-text.ts";
import { onOneLine } from "./read-blocks.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, Heading, Inline, Item, TextSource } from "./tree.ts";

/** Punctuation after which a paragraph of emphasis is a sentence, not a heading in disguise. */
const sentenceEnd = /[.,;:!?。，；：！？]$/u;
const headingEnd = /[\s.,;:!。，；：！]+$/u;

/**
 * Makes of what a model or an author wrote the blocks that a careful editor would leave:
 * headings one below another from `baseLevel + 1` on, none empty, none in a list or a quote;
 * lists that go on after an interruption are one list; no rule at either end.
 */
export function tidyBlocks(
  blocks: readonly Block[],
  options: { baseLevel: number; source: TextSource },
): readonly Block[] {
  const tidy = continueLists(tidyChildren(blocks));
  const shaped = options.source === "model" ? tidy.map((block) => revealHeading(block)) : tidy;
  return lowerHeadings(trimRules(shaped), options.baseLevel);
}

function tidyChildren(blocks: readonly Block[]): readonly Block[] {
  return mergeNeighbours(blocks.flatMap((block) => tidyBlock(block)));
}

function tidyBlock(block: Block): readonly Block[] {
  switch (block.type) {
    case "heading":
      return tidyHeading(block);
    case "paragraph":
      return block.children.length === 0 ? [] : [block];
    case "quote": {
      const children = tidyNested(block.children);
      return children.length === 0 ? [] : [{ ...block, children }];
    }
    case "list": {
      const items = block.items
        .map((item) => tidyItem(item))
        .filter((item) => item.children.length > 0);
      return items.length === 0 ? [] : [{ ...block, items }];
    }
    case "note": {
      const children = tidyNested(block.children);
      return children.length === 0 ? [] : [{ ...block, children }];
    }
    case "math":
    case "table":
    case "code":
    case "rule":
      return [block];
    default:
      return block satisfies never;
  }
}

function tidyItem(item: Item): Item {
  const children = continueLists(tidyNested(item.children)).filter(
    (child) => child.type !== "rule",
  );
  // A box belongs to a line of text; without one it would be text itself.
  const { checked: _, ...plain } = item;
  return children[0]?.type === "paragraph" ? { ...item, children } : { ...plain, children };
}

/** In a list, a quote or a note a heading is a strong line. */
export function tidyNested(blocks: readonly Block[]): readonly Block[] {
  const strong = blocks.map((block) => (block.type === "heading" ? strongLine(block) : block));
  return trimRules(tidyChildren(strong));
}

/** A heading is one line, and no sentence: it ends without a full stop or colon. */
function tidyHeading(heading: Heading): readonly Block[] {
  const children = trimEnd(tidyInlines(onOneLine(heading.children)));
  return children.length === 0 ? [] : [{ ...heading, children }];
}

function trimEnd(children: readonly Inline[]): readonly Inline[] {
  const last = children.at(-1);
  if (last === undefined) return [];
  const rest = children.slice(0, -1);
  if (last.type === "text") {
    const text = last.text.replace(headingEnd, "");
    if (text === last.text) return children;
    return trimEnd(text === "" ? rest : [...rest, { type: "text", text }]);
  }
  if (last.type !== "em" && last.type !== "strong" && last.type !== "del") return children;
  const inner = trimEnd(last.children);
  return inner.length === 0 ? trimEnd(rest) : [...rest, { ...last, children: inner }];
}

/**
 * A line that is nothing but strong is a heading in disguise; one in italics is just a line, and so
 * is one that refers to a footnote, which no heading does.
 */
function revealHeading(block: Block): Block {
  const only =
    block.type === "paragraph" && block.children.length === 1 ? block.children[0] : undefined;
  if (only?.type !== "em" && only?.type !== "strong") return block;
  if (marksOf([block]).length > 0) return block;
  const text = plainText([only]);
  if (sentenceEnd.test(text) || text.includes("\n")) return block;
  const isStrong = only.type === "strong" || only.children.some((child) => child.type === "strong");
  const children = tidyInlines(
    only.children.flatMap((child) => (child.type === "strong" ? child.children : [child])),
  );
  return isStrong ? { type: "heading", level: 7, children } : { type: "paragraph", children };
}

/** A heading where none can stand. */
function strongLine(heading: Heading): Block {
  const children = tidyInlines([{ type: "strong", children: onOneLine(heading.children) }]);
  return { type: "paragraph", children };
}

/** Two quotes, or two lists with bullets, side by side would be read as one: they are one. */
function mergeNeighbours(blocks: readonly Block[]): readonly Block[] {
  const merged: Block[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (block.type === "quote" && last?.type === "quote") {
      merged[merged.length - 1] = {
        ...last,
        children: mergeNeighbours([...last.children, ...block.children]),
      };
    } else if (block.type === "rule" && last?.type === "rule") continue;
    else if (
      block.type === "list" &&
      last?.type === "list" &&
      block.start === undefined &&
      last.start === undefined
    ) {
      merged[merged.length - 1] = {
        ...last,
        loose: last.loose || block.loose,
        items: [...last.items, ...block.items],
      };
    } else if (
      block.type === "list" &&
      last?.type === "list" &&
      last.start !== undefined &&
      block.start !== undefined
    ) {
      merged.push({ ...block, delimiter: last.delimiter === "." ? ")" : "." });
    } else merged.push(block);
  }
  return merged;
}

function trimRules(blocks: readonly Block[]): readonly Block[] {
  const first = blocks.findIndex((block) => block.type !== "rule");
  const last = blocks.findLastIndex((block) => block.type !== "rule");
  return first < 0 ? [] : blocks.slice(first, last + 1);
}
