import type { Picture, Variant } from "../../../blocks/sections.ts";
import type { ImageFormat } from "../../../job/types.ts";
import { findWording } from "../../locales/messages.ts";
import { compatibleVariants } from "../../sections/pictures.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import { readDestination } from "../../markdown/urls.ts";
import type { GallerySection, PosterSection } from "../../types.ts";
import { escapeHtml, escapePath } from "./escape-html.ts";
import { relationOf } from "./render-inlines.ts";

/** Better compression first: a browser takes the first format that it knows. */
const smallestFirst: readonly ImageFormat[] = ["avif", "webp", "png", "jpeg"];

/** How much of the window a picture takes, for the browser's choice of a variant. */
const sizes = {
  full: "(min-width: 46rem) 44rem, 94vw",
  half: "(min-width: 46rem) 22rem, 94vw",
  third: "(min-width: 62rem) 20rem, (min-width: 34rem) 46vw, 94vw",
  many: "(min-width: 62rem) 20rem, 46vw",
  wide: "(min-width: 62rem) 60rem, 94vw",
};

/** Gives the class of a picture whose preview is part of the page's style sheet. */
export type PreviewClass = (preview: string) => string | undefined;

/** A gallery as a figure: a grid or a stack of pictures, each a link to its largest variant. */
export function renderGallery(
  gallery: GallerySection,
  language: string,
  previewClass: PreviewClass,
): string {
  const count = gallery.pictures.length;
  const isGrid = gallery.layout === "grid" && count > 1;
  const pairs = count === 2 || count === 4;
  const space = isGrid ? findSpace(count, pairs) : sizes.full;
  const items = gallery.pictures
    .map((picture) => renderLinked(picture, space, language, previewClass))
    .join("\n");
  const sheet =
    gallery.sheet === undefined
      ? ""
      : `\n<div class="sheet">${renderLinked(gallery.sheet, isGrid && !pairs ? sizes.wide : sizes.full, language, previewClass)}</div>`;
  const caption = foldLine(gallery.caption ?? "");
  const note = caption === "" ? "" : `\n<figcaption>${escapeHtml(caption)}</figcaption>`;
  const layout = isGrid ? describeGrid(gallery.pictures, pairs) : "stack";
  return `<figure class="gallery ${layout}">\n<div class="pictures">\n${items}\n</div>${sheet}${note}\n</figure>`;
}

function findSpace(count: number, pairs: boolean): string {
  if (pairs) {
    return sizes.half;
  }
  return count > 4 ? sizes.many : sizes.third;
}

/**
 * The classes of a grid. It has three columns where there is room, and four or five where three
 * would leave one picture alone in the last row; on a telephone two, when there are many.
 */
function describeGrid(pictures: readonly Picture[], pairs: boolean): string {
  const count = pictures.length;
  const isLonely = !pairs && count % 3 === 1;
  const names = [
    pairs ? "pairs" : "",
    isLonely ? (count % 5 === 0 ? "fives" : "fours") : "",
    count > 4 ? "many" : "",
    count % 2 === 1 ? "odd" : "",
    isEven(pictures) ? "even" : "",
  ];
  return ["grid", ...names.filter((name) => name !== "")].join(" ");
}

/** Pictures of one shape are shown whole; where shapes differ, a grid crops its thumbnails. */
function isEven(pictures: readonly Picture[]): boolean {
  const shapes = pictures.flatMap((picture) => {
    const largest = compatibleVariants(picture).at(-1);
    return largest === undefined ? [] : [largest.widthPx / largest.heightPx];
  });
  return Math.max(...shapes) / Math.min(...shapes) < 1.02;
}

/** A video's poster, linked to the video; nothing of the video is loaded. */
export function renderPoster(
  poster: PosterSection,
  language: string,
  previewClass: PreviewClass,
): string {
  const picture = renderPicture(poster.picture, sizes.full, previewClass);
  const note = placeholderNote(poster.picture, language);
  const destination = readDestination(poster.url, { literal: true });
  if (destination.kind !== "remote") {
    return `<figure class="poster">${picture}${note}</figure>`;
  }
  const label = escapeHtml(
    `${findWording(language).messages.watchVideo}: ${foldLine(poster.picture.alt)}`,
  );
  return `<figure class="poster"><a href="${escapeHtml(destination.url)}"${relationOf(destination.url)} aria-label="${label}">${picture}</a>${note}</figure>`;
}

function renderLinked(
  picture: Picture,
  space: string,
  language: string,
  previewClass: PreviewClass,
): string {
  const shown = renderPicture(picture, space, previewClass);
  const largest = compatibleVariants(picture).at(-1);
  if (picture.placeholder || largest === undefined) {
    return `<div class="unavailable">${shown}${placeholderNote(picture, language)}</div>`;
  }
  // A link around a picture that says nothing would have no name.
  return picture.alt === "" ? shown : `<a href="${escapePath(largest.file)}">${shown}</a>`;
}

function placeholderNote(picture: Picture, language: string): string {
  if (!picture.placeholder && picture.variants.length > 0) {
    return "";
  }
  return `<p class="note">${escapeHtml(findWording(language).messages.pictureUnavailable)}</p>`;
}

function renderPicture(picture: Picture, space: string, previewClass: PreviewClass): string {
  const fallback = compatibleVariants(picture);
  const largest = fallback.at(-1);
  const alt = escapeHtml(foldLine(picture.alt));
  if (largest === undefined) {
    return `<p>${alt}</p>`;
  }
  const sources = smallestFirst
    .filter((format) => format !== largest.format)
    .map((format) => renderSource(picture, format, space))
    .join("");
  const style = picture.preview === undefined ? undefined : previewClass(picture.preview);
  const attributes = [
    `src="${escapePath(largest.file)}"`,
    ...(fallback.length > 1 ? [`srcset="${sourceSet(fallback)}"`, `sizes="${space}"`] : []),
    `width="${largest.widthPx}"`,
    `height="${largest.heightPx}"`,
    `alt="${alt}"`,
    ...(style === undefined ? [] : [`class="${style}"`]),
    'loading="lazy"',
    'decoding="async"',
  ];
  return `<picture>${sources}<img ${attributes.join(" ")}></picture>`;
}

function renderSource(picture: Picture, format: ImageFormat, space: string): string {
  const variants = picture.variants.filter((variant) => variant.format === format);
  if (variants.length === 0) {
    return "";
  }
  return `<source type="image/${format}" srcset="${sourceSet(variants)}" sizes="${space}">`;
}

function sourceSet(variants: readonly Variant[]): string {
  return variants
    .toSorted((a, b) => a.widthPx - b.widthPx)
    .map((variant) => `${escapePath(variant.file)} ${variant.widthPx}w`)
    .join(", ");
}
