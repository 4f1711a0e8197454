import { mapMarks, marksOf, moveHeadingMarks } from "./footnote-marks.ts";
import { mapChildren } from "./map-inlines.ts";
import { cutCircles, reachNotes } from "./note-order.ts";
import { plainText } from "./plain-text.ts";
import { tidyNested } from "./tidy-blocks.ts";
import type { Block, FootnoteMark, Inline, Note, TextSource } from "./tree.ts";

/**
 * Ties the footnotes of a text together: the notes that are referred to, from the text or from
 * another note, stand at its end, in the order of their marks. A note or mark without its
 * counterpart is not a footnote: a note without a mark becomes paragraphs, so that no text is lost.
 * A mark without a note is text; but a number of a model's is left out, for it claims a source. A
 * mark that leads from a note back to it, or to what became paragraphs, is left out. GitHub, pandoc
 * and markdown-it set notes in notes; pandoc never finishes if they form a cycle.
 */
export function resolveFootnotes(blocks: readonly Block[], source: TextSource): readonly Block[] {
  const { rest, notes } = takeNotes(blocks);
  if (notes.length === 0 && marksOf(rest).length === 0) {
    return rest;
  }
  const byLabel = new Map(notes.toReversed().map((note) => [keyOf(note.label), note]));
  const find = (mark: FootnoteMark): Note | undefined => byLabel.get(keyOf(mark.label));
  const targetsOf = (from: readonly Block[]): readonly Note[] =>
    marksOf(from).flatMap((mark) => find(mark) ?? []);
  const moved = moveHeadingMarks(rest, find);

  const read = moved.filter((block) => block.type !== "note");
  const loose = findLoose(notes, targetsOf(read), ({ children }) => targetsOf(children));
  const isKept = (note: Note): boolean => !loose.has(note);
  const placed = new Set(moved.filter((block) => block.type === "note"));
  const open = moved.flatMap((block) => {
    if (block.type !== "note") {
      return [block];
    }
    return isKept(block) ? [] : block.children;
  });
  const unplaced = [...loose].filter((note) => !placed.has(note));
  const text = [...open, ...unplaced.flatMap(({ children }) => children)];

  const roots = targetsOf(text).filter((note) => isKept(note));
  const links = cutCircles(roots, ({ children }) =>
    targetsOf(children).filter((note) => isKept(note)),
  );
  const tie =
    (isLink: (note: Note) => boolean) =>
    (mark: FootnoteMark): Inline => {
      const note = find(mark);
      if (note === undefined) {
        return withoutNote(mark, source);
      }
      return isLink(note) ? { ...mark, label: note.label } : { type: "text", text: "" };
    };
  const kept = reachNotes(roots, (note) => links.get(note) ?? []);
  return [
    ...text.map((block) => mapMarks(block, tie(isKept))),
    ...Array.from(kept, (note): Note => {
      const change = tie(takeEach(links.get(note) ?? []));
      return { ...note, children: note.children.map((child) => mapMarks(child, change)) };
    }),
  ];
}

/** For each note, mark by mark, whether the mark is kept. */
function takeEach(targets: readonly Note[]): (note: Note) => boolean {
  const left = new Map<Note, number>();
  for (const target of targets) {
    left.set(target, (left.get(target) ?? 0) + 1);
  }
  return (note) => {
    const count = left.get(note) ?? 0;
    left.set(note, count - 1);
    return count > 0;
  };
}

/** The notes that nothing refers to but themselves and one another, as far as they must be text. */
function findLoose(
  notes: readonly Note[],
  roots: readonly Note[],
  targetsOf: (note: Note) => readonly Note[],
): ReadonlySet<Note> {
  const loose = new Set<Note>();
  const reached = new Set(reachNotes(roots, targetsOf));
  for (const note of notes) {
    if (reached.has(note)) {
      continue;
    }
    loose.add(note);
    // Notes that these paragraphs refer to are notes again.
    for (const target of reachNotes(targetsOf(note), targetsOf, reached)) {
      reached.add(target);
    }
  }
  return loose;
}

function withoutNote({ label }: FootnoteMark, source: TextSource): Inline {
  const isClaim = source !== "author" && /^\d+$/.test(label);
  return { type: "text", text: isClaim ? "" : `[^${label}]` };
}

/** Labels are compared as GitHub does, ignoring case. */
function keyOf(label: string): string {
  return label.toLowerCase();
}

/**
 * Takes the notes out of the blocks and of what stands in them. Each begins with a paragraph that
 * says something; what does not stays where it is, and is no note.
 */
function takeNotes(blocks: readonly Block[]): {
  readonly rest: readonly Block[];
  readonly notes: readonly Note[];
} {
  const notes: Note[] = [];
  const takeAll = (from: readonly Block[]): readonly Block[] =>
    from.flatMap((block) => {
      if (block.type !== "note") {
        return [mapChildren(block, takeAll)];
      }
      const children = tidyNested(takeAll(block.children));
      if (!saysSomething(children[0])) {
        return children;
      }
      notes.push({ ...block, children });
      return [];
    });
  return { rest: takeAll(blocks), notes };
}

/** A paragraph of nothing but marks would be empty if they lead nowhere. */
function saysSomething(block: Block | undefined): boolean {
  return block?.type === "paragraph" && plainText(block.children).trim() !== "";
}
