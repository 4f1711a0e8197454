import type { Picture, Variant } from "../../blocks/sections.ts";
import type { ImageFormat } from "../../job/types.ts";

/** The formats that every reader of Markdown, and every converter, can show come first. */
const compatibleFirst: readonly ImageFormat[] = ["jpeg", "png", "webp", "avif"];

/** A thumbnail is at least this wide, in pixels, when the picture is. */
const thumbnailWidthPx = 400;

/** The variants of the most widely known format that a picture has, narrowest first. */
export function compatibleVariants(picture: Picture): readonly Variant[] {
  const format = compatibleFirst.find((candidate) =>
    picture.variants.some((variant) => variant.format === candidate),
  );
  return picture.variants
    .filter((variant) => variant.format === format)
    .toSorted((a, b) => a.widthPx - b.widthPx);
}

/** The smallest variant that is wide enough to stand on a page, and the largest there is. */
export function chooseVariants(
  picture: Picture,
): { readonly thumbnail: Variant; readonly largest: Variant } | undefined {
  const variants = compatibleVariants(picture);
  const largest = variants.at(-1);
  if (largest === undefined) {
    return undefined;
  }
  const thumbnail = variants.find((variant) => variant.widthPx >= thumbnailWidthPx) ?? largest;
  return { thumbnail, largest };
}
