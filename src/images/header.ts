import sharp from "sharp";
import type { Metadata, SharpOptions } from "sharp";
import { PreloError } from "../errors.ts";
import { isStructureWhole } from "./completeness.ts";
import { sniff } from "./sniff.ts";
import type { PictureFormat } from "./sniff.ts";

/** How much a picture may ask of the machine. */
export interface PictureLimits {
  /** Width × height × frames. */
  readonly maxPixels: number;
  /** The size of the file. */
  readonly maxBytes: number;
}

/** What a picture's header says; nothing of it is proved until the pixels are decoded. */
export interface PictureHeader {
  readonly format: PictureFormat;
  /** As shown: the EXIF orientation is applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** True when the file has an alpha channel, though it may be opaque throughout. */
  readonly alphaChannel: boolean;
  /** Frames of an animation (GIF, WebP); 1 for any other picture. */
  readonly pages: number;
}

const grouped = new Intl.NumberFormat("en");

/**
 * The strictness that each decoder stands: PNG and TIFF warn of harmless things (an old colour
 * profile, an unknown tag), and report damage as an error; JPEG reports damage as a warning.
 */
function failLevel(format: PictureFormat): "error" | "warning" {
  return format === "png" || format === "tiff" ? "error" : "warning";
}

/** The options to open a picture with, once {@link readHeader} has let it pass. */
export function openOptions(
  header: Pick<PictureHeader, "format">,
  limits: PictureLimits,
): SharpOptions {
  return { failOn: failLevel(header.format), limitInputPixels: limits.maxPixels };
}

/** Makes a decoder's failure a clear refusal; the decoder's own words stay in `cause`. */
export function damagedPicture(format: PictureFormat, cause?: unknown): PreloError {
  return new PreloError(
    "IMAGE_INVALID",
    `The picture is damaged or cut short: it begins as ${format.toUpperCase()} but cannot be decoded to its end.`,
    { cause, hint: "Fetch or make the picture again." },
  );
}

function recognise(bytes: Buffer, limits: PictureLimits): PictureFormat {
  if (bytes.length > limits.maxBytes)
    throw new PreloError(
      "IMAGE_TOO_LARGE",
      `The picture has ${grouped.format(bytes.length)} bytes; the limit is ${grouped.format(limits.maxBytes)}.`,
      { hint: "Use a smaller picture, or raise the limit on bytes." },
    );
  const sniffed = sniff(bytes);
  if ("format" in sniffed) return sniffed.format;
  throw new PreloError("IMAGE_INVALID", `The file is ${sniffed.refusal}.`, { hint: sniffed.hint });
}

async function readMetadata(bytes: Buffer, format: PictureFormat): Promise<Metadata> {
  const animated = format === "gif" || format === "webp";
  try {
    // Reads the header only; the limit on pixels is ours to apply, with a message of its own.
    return await sharp(bytes, {
      animated,
      failOn: failLevel(format),
      limitInputPixels: false,
    }).metadata();
  } catch (cause) {
    throw damagedPicture(format, cause);
  }
}

/**
 * Reads what a picture is and how large it will be, before any pixel is decoded.
 * @throws PreloError IMAGE_INVALID (not a picture, or cut short), IMAGE_TOO_LARGE.
 */
export async function readHeader(bytes: Buffer, limits: PictureLimits): Promise<PictureHeader> {
  const format = recognise(bytes, limits);
  if (!isStructureWhole(format, bytes)) throw damagedPicture(format);
  const {
    autoOrient,
    pages: allPages,
    pageHeight,
    hasAlpha,
    width,
    height,
  } = await readMetadata(bytes, format);
  const pages = format === "gif" || format === "webp" ? (allPages ?? 1) : 1;
  // An animation's height is that of all its frames; orientation is not defined for one.
  const shown = pages > 1 ? { width, height: pageHeight ?? height } : autoOrient;
  const pixels = shown.width * shown.height * pages;
  if (pixels > limits.maxPixels) {
    const frames = pages > 1 ? ` in ${grouped.format(pages)} frames` : "";
    throw new PreloError(
      "IMAGE_TOO_LARGE",
      `The picture is ${shown.width} × ${shown.height} pixels${frames}, ${grouped.format(pixels)} in all; ` +
        `the limit is ${grouped.format(limits.maxPixels)}.`,
      { hint: "Use a smaller picture, or raise the limit on pixels." },
    );
  }
  return { format, widthPx: shown.width, heightPx: shown.height, alphaChannel: hasAlpha, pages };
}
