import { marksOf } from "../markdown/footnote-marks.ts";
import { mapInlines, replaceInlines } from "../markdown/map-inlines.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Inline } from "../markdown/tree.ts";

/** Numbers the footnotes of one page, text by text, in their order. */
export type NumberFootnotes = (blocks: readonly Block[], id: string) => readonly Block[];

/**
 * Two answers may both have a footnote `[^1]`: on the page each is named after the block that it
 * stands in, as `[^id-1]`, and numbered through.
 */
export function countFootnotes(): NumberFootnotes {
  let count = 0;
  return (blocks, id) => {
    const labels = blocks.flatMap((block) => (block.type === "note" ? [block.label] : []));
    if (labels.length === 0 && marksOf(blocks).length === 0) {
      return blocks;
    }
    const before = count;
    count += labels.length;
    const place = (label: string): { label: string; number: number } => {
      const index = labels.indexOf(label) + 1;
      return { label: `${id}-${index}`, number: before + index };
    };
    const uses = new Map<string, number>();
    const markAll = (run: readonly Inline[]): readonly Inline[] =>
      replaceInlines(run, (inline) => {
        if (inline.type !== "footnote") {
          return [inline];
        }
        // A note of nothing but a number that claims a source is gone by now.
        if (!labels.includes(inline.label)) {
          return [];
        }
        const use = (uses.get(inline.label) ?? 0) + 1;
        uses.set(inline.label, use);
        return [{ ...inline, ...place(inline.label), use }];
      });
    const marked = blocks.map((block) => mapInlines(block, (run) => tidyInlines(markAll(run))));
    // A note may be referred to from one that stands behind it: now all marks are counted.
    return marked.map((block) =>
      block.type === "note"
        ? Object.assign({}, block, place(block.label), { uses: uses.get(block.label) ?? 0 })
        : block,
    );
  };
}
