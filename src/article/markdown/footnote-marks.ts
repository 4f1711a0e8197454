import { mapInlines } from "./map-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, FootnoteMark, Inline } from "./tree.ts";
import { walk } from "./walk.ts";

/** The marks in the blocks, in the order in which they are read. */
export function marksOf(blocks: readonly Block[]): readonly FootnoteMark[] {
  const marks: FootnoteMark[] = [];
  walk(blocks, (node) => {
    if (node.type === "footnote") {
      marks.push(node);
    }
  });
  return marks;
}

/** The block with each of its marks changed; the same block when it has none. */
export function mapMarks(block: Block, change: (mark: FootnoteMark) => Inline): Block {
  if (marksOf([block]).length === 0) {
    return block;
  }
  const changeAll = (inlines: readonly Inline[]): readonly Inline[] =>
    inlines.map((inline): Inline => {
      if ("children" in inline) {
        return { ...inline, children: changeAll(inline.children) };
      }
      return inline.type === "footnote" ? change(inline) : inline;
    });
  return mapInlines(block, (inlines) => tidyInlines(changeAll(inlines)));
}
