import { mapInlines } from "./map-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, Inline } from "./tree.ts";

/** A block without emphasis: its words, code and links as they are. */
export function withoutMarks(block: Block): Block {
  return mapInlines(block, unmark);
}

function unmark(inlines: readonly Inline[]): readonly Inline[] {
  return tidyInlines(inlines.flatMap((inline) => unmarkOne(inline)));
}

function unmarkOne(inline: Inline): readonly Inline[] {
  if (inline.type === "link") return [{ ...inline, children: unmark(inline.children) }];
  return "children" in inline ? unmark(inline.children) : [inline];
}
