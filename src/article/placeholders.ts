import { findOnPage, type Placeholder } from "../checks/placeholders/find-placeholders.ts";
import { plainText } from "./markdown/plain-text.ts";
import type { Block, Inline } from "./markdown/tree.ts";

/** The gaps in a block that were left to be filled in; code and formulas may hold anything. */
export function findPlaceholders(block: Block): readonly Placeholder[] {
  return textsOf(block).flatMap((text) => findOnPage(text));
}

/** The prose of a block, one text for each of its runs. */
function textsOf(block: Block): readonly string[] {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return [proseOf(block.children)];
    case "blockquote":
    case "note":
      return block.children.flatMap((child) => textsOf(child));
    case "list":
      return block.items.flatMap(({ children }) => children.flatMap((child) => textsOf(child)));
    case "table":
      return [block.header, ...block.rows].flat().map((cell) => proseOf(cell));
    case "details":
      return [proseOf(block.summary), ...block.children.flatMap((child) => textsOf(child))];
    case "code":
    case "comment":
    case "math":
    case "rule":
      return [];
    default:
      return block satisfies never;
  }
}

function proseOf(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.type === "code" || inline.type === "math") {
        return "…";
      }
      return "children" in inline ? proseOf(inline.children) : plainText([inline]);
    })
    .join("");
}
