import type { Block, Inline } from "./tree.ts";

/** Calls `visit` for each node of the tree, in the order in which they are read. */
export function walk(
  nodes: readonly (Block | Inline)[],
  visit: (node: Block | Inline) => void,
): void {
  for (const node of nodes) {
    visit(node);
    switch (node.type) {
      case "heading":
      case "paragraph":
      case "blockquote":
      case "note":
      case "em":
      case "strong":
      case "del":
      case "link":
      case "tag":
        walk(node.children, visit);
        break;
      case "details":
        walk([...node.summary, ...node.children], visit);
        break;
      case "list":
        for (const { children } of node.items) {
          walk(children, visit);
        }
        break;
      case "table":
        for (const cell of [node.header, ...node.rows].flat()) {
          walk(cell, visit);
        }
        break;
      case "code":
      case "comment":
      case "math":
      case "rule":
      case "text":
      case "entity":
      case "image":
      case "break":
      case "footnote":
      case "citation":
        break;
      default:
        node satisfies never;
    }
  }
}
