import type { Picture, Variant } from "../../../blocks/sections.ts";
import { compatibleVariants, formatsBySize } from "../../sections/pictures.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import { escapeHtml, escapePath } from "./escape-html.ts";
import { declarePreview } from "./page-classes.ts";
import type { PictureSetting } from "./picture-setting.ts";

/**
 * A picture in all its formats and widths, of which the browser takes what fits: the first format that it
 * knows, the width that `sizes` says. Its size stands there, so that nothing moves when it comes.
 * @param load when it loads, as attributes
 */
export function renderPicture(
  picture: Picture,
  sizes: string,
  load: readonly string[],
  classOf: PictureSetting["classOf"],
): string {
  const fallback = compatibleVariants(picture);
  const largest = fallback.at(-1);
  const alt = escapeHtml(foldLine(picture.alt));
  if (largest === undefined) {
    return `<p>${alt}</p>`;
  }
  const sources = formatsBySize(picture)
    .filter((format) => format !== largest.format)
    .map((format) => {
      const variants = picture.variants.filter((variant) => variant.format === format);
      return `<source type="image/${format}" srcset="${sourceSet(variants)}" sizes="${sizes}">`;
    });
  const preview = picture.preview === undefined ? undefined : declarePreview(picture.preview);
  const attributes = [
    `src="${escapePath(largest.file)}"`,
    ...(fallback.length > 1 ? [`srcset="${sourceSet(fallback)}"`, `sizes="${sizes}"`] : []),
    `width="${largest.widthPx}"`,
    `height="${largest.heightPx}"`,
    `alt="${alt}"`,
    ...(preview === undefined ? [] : [`class="${classOf(preview)}"`]),
    ...load,
    'decoding="async"',
  ];
  return `<picture>${sources.join("")}<img ${attributes.join(" ")}></picture>`;
}

function sourceSet(variants: readonly Variant[]): string {
  return variants
    .toSorted((a, b) => a.widthPx - b.widthPx)
    .map((variant) => `${escapePath(variant.file)} ${variant.widthPx}w`)
    .join(", ");
}
