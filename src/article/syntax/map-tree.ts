import type { Block, Inline, MathBlock } from "./tree.ts";

/** What becomes of the parts of a tree. */
export interface Changes {
  /** A mark or a link comes with its children changed already. */
  readonly inline: (inline: Inline) => readonly Inline[];
  readonly math: (block: MathBlock) => MathBlock;
}

/** The same blocks with every inline and every display formula in them changed. */
export function mapTree(blocks: readonly Block[], changes: Changes): readonly Block[] {
  return blocks.map((block) => mapBlock(block, changes));
}

function mapBlock(block: Block, changes: Changes): Block {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return { ...block, children: mapInlines(block.children, changes) };
    case "quote":
      return { ...block, children: mapTree(block.children, changes) };
    case "list": {
      const items = block.items.map((item) =>
        Object.assign({}, item, { children: mapTree(item.children, changes) }),
      );
      return { ...block, items };
    }
    case "table": {
      const rows = block.rows.map((row) => row.map((cell) => mapInlines(cell, changes)));
      return { ...block, header: block.header.map((cell) => mapInlines(cell, changes)), rows };
    }
    case "math":
      return changes.math(block);
    case "code":
    case "rule":
      return block;
    default:
      return block satisfies never;
  }
}

function mapInlines(inlines: readonly Inline[], changes: Changes): readonly Inline[] {
  return inlines.flatMap((inline) =>
    changes.inline(
      "children" in inline ? { ...inline, children: mapInlines(inline.children, changes) } : inline,
    ),
  );
}
