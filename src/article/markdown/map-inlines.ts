import type { Block, Inline, MathBlock } from "./tree.ts";

type Run = readonly Inline[];

/**
 * The block with each of its runs of inlines, cells and items included, changed; where it is
 * given, `changeFormula` changes the display formulas too.
 */
export function mapInlines(
  block: Block,
  change: (run: Run) => Run,
  changeFormula: (formula: MathBlock) => MathBlock = (formula) => formula,
): Block {
  const inside = (child: Block): Block => mapInlines(child, change, changeFormula);
  switch (block.type) {
    case "heading":
    case "paragraph":
      return { ...block, children: change(block.children) };
    case "quote":
    case "note":
      return { ...block, children: block.children.map((child) => inside(child)) };
    case "list": {
      const items = block.items.map((item) =>
        Object.assign({}, item, { children: item.children.map((child) => inside(child)) }),
      );
      return { ...block, items };
    }
    case "table": {
      const rows = block.rows.map((row) => row.map((cell) => change(cell)));
      return { ...block, header: block.header.map((cell) => change(cell)), rows };
    }
    case "details": {
      const children = block.children.map((child) => inside(child));
      return { ...block, summary: change(block.summary), children };
    }
    case "math":
      return changeFormula(block);
    case "code":
    case "comment":
    case "rule":
      return block;
    default:
      return block satisfies never;
  }
}
