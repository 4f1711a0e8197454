import type { Source } from "../../endpoints/sources.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { mapInlines, replaceInlines } from "../markdown/map-inlines.ts";
import { walk } from "../markdown/walk.ts";

// A mark is the number of a source between two characters that no text has: of the private use area.
const opening = "\uE0F0";
const closing = "\uE0F1";
const marks = new RegExp(`${opening}(\\d+)${closing}`, "g");

/** A text that is read into a tree. */
type Read = (markdown: string) => readonly Block[];

/**
 * Reads a text with a mark behind each passage that cites a source, as far as those still stand in it. A mark
 * that would change how the rest is read, or that would land in code or an address, is left out.
 */
export function markPassages(
  markdown: string,
  sources: readonly Source[],
  read: Read,
): readonly Block[] {
  const plain = withoutMarks(markdown);
  const { marked = read(plain) } = choosePlaces(plain, sources, read);
  return marked;
}

/**
 * A text with the number of its source, in brackets, behind each passage that cites one; and its sources, which
 * are found by those numbers from then on, in whatever words the text comes back.
 */
export function numberPassages(
  markdown: string,
  sources: readonly Source[],
  read: Read,
): { readonly markdown: string; readonly sources: readonly Source[] } {
  const plain = withoutMarks(markdown);
  const { places } = choosePlaces(plain, sources, read);
  if (places.length === 0) {
    return { markdown, sources };
  }
  let last = Math.max(0, ...sources.map(({ number = 0 }) => number));
  const numbered = sources.map((source, index) => {
    const { passages: _, ...others } = source;
    const isPlaced = places.some((place) => place.source === index);
    return isPlaced ? { ...others, number: source.number ?? (last += 1) } : source;
  });
  const mark = (source: number): string => ` [${numbered[source]?.number ?? 0}]`;
  return { markdown: insert(plain, places, mark), sources: numbered };
}

function withoutMarks(markdown: string): string {
  return markdown.replaceAll(/[\uE0F0\uE0F1]/g, "");
}

/** The places that can be marked, and the text with marks there; without one where there are none. */
function choosePlaces(
  plain: string,
  sources: readonly Source[],
  read: Read,
): { readonly places: readonly Place[]; readonly marked?: readonly Block[] } {
  const found = findPlaces(plain, sources);
  if (found.length === 0) {
    return { places: [] };
  }
  const shape = shapeOf(read(plain));
  const readWith = (places: readonly Place[]) => {
    const marked = read(insert(plain, places, toMark));
    const isSame = countMarks(marked) === places.length && shapeOf(marked) === shape;
    return isSame ? { places, marked } : undefined;
  };
  const good = (): readonly Place[] => found.filter((place) => readWith([place]) !== undefined);
  return readWith(found) ?? readWith(good()) ?? { places: [] };
}

function toMark(source: number): string {
  return `${opening}${source}${closing}`;
}

/** Splits the marks out of a run's texts. @param cite makes an inline of the source's number */
export function replaceMarks(
  run: readonly Inline[],
  cite: (source: number) => readonly Inline[],
): readonly Inline[] {
  return replaceInlines(run, (inline) => {
    if (inline.type !== "text" || !inline.text.includes(opening)) {
      return [inline];
    }
    return inline.text.split(marks).flatMap((piece, index) => {
      if (index % 2 === 1) {
        return cite(Number(piece));
      }
      return piece === "" ? [] : [{ type: "text" as const, text: piece }];
    });
  });
}

interface Place {
  readonly at: number;
  readonly source: number;
}

function findPlaces(text: string, sources: readonly Source[]): readonly Place[] {
  return sources
    .flatMap(({ url, passages = [] }, source) => {
      const seen = new Map<string, number>();
      return passages.flatMap((passage): readonly Place[] => {
        if (passage === url) {
          return [];
        }
        // The same words a second time are the next ones in the text.
        const start = text.indexOf(passage, seen.get(passage) ?? 0);
        if (start < 0) {
          return [];
        }
        seen.set(passage, start + passage.length);
        return [{ at: endOfWord(text, start + passage.length), source }];
      });
    })
    .toSorted((a, b) => a.at - b.at || a.source - b.source);
}

/** A letter of a script that writes words without spaces between them. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const restOfWord = new RegExp(`^(?:(?!${unspaced.source})[\\p{L}\\p{M}\\p{N}]){1,30}`, "u");
/** Signs above and below a letter, which are nothing without it. */
const marksOfLetter = /^\p{M}{1,10}/u;

/** An index may be off by a little: no mark stands within a word, or between a letter and its signs. */
function endOfWord(text: string, at: number): number {
  const [last = ""] = /[\p{L}\p{N}]\p{M}*$/u.exec(text.slice(Math.max(0, at - 20), at)) ?? [];
  if (last === "") {
    return at;
  }
  const rest = (unspaced.test(last) ? marksOfLetter : restOfWord).exec(text.slice(at, at + 60));
  return at + (rest?.[0].length ?? 0);
}

function insert(text: string, places: readonly Place[], mark: (source: number) => string): string {
  let marked = "";
  let done = 0;
  for (const { at, source } of places) {
    marked += `${text.slice(done, at)}${mark(source)}`;
    done = at;
  }
  return marked + text.slice(done);
}

/** What a text consists of, whatever its words are. */
function shapeOf(blocks: readonly Block[]): string {
  const types: string[] = [];
  walk(blocks, ({ type }) => {
    if (type !== "text") {
      types.push(type);
    }
  });
  return types.join(" ");
}

function countMarks(blocks: readonly Block[]): number {
  let count = 0;
  for (const block of blocks) {
    mapInlines(block, (run) => {
      replaceInlines(run, (inline) => {
        count += inline.type === "text" ? (inline.text.match(marks)?.length ?? 0) : 0;
        return [inline];
      });
      return run;
    });
  }
  return count;
}
