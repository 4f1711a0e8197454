import { mapInlines } from "./map-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import { tidyNested } from "./tidy-blocks.ts";
import type { Block, FootnoteMark, Inline, Note, TextSource } from "./tree.ts";
import { walk } from "./walk.ts";

/**
 * Ties the footnotes of a text together: the notes that are referred to stand at its end, in the
 * order of their marks. What has no counterpart is no footnote: a note without a mark becomes
 * paragraphs, so that no word is lost. A mark without a note is text; but a number of a model's is
 * left out, for it claims a source. From a heading or a note nothing leads to a note: there a mark
 * is left out.
 */
export function resolveFootnotes(blocks: readonly Block[], source: TextSource): readonly Block[] {
  const { rest, notes } = takeNotes(blocks);
  const byLabel = new Map(notes.toReversed().map((note) => [keyOf(note.label), note]));
  const used = new Set<Note>();
  const tie = (mark: FootnoteMark): Inline => {
    const note = byLabel.get(keyOf(mark.label));
    if (note === undefined) return withoutNote(mark, source);
    used.add(note);
    return { ...mark, label: note.label };
  };
  const leaveOut = (mark: FootnoteMark): Inline =>
    byLabel.has(keyOf(mark.label)) ? { type: "text", text: "" } : withoutNote(mark, source);
  const tied = rest.map((block) => changeMarks(block, block.type === "heading" ? leaveOut : tie));
  const said = (note: Note): readonly Block[] =>
    note.children.map((child) => changeMarks(child, leaveOut));
  const unused = notes.filter((note) => !used.has(note));
  const kept = [...used].map((note) => Object.assign({}, note, { children: said(note) }));
  return [...tied, ...unused.flatMap((note) => said(note)), ...kept];
}

function withoutNote({ label }: FootnoteMark, source: TextSource): Inline {
  const isClaim = source === "model" && /^\d+$/.test(label);
  return { type: "text", text: isClaim ? "" : `[^${label}]` };
}

/** The block with each of its marks changed; the same block when it has none. */
function changeMarks(block: Block, change: (mark: FootnoteMark) => Inline): Block {
  let found = false;
  walk([block], ({ type }) => {
    found ||= type === "footnote";
  });
  if (!found) return block;
  const changeAll = (inlines: readonly Inline[]): readonly Inline[] =>
    inlines.map((inline): Inline => {
      if ("children" in inline) return { ...inline, children: changeAll(inline.children) };
      return inline.type === "footnote" ? change(inline) : inline;
    });
  return mapInlines(block, (inlines) => tidyInlines(changeAll(inlines)));
}

/** Labels are told apart as GitHub does, without regard to case. */
function keyOf(label: string): string {
  return label.toLowerCase();
}

/** Takes the notes out of the blocks and of what stands in them; each begins with a paragraph. */
function takeNotes(blocks: readonly Block[]): { rest: readonly Block[]; notes: readonly Note[] } {
  const notes: Note[] = [];
  const takeAll = (from: readonly Block[]): readonly Block[] =>
    from.flatMap((block) => take(block));
  const take = (block: Block): readonly Block[] => {
    switch (block.type) {
      case "note": {
        const children = tidyNested(takeAll(block.children));
        if (children[0]?.type !== "paragraph") return children;
        notes.push({ ...block, children });
        return [];
      }
      case "quote":
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
      case "math":
      case "rule":
        return [block];
      default:
        return block satisfies never;
    }
  };
  return { rest: takeAll(blocks), notes };
}
