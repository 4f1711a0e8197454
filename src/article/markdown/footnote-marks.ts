import { mapInlines, replaceInlines } from "./map-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, FootnoteMark, Inline, Note } from "./tree.ts";
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
  const changeAll = (run: readonly Inline[]): readonly Inline[] =>
    replaceInlines(run, (inline) => [inline.type === "footnote" ? change(inline) : inline]);
  return mapInlines(block, (run) => tidyInlines(changeAll(run)));
}

/**
 * Moves the marks of notes out of headings: a heading is repeated in a table of contents and in
 * the addresses of links, where no mark can stand. A mark goes to the end of the first paragraph
 * under its heading, unless that refers to the note itself: nothing is lost, and no paragraph made
 * of a mark alone. Where there is no paragraph, the note itself is put under the heading: the place
 * for what it says, if no other mark refers to it.
 * @param find the note of a mark; a mark without one stays where it is
 */
export function moveHeadingMarks(
  blocks: readonly Block[],
  find: (mark: FootnoteMark) => Note | undefined,
): readonly Block[] {
  const moved: Block[] = [];
  const placed = new Set<Note>();
  let waiting: readonly FootnoteMark[] = [];
  let under = 0;
  const close = (): void => {
    const notes = waiting.flatMap((mark) => find(mark) ?? []);
    moved.splice(under, 0, ...new Set(notes.filter((note) => !placed.has(note))));
    for (const note of notes) {
      placed.add(note);
    }
    waiting = [];
  };
  for (const block of blocks) {
    if (block.type === "heading") {
      close();
      waiting = marksOf([block]).filter((mark) => find(mark) !== undefined);
      moved.push(mapMarks(block, (mark) => (find(mark) === undefined ? mark : nothing)));
      under = moved.length;
    } else if (block.type === "paragraph" && waiting.length > 0) {
      const own = new Set(marksOf([block]).map((mark) => find(mark)));
      const marks = waiting.filter((mark) => !own.has(find(mark)));
      moved.push({ ...block, children: tidyInlines([...block.children, ...marks]) });
      waiting = [];
    } else {
      moved.push(block);
    }
  }
  close();
  return moved;
}

const nothing: Inline = { type: "text", text: "" };
