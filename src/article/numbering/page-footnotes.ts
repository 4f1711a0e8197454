import { marksOf } from "../markdown/footnote-marks.ts";
import { mapInlines, replaceInlines } from "../markdown/map-inlines.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Note } from "../markdown/tree.ts";

/** One text of a page, with the id of the block that it stands in. */
interface Text {
  readonly id: string;
  readonly blocks: readonly Block[];
}

/** A note of the page: how it is called there. */
interface PageNote {
  readonly label: string;
  readonly number: number;
  uses: number;
}

/**
 * Numbers the footnotes of one page, in the order of its texts. Two answers may both have a footnote `[^1]`:
 * on the page each is named after the block that it stands in, as `[^id-1]`, and numbered through. A note
 * that two texts have alike, to the label, stands on the page once.
 */
export function numberFootnotes(texts: readonly Text[]): readonly (readonly Block[])[] {
  const known = new Map<string, PageNote>();
  const placed = new Map<Note, PageNote>();
  let count = 0;
  const marked = texts.map(({ id, blocks }) => {
    const notes = blocks.filter((block) => block.type === "note");
    if (notes.length === 0 && marksOf(blocks).length === 0) {
      return blocks;
    }
    const byLabel = new Map<string, PageNote>();
    const repeated = new Set<Block>();
    notes.forEach((note, index) => {
      const key = keyOf(note, id);
      const before = known.get(key);
      const shown = before ?? { label: `${id}-${index + 1}`, number: (count += 1), uses: 0 };
      known.set(key, shown);
      byLabel.set(note.label, shown);
      if (before !== undefined) {
        repeated.add(note);
      }
    });
    const markAll = (block: Block): Block =>
      mapInlines(block, (run) =>
        tidyInlines(
          replaceInlines(run, (inline) => {
            if (inline.type !== "footnote") {
              return [inline];
            }
            // A note of nothing but a number that claims a source is gone by now.
            const note = byLabel.get(inline.label);
            if (note === undefined) {
              return [];
            }
            note.uses += 1;
            const { label, number, uses } = note;
            return [{ ...inline, label, number, use: uses }];
          }),
        ),
      );
    return blocks
      .filter((block) => !repeated.has(block))
      .map((block) => {
        const shown = markAll(block);
        const note = block.type === "note" ? byLabel.get(block.label) : undefined;
        if (shown.type === "note" && note !== undefined) {
          placed.set(shown, note);
        }
        return shown;
      });
  });
  // A note may be referred to from one that stands behind it: now all marks are counted.
  return marked.map((blocks) =>
    blocks.map((block) => (block.type === "note" ? { ...block, ...placed.get(block) } : block)),
  );
}

/** Alike for notes that say the same; one that refers to others has them in its own text only. */
function keyOf({ label, children }: Note, id: string): string {
  const scope = marksOf(children).length > 0 ? id : "";
  return JSON.stringify([scope, label.toLowerCase(), children]);
}
