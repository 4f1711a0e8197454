import type { Picture } from "../../blocks/sections.ts";
import { findWording } from "../locales/messages.ts";
import type { Messages } from "../locales/types.ts";
import { bearsMark, chooseVariants } from "./pictures.ts";
import { foldLine } from "../markdown/clean-characters.ts";
import { replaceInlines } from "../markdown/map-inlines.ts";
import { plainText } from "../markdown/plain-text.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Cell, Inline } from "../markdown/tree.ts";
import { readDestination } from "../markdown/urls.ts";
import type { ArticleDocument, GallerySection, PosterSection } from "../types.ts";

/** What decides how pictures are announced. */
type Voice = Pick<ArticleDocument, "language" | "wording" | "aiNote" | "sandbox">;

/**
 * A gallery as Markdown: thumbnails that link to the largest picture, in a table (GitHub and
 * pandoc set it as a grid) or one under another, then the contact sheet, then the caption in italics, which
 * says as well that a model made them; where it made only some, each of those says so. A caption ends
 * with a full stop, as sentences do; without one it would pass for a heading (MD036).
 */
export function galleryBlocks(
  gallery: GallerySection,
  caption: readonly Inline[],
  voice: Voice,
): readonly Block[] {
  const { messages } = findWording(voice);
  const marked = gallery.pictures.filter((picture) => bearsMark(picture, voice));
  const areAllMarked = marked.length === gallery.pictures.length;
  const cells = gallery.pictures.map((picture) => [
    ...pictureInlines(picture, messages),
    ...(areAllMarked ? [] : markInlines(picture, voice)),
  ]);
  const columns = gallery.layout === "stack" ? 1 : columnsFor(cells.length);
  const pictures: readonly Block[] =
    columns === 1
      ? cells.map((children): Block => ({ type: "paragraph", children }))
      : [tableOf(cells, columns)];
  const { sheet } = gallery;
  const shown: readonly Block[] =
    sheet === undefined
      ? pictures
      : [...pictures, { type: "paragraph", children: sheetInlines(sheet) }];
  const sentence = endSentence(caption);
  const says = areAllMarked && marked.length > 0 ? messages.aiPictures(marked.length) : "";
  const remark: readonly Inline[] = says === "" ? [] : endSentence([{ type: "text", text: says }]);
  const space: readonly Inline[] =
    sentence.length > 0 && remark.length > 0 ? [{ type: "text", text: " " }] : [];
  const note = [...sentence, ...space, ...remark];
  return note.length === 0
    ? shown
    : [...shown, { type: "paragraph", children: tidyInlines([{ type: "em", children: note }]) }];
}

/** A run that will be emphasised as a whole, with the full stop that it lacks. */
function endSentence(run: readonly Inline[]): readonly Inline[] {
  const plain = replaceInlines(run, (each) => (each.type === "em" ? each.children : [each]));
  const isOpen = run.length > 0 && !/[.,;:?!。，；：！？…]$/u.test(plainText(run));
  return isOpen ? [...plain, { type: "text", text: "." }] : plain;
}

/** A video as Markdown: its poster, linked to it. */
export function posterBlocks(poster: PosterSection, voice: Voice): readonly Block[] {
  const picture = chooseVariants(poster.picture);
  const destination = readDestination(poster.url, { literal: true });
  const shown: readonly Inline[] =
    picture === undefined || poster.picture.placeholder
      ? pictureInlines(poster.picture, findWording(voice).messages)
      : [image(poster.picture, picture.largest.file)];
  const children =
    destination.kind === "remote"
      ? [{ type: "link" as const, url: destination.url, children: shown }]
      : shown;
  return [{ type: "paragraph", children: [...children, ...markInlines(poster.picture, voice)] }];
}

/** Says behind a picture that a model made it. */
function markInlines(picture: Picture, voice: Voice): readonly Inline[] {
  return bearsMark(picture, voice)
    ? [{ type: "text", text: " " }, emphasis(`(${findWording(voice).messages.aiPictures(1)})`)]
    : [];
}

function emphasis(content: string): Inline {
  return { type: "em", children: [{ type: "text", text: content }] };
}

/** Two or four pictures are set in rows of two, any other number in rows of three. */
function columnsFor(count: number): number {
  if (count === 2 || count === 4) {
    return 2;
  }
  return count < 2 ? 1 : 3;
}

function tableOf(cells: readonly Cell[], columns: number): Block {
  const rows: (readonly Cell[])[] = [];
  for (let start = 0; start < cells.length; start += columns) {
    const row = cells.slice(start, start + columns);
    rows.push([...row, ...Array.from({ length: columns - row.length }, () => [])]);
  }
  const [header = [], ...rest] = rows;
  return { type: "table", align: header.map(() => "center"), header, rows: rest };
}

function pictureInlines(picture: Picture, words: Messages): readonly Inline[] {
  const chosen = chooseVariants(picture);
  const note = emphasis(`(${words.pictureUnavailable})`);
  if (chosen === undefined) {
    return [{ type: "text", text: `${foldLine(picture.alt)} ` }, note];
  }
  const thumbnail = image(picture, chosen.thumbnail.file);
  if (picture.placeholder) {
    return [thumbnail, { type: "text", text: " " }, note];
  }
  // A link around a picture that says nothing would have no name.
  return picture.alt === ""
    ? [thumbnail]
    : [{ type: "link", url: chosen.largest.file, children: [thumbnail] }];
}

/** In full, not as a thumbnail: it already consists of thumbnails. */
function sheetInlines(sheet: Picture): readonly Inline[] {
  const chosen = chooseVariants(sheet);
  if (chosen === undefined) {
    return [];
  }
  const { file } = chosen.largest;
  return [{ type: "link", url: file, children: [image(sheet, file)] }];
}

function image(picture: Picture, file: string): Inline {
  return { type: "image", url: file, alt: foldLine(picture.alt) };
}
