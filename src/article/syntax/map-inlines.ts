import type { Block, Inline } from "./tree.ts";

type Run = readonly Inline[];

/** The block with each of its runs of inlines, cells and items included, changed. */
export function mapInlines(block: Block, change: (run: Run) => Run): Block {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return { ...block, children: change(block.children) };
    case "quote":
    case "note":
      return { ...block, children: block.children.map((child) => mapInlines(child, change)) };
    case "list": {
      const items = block.items.map((item) =>
        Object.assign({}, item, {
          children: item.children.map((child) => mapInlines(child, change)),
        }),
      );
      return { ...block, items };
    }
    case "table": {
      const rows = block.rows.map((row) => row.map((cell) => change(cell)));
      return { ...block, header: block.header.map((cell) => change(cell)), rows };
    }
    case "code":
    case "math":
    case "rule":
      return block;
    default:
      return block satisfies never;
  }
}
