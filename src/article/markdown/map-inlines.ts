import type { Block, Inline, MathBlock } from "./tree.ts";

type Run = readonly Inline[];

/** The run with each of its inlines replaced by what `change` makes of it, the innermost first. */
export function replaceInlines(run: Run, change: (inline: Inline) => Run): Run {
  return run.flatMap((inline) =>
    change(
      "children" in inline
        ? { ...inline, children: replaceInlines(inline.children, change) }
        : inline,
    ),
  );
}

/** A heading and a summary are one line: their breaks are spaces. */
export function onOneLine(run: Run): Run {
  return replaceInlines(run, (inline) => {
    if (inline.type === "break") {
      return [{ type: "text", text: " " }];
    }
    return [
      inline.type === "text" ? { type: "text", text: inline.text.replaceAll("\n", " ") } : inline,
    ];
  });
}

/** The block with the blocks inside it changed, those of each item together. */
export function mapChildren(
  block: Block,
  change: (children: readonly Block[]) => readonly Block[],
): Block {
  switch (block.type) {
    case "blockquote":
    case "note":
    case "details":
      return { ...block, children: change(block.children) };
    case "list": {
      const items = block.items.map((item) =>
        Object.assign({}, item, { children: change(item.children) }),
      );
      return { ...block, items };
    }
    case "heading":
    case "paragraph":
    case "table":
    case "math":
    case "code":
    case "comment":
    case "rule":
      return block;
    default:
      return block satisfies never;
  }
}

/**
 * The block with each of its runs of inlines, cells and items included, changed; where it is
 * given, `changeFormula` changes the display formulas too.
 */
export function mapInlines(
  block: Block,
  change: (run: Run) => Run,
  changeFormula: (formula: MathBlock) => MathBlock = (formula) => formula,
): Block {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return { ...block, children: change(block.children) };
    case "table": {
      const header = block.header.map((cell) => change(cell));
      return { ...block, header, rows: block.rows.map((row) => row.map((cell) => change(cell))) };
    }
    case "math":
      return changeFormula(block);
    case "details":
    case "blockquote":
    case "note":
    case "list": {
      const shown = block.type === "details" ? { ...block, summary: change(block.summary) } : block;
      return mapChildren(shown, (children) =>
        children.map((child) => mapInlines(child, change, changeFormula)),
      );
    }
    case "code":
    case "comment":
    case "rule":
      return block;
    default:
      return block satisfies never;
  }
}
