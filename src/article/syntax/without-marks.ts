import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, Inline } from "./tree.ts";

/** A block without emphasis: its words, code and links as they are. */
export function withoutMarks(block: Block): Block {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return { ...block, children: unmark(block.children) };
    case "quote":
      return { ...block, children: block.children.map((child) => withoutMarks(child)) };
    case "list": {
      const items = block.items.map((item) =>
        Object.assign({}, item, { children: item.children.map((child) => withoutMarks(child)) }),
      );
      return { ...block, items };
    }
    case "table": {
      const rows = block.rows.map((row) => row.map((cell) => unmark(cell)));
      return { ...block, header: block.header.map((cell) => unmark(cell)), rows };
    }
    case "code":
    case "math":
    case "rule":
      return block;
    default:
      return block satisfies never;
  }
}

function unmark(inlines: readonly Inline[]): readonly Inline[] {
  return tidyInlines(inlines.flatMap((inline) => unmarkOne(inline)));
}

function unmarkOne(inline: Inline): readonly Inline[] {
  if (inline.type === "link") return [{ ...inline, children: unmark(inline.children) }];
  return "children" in inline ? unmark(inline.children) : [inline];
}
