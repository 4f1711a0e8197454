import type { Picture } from "../../../blocks/sections.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import { bearsMark, compatibleVariants } from "../../sections/pictures.ts";
import type { GallerySection } from "../../types.ts";
import { escapeHtml } from "./escape-html.ts";
import {
  isWide,
  type Place,
  placeAlone,
  placeInRows,
  placeStack,
  type Shape,
} from "./gallery-layout.ts";
import type { PictureSetting } from "./picture-setting.ts";
import { renderPicture } from "./render-picture.ts";

/**
 * A gallery as a figure: pictures in rows, or one below the other, each of which opens large over the page
 * without a script: a button shows a popover, which the Escape key, the back gesture of a telephone, a
 * click beside it or its own button closes.
 * @param caption as HTML
 */
export function renderGallery(
  gallery: GallerySection,
  caption: string,
  setting: PictureSetting,
): string {
  const { pictures, sheet, id } = gallery;
  const count = pictures.length;
  const inRows = gallery.layout === "grid" && count > 1;
  const shapes = pictures.map((picture) => shapeOf(picture));
  const places = inRows
    ? placeInRows(shapes, setting.classOf)
    : shapes.map((shape) => placeAlone(shape, setting.classOf));
  const items = pictures.map((picture, index) => {
    const number = count > 1 ? ` (${setting.words.numberOf(index + 1, count)})` : "";
    return renderItem(picture, places[index], { id: `${id}__${index + 1}`, number }, setting);
  });
  const whole =
    sheet === undefined
      ? ""
      : `\n<div class="sheet">${renderItem(sheet, placeAlone(shapeOf(sheet), setting.classOf), { id: `${id}__sheet`, number: `: ${foldLine(sheet.alt)}` }, setting)}</div>`;
  const note = caption === "" ? "" : `\n<figcaption>${caption}</figcaption>`;
  const layout = inRows
    ? isWide(count)
      ? "rows wide"
      : "rows"
    : placeStack(shapes, setting.classOf);
  return `<figure class="gallery ${layout}">\n<div class="pictures">\n${items.join("\n")}\n</div>${whole}${note}\n</figure>`;
}

function shapeOf(picture: Picture): Shape {
  return compatibleVariants(picture).at(-1) ?? { widthPx: 1, heightPx: 1 };
}

/** What tells a picture's large view from the others of the page. */
interface Name {
  /** Two underscores keep it apart from the ids of blocks and headings. */
  readonly id: string;
  readonly number: string;
}

function renderItem(
  picture: Picture,
  { className, sizes }: Place = { className: "", sizes: "100vw" },
  name: Name,
  setting: PictureSetting,
): string {
  const shown = renderPicture(picture, sizes, setting.load(), setting.classOf);
  if (picture.placeholder || picture.variants.length === 0) {
    return `<div class="item ${className} unavailable">${shown}${placeholderNote(picture, setting)}</div>`;
  }
  const mark = renderMark(picture, setting);
  // One that only adorns the page has nothing to show.
  const large = picture.alt === "" ? "" : renderLarge(picture, mark, name, setting);
  return `<div class="item ${className}">${shown}${mark}${large}</div>`;
}

/** The button over a picture, and what it opens; the large picture loads when it is opened. */
function renderLarge(
  picture: Picture,
  mark: string,
  { id, number }: Name,
  { words, classOf }: PictureSetting,
): string {
  const target = escapeHtml(id);
  const { widthPx } = shapeOf(picture);
  const large = renderPicture(picture, `min(${widthPx}px, 96vw)`, ['loading="lazy"'], classOf);
  const label = escapeHtml(`${words.enlarge}${number}`);
  const alt = escapeHtml(foldLine(picture.alt));
  return (
    `<button type="button" class="open" popovertarget="${target}" aria-label="${label}"></button>` +
    `<div popover id="${target}" class="large" role="dialog" aria-label="${alt}">${large}${mark}` +
    `<button type="button" class="close" popovertarget="${target}" popovertargetaction="hide" aria-label="${escapeHtml(words.close)}">×</button></div>`
  );
}

/** The label that a reader sees at a picture that a model made. */
export function renderMark(picture: Picture, { document, words }: PictureSetting): string {
  return bearsMark(picture, document)
    ? `<span class="ai" role="img" aria-label="${escapeHtml(words.aiPictures(1))}">${escapeHtml(words.ai)}</span>`
    : "";
}

/** Says below a picture that it only stands for another. */
export function placeholderNote(picture: Picture, { words }: PictureSetting): string {
  if (!picture.placeholder && picture.variants.length > 0) {
    return "";
  }
  return `<p class="note">${escapeHtml(words.pictureUnavailable)}</p>`;
}
