import { plainText } from "./plain-text.ts";
import { tidyNested } from "./tidy-blocks.ts";
import type { Block, Note } from "./tree.ts";

/**
 * Takes the notes out of the blocks and of what stands in them. Each begins with a paragraph that
 * says something; what does not stays where it is, and is no note.
 */
export function takeNotes(blocks: readonly Block[]): {
  readonly rest: readonly Block[];
  readonly notes: readonly Note[];
} {
  const notes: Note[] = [];
  const takeAll = (from: readonly Block[]): readonly Block[] =>
    from.flatMap((block) => take(block));
  const take = (block: Block): readonly Block[] => {
    switch (block.type) {
      case "note": {
        const children = tidyNested(takeAll(block.children));
        if (!saysSomething(children[0])) {
          return children;
        }
        notes.push({ ...block, children });
        return [];
      }
      case "quote":
      case "details":
        return [{ ...block, children: takeAll(block.children) }];
      case "list": {
        const items = block.items.map((item) =>
          Object.assign({}, item, { children: takeAll(item.children) }),
        );
        return [{ ...block, items }];
      }
      case "heading":
      case "paragraph":
      case "table":
      case "code":
      case "comment":
      case "math":
      case "rule":
        return [block];
      default:
        return block satisfies never;
    }
  };
  return { rest: takeAll(blocks), notes };
}

/** A paragraph of nothing but marks would be empty where they lead nowhere. */
function saysSomething(block: Block | undefined): boolean {
  return block?.type === "paragraph" && plainText(block.children).trim() !== "";
}
