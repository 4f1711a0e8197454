import sharp from "sharp";
import type { Metadata, SharpOptions } from "sharp";
import { PreloError } from "../../errors.ts";
import { isStructureWhole } from "./completeness.ts";
import { sniff } from "../../files/sniff.ts";
import type { PictureFormat } from "../../files/sniff.ts";

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
  /** True for 16-bit colour with a profile of its own, which the decoder leaves in Display P3. */
  readonly deepColour: boolean;
  /** Frames of an animation (GIF, WebP); 1 for any other picture. */
  readonly pages: number;
}

const grouped = new Intl.NumberFormat("en");

/**
 * How strict each decoder can be: PNG and TIFF warn of harmless things (an old colour profile, an
 * unknown tag), and report damage as an error; JPEG reports damage as a warning.
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

/** Turns a decoder's failure into a clear error; the decoder's own message stays in `cause`. */
export function damagedPicture(format: PictureFormat, cause?: unknown): PreloError {
  const said = cause instanceof Error ? cause.message : "";
  if (/not supported|not configured|bad labq|whole number of bytes/.test(said)) {
    const name = format.toUpperCase();
    return new PreloError("IMAGE_INVALID", `The picture is a ${name} of a kind that is not read.`, {
      cause,
      hint: "Save it as PNG, JPEG or WebP.",
    });
  }
  return new PreloError(
    "IMAGE_INVALID",
    `The picture is damaged or cut short: it begins as ${format.toUpperCase()} but cannot be decoded to its end.`,
    { cause, hint: "Fetch or make the picture again." },
  );
}

function recognise(bytes: Buffer, limits: PictureLimits): PictureFormat {
  if (bytes.length > limits.maxBytes) {
    throw new PreloError(
      "IMAGE_TOO_LARGE",
      `The picture has ${grouped.format(bytes.length)} bytes; the limit is ${grouped.format(limits.maxBytes)}.`,
      { hint: "Use a smaller picture, or raise the limit on bytes." },
    );
  }
  const sniffed = sniff(bytes);
  if ("format" in sniffed) {
    return sniffed.format;
  }
  throw new PreloError("IMAGE_INVALID", `The file is ${sniffed.refusal}.`, { hint: sniffed.hint });
}

/** Formats whose pages are frames; those of a TIFF are pages, of which the first is meant. */
function mayMove(format: PictureFormat): boolean {
  return format === "gif" || format === "webp";
}

async function readMetadata(bytes: Buffer, format: PictureFormat): Promise<Metadata> {
  try {
    // Reads the header only; the limit on pixels is ours to apply, with a message of its own.
    return await sharp(bytes, {
      animated: mayMove(format),
      failOn: failLevel(format),
      limitInputPixels: false,
    }).metadata();
  } catch (cause) {
    throw damagedPicture(format, cause);
  }
}

function toHeader(format: PictureFormat, metadata: Metadata): PictureHeader {
  const { width, height, pageHeight = height, autoOrient, hasAlpha: alphaChannel } = metadata;
  const pages = mayMove(format) ? (metadata.pages ?? 1) : 1;
  // An animation's height is that of all its frames; orientation is not defined for one.
  const shown = pages > 1 ? { width, height: pageHeight } : autoOrient;
  const deepColour = metadata.space === "rgb16" && metadata.hasProfile;
  return {
    format,
    widthPx: shown.width,
    heightPx: shown.height,
    alphaChannel,
    deepColour,
    pages,
  };
}

function checkPixels({ widthPx, heightPx, pages }: PictureHeader, maxPixels: number): void {
  const pixels = widthPx * heightPx * pages;
  if (pixels <= maxPixels) {
    return;
  }
  const frames = pages > 1 ? ` in ${grouped.format(pages)} frames` : "";
  throw new PreloError(
    "IMAGE_TOO_LARGE",
    `The picture is ${widthPx} × ${heightPx} pixels${frames}, ${grouped.format(pixels)} in all; ` +
      `the limit is ${grouped.format(maxPixels)}.`,
    { hint: "Use a smaller picture, or raise the limit on pixels." },
  );
}

/**
 * Reads what a picture is and how large it will be, before any pixel is decoded.
 * @throws PreloError IMAGE_INVALID (not a picture, or cut short), IMAGE_TOO_LARGE.
 */
export async function readHeader(bytes: Buffer, limits: PictureLimits): Promise<PictureHeader> {
  const format = recognise(bytes, limits);
  if (!isStructureWhole(format, bytes)) {
    throw damagedPicture(format);
  }
  const header = toHeader(format, await readMetadata(bytes, format));
  checkPixels(header, limits.maxPixels);
  return header;
}
