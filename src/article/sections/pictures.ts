import type { Picture, Variant } from "../../blocks/sections.ts";
import type { ImageFormat } from "../../job/types.ts";
import type { ArticleDocument } from "../types.ts";

/** The formats that every reader of Markdown, and every converter, can show come first. */
const compatibleFirst: readonly ImageFormat[] = ["jpeg", "png", "webp", "avif"];

/** Whether a model made what a picture shows. */
export function isFromModel({ model, source, placeholder }: Picture): boolean {
  return model !== undefined && source !== "own" && !placeholder;
}

/**
 * Whether readers are told at a picture that a model made it. What the sandbox drew is not a model's, which
 * its page says at the top.
 */
export function bearsMark(
  picture: Picture,
  { aiNote, sandbox }: Pick<ArticleDocument, "aiNote" | "sandbox">,
): boolean {
  return aiNote && !sandbox && isFromModel(picture);
}

/**
 * The formats of a picture, the one with the fewest bytes first: a browser takes the first that it knows.
 * What has more bytes than the most widely known format is left out, unless that one cannot show all of
 * the picture.
 */
export function formatsBySize(picture: Picture): readonly ImageFormat[] {
  const bytes = new Map<ImageFormat, number>();
  for (const variant of picture.variants) {
    bytes.set(variant.format, (bytes.get(variant.format) ?? 0) + variant.bytes);
  }
  const known = compatibleVariants(picture)[0]?.format;
  const most = known === undefined ? 0 : (bytes.get(known) ?? 0);
  return [...bytes]
    .filter(([format, size]) => picture.transparent === true || format === known || size < most)
    .toSorted(([, a], [, b]) => a - b)
    .map(([format]) => format);
}

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
