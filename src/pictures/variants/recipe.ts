import { createHash } from "node:crypto";
import type { ImageFormat, VariantSettings } from "../../job/types.ts";
import type { Mark } from "./mark.ts";

/** Raised when the same recipe would draw different pixels, so that every variant is made anew. */
const recipeVersion = 1;

/** Raised when only AVIF is encoded in another way. */
const avifVersion = 2;

/** Of SHA-256, in hexadecimal digits. */
const hashDigits = 10;

/** The longest side that a format can hold, in pixels. */
const maxSidePx: Readonly<Record<ImageFormat, number>> = {
  webp: 16_383,
  avif: 16_384,
  jpeg: 65_500,
  png: 1_000_000,
};

/** The untouched picture, as inspected or recorded. */
export interface OriginalPicture {
  readonly sha256: string;
  /** As shown: the EXIF orientation is applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Decides what `auto` means; unset counts as opaque. */
  readonly hasAlpha?: boolean | undefined;
  /** Of an animation; unset counts as one. */
  readonly frames?: number;
}

/** A variant that is to be made: everything but its bytes. */
export interface PlannedVariant {
  /** Relative to the article's folder: `img/casa-1-480w.1a2b3c4d5e.webp`. */
  readonly file: string;
  readonly format: ImageFormat;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1–100; PNG is lossless and ignores it. */
  readonly quality: number;
}

/** The one format that moves: a browser that took another would show an animation's first frame. */
const movingFormat: ImageFormat = "webp";

/** Whether an animation would be published as its first frame alone. */
export function standsStill(frames: number, formats: VariantSettings["formats"]): boolean {
  return frames > 1 && !formats.includes(movingFormat);
}

function resolveFormats(
  original: OriginalPicture,
  settings: VariantSettings,
): readonly ImageFormat[] {
  if ((original.frames ?? 1) > 1 && settings.formats.includes(movingFormat)) {
    return [movingFormat];
  }
  const auto = original.hasAlpha === true ? "png" : "jpeg";
  return [...new Set(settings.formats.map((format) => (format === "auto" ? auto : format)))];
}

/** The widths to make in a format, narrowest first: never enlarged, none twice, none too long. */
function resolveWidths(
  original: OriginalPicture,
  widths: readonly number[],
  format: ImageFormat,
): readonly number[] {
  const { widthPx, heightPx } = original;
  const scale = Math.min(1, maxSidePx[format] / Math.max(widthPx, heightPx));
  const widest = Math.max(1, Math.floor(widthPx * scale));
  return [...new Set(widths.map((width) => Math.min(width, widest)))].toSorted((a, b) => a - b);
}

/** The height to a width; a strip so thin that no width is left to give is shortened. */
function resolveHeight(
  { widthPx, heightPx }: OriginalPicture,
  width: number,
  format: ImageFormat,
): number {
  const height = Math.round((heightPx * width) / widthPx);
  return Math.min(Math.max(1, height), maxSidePx[format]);
}

/** A hash of everything that a variant is made from: any change makes another file. */
function hashRecipe(
  original: OriginalPicture,
  variant: Omit<PlannedVariant, "file">,
  mark: Mark,
): string {
  const { format, widthPx, heightPx, quality } = variant;
  const recipe = [
    recipeVersion,
    original.sha256,
    format,
    widthPx,
    heightPx,
    format === "png" ? null : quality,
    mark.alt,
    mark.system ?? null,
    mark.prompt ?? null,
    ...(mark.source === undefined ? [] : [mark.source]),
    ...(format === "avif" ? [avifVersion] : []),
  ];
  return createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, hashDigits);
}

/**
 * Plans a picture's variants, without its bytes: by format in the order of the settings, in each
 * the narrowest first. The names change exactly when the original or the recipe does.
 * @param name the block's id and the picture's number in it, from 1; or what it is instead.
 */
export function planVariants(
  original: OriginalPicture,
  name: { readonly id: string; readonly n: number | "sheet" },
  settings: VariantSettings,
  mark: Mark,
): readonly PlannedVariant[] {
  return resolveFormats(original, settings).flatMap((format) =>
    resolveWidths(original, settings.widths, format).map((widthPx) => {
      const heightPx = resolveHeight(original, widthPx, format);
      const quality = settings.quality[format];
      const hash = hashRecipe(original, { format, widthPx, heightPx, quality }, mark);
      const file = `img/${name.id}-${name.n}-${widthPx}w.${hash}.${format}`;
      return { file, format, widthPx, heightPx, quality };
    }),
  );
}
