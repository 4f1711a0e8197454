import { mapInlines } from "./map-inlines.ts";
import { asTag, tidyInlines } from "./tidy-inlines.ts";
import type { Block, Inline } from "./tree.ts";

/** A block whose emphasis is written as tags, which every reader finds where they stand. */
export function withTags(block: Block): Block {
  return mapInlines(block, (run) => tidyInlines(tagAll(run)));
}

function tagAll(run: readonly Inline[]): readonly Inline[] {
  return run.map((inline) => {
    if (!("children" in inline)) {
      return inline;
    }
    const tagged = { ...inline, children: tagAll(inline.children) };
    return "url" in tagged || tagged.type === "tag" ? tagged : asTag(tagged);
  });
}
