import type { PlacedSection } from "./section-blocks.ts";
import { plainText } from "../markdown/plain-text.ts";
import type { Block, Inline, Item } from "../markdown/tree.ts";

/** Headings below this level are not listed. */
const deepestLevel = 3;

interface Entry {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}

/** The page's table of contents, a list of links to its headings; nothing without headings. */
export function listContents(placed: readonly PlacedSection[]): Block | undefined {
  const entries = placed
    .flatMap((section) => headingsOf(section))
    .filter(({ level }) => level <= deepestLevel);
  return entries.length === 0 ? undefined : listOf(entries);
}

/** Where the table of contents stands: above the first section with a heading; -1 without one. */
export function placeOfContents(placed: readonly PlacedSection[]): number {
  return placed.findIndex((section) => headingsOf(section).length > 0);
}

function headingsOf({ heading, anchor, level, blocks }: PlacedSection): readonly Entry[] {
  const own =
    heading === undefined || anchor === undefined ? [] : [{ level, text: heading, anchor }];
  const inside = blocks.flatMap((block) =>
    block.type === "heading" && block.anchor !== undefined
      ? [{ level: block.level, text: plainText(block.children), anchor: block.anchor }]
      : [],
  );
  return [...own, ...inside];
}

/** Entries one below another: each with the deeper ones that follow it. */
function listOf(entries: readonly Entry[]): Block {
  const items: Item[] = [];
  let index = 0;
  while (index < entries.length) {
    const entry = entries[index];
    if (entry === undefined) {
      break;
    }
    const rest = entries.slice(index + 1);
    const end = rest.findIndex(({ level }) => level <= entry.level);
    const below = end < 0 ? rest : rest.slice(0, end);
    const line: Block = { type: "paragraph", children: [linkTo(entry)] };
    items.push({ children: below.length === 0 ? [line] : [line, listOf(below)] });
    index += 1 + below.length;
  }
  return { type: "list", delimiter: "-", loose: false, items };
}

/** A heading of nothing but punctuation has no anchor. */
function linkTo({ text, anchor }: Entry): Inline {
  const label: Inline = { type: "text", text };
  return anchor === "" ? label : { type: "link", url: `#${anchor}`, children: [label] };
}
