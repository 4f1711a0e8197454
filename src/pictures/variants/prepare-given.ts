import sharp from "sharp";
import { PreloError } from "../../errors.ts";
import { sniff } from "../../files/sniff.ts";
import { openPicture, openPixels } from "./pixels.ts";
import { fitInto, type SizePx } from "./size.ts";

/** What the API takes as it is. */
const readable = new Set(["png", "jpeg", "webp"]);
/** The longest side of a picture that is too heavy to be sent as it is, in pixels. */
const longestPx = { widthPx: 1536, heightPx: 1536 };
const quality = 90;

/** A picture as it is sent to a model. */
export interface SentPicture extends SizePx {
  /** A `data:` URL. */
  readonly url: string;
  /** Of the picture that it was made of. */
  readonly original: SizePx;
}

/**
 * Makes a picture ready to go along with a prompt. As it is when the API takes it so, it is not too
 * heavy, and says nothing beside its pixels (where it was taken, for one); else upright, in sRGB, bare.
 * @param mostBytes above which it is sent smaller
 * @throws PreloError IMAGE_INVALID
 */
export async function prepareGiven(bytes: Buffer, mostBytes: number): Promise<SentPicture> {
  const picture = openPicture(bytes, noLimits);
  const header = await picture.header();
  const original = { widthPx: header.widthPx, heightPx: header.heightPx };
  const isHeavy = bytes.byteLength > mostBytes;
  if (!isHeavy && (await isBare(bytes))) {
    return { url: toUrl(bytes, formatOf(bytes)), ...original, original };
  }
  const size = isHeavy ? fitInto(original, longestPx) : original;
  const pixels = await (await picture.source()).takePixels(size);
  const plain = openPixels(pixels);
  const hasAlpha = pixels.channels % 2 === 0;
  const isLossless = !isHeavy && (hasAlpha || header.format === "png");
  const format = isLossless ? "png" : hasAlpha ? "webp" : "jpeg";
  const encoded = await (isLossless ? plain.png() : plain.toFormat(format, { quality })).toBuffer();
  return { url: toUrl(encoded, format), ...size, original };
}

/**
 * Makes a mask ready: a PNG as large as the picture that it is for.
 * @throws PreloError IMAGE_INVALID when it is of another size, or nowhere transparent
 */
export async function prepareMask(bytes: Buffer, first: SentPicture): Promise<string> {
  const { widthPx, heightPx, alphaChannel } = await openPicture(bytes, noLimits).header();
  if (widthPx !== first.original.widthPx || heightPx !== first.original.heightPx) {
    const { original } = first;
    throw new PreloError(
      "IMAGE_INVALID",
      `the mask is ${widthPx} × ${heightPx} pixels, and the first reference ${original.widthPx} × ${original.heightPx}`,
      { hint: "Make it as large as that picture." },
    );
  }
  if (!alphaChannel) {
    throw new PreloError("IMAGE_INVALID", "the mask is nowhere transparent", {
      hint: "Use a PNG or WebP in which the parts to be redrawn are transparent.",
    });
  }
  const isAsSent = widthPx === first.widthPx && heightPx === first.heightPx;
  if (isAsSent && formatOf(bytes) === "png" && (await isBare(bytes))) {
    return toUrl(bytes, "png");
  }
  const source = await openPicture(bytes, noLimits).source();
  const png = await openPixels(await source.takePixels(first))
    .png()
    .toBuffer();
  return toUrl(png, "png");
}

/** It was found to be within the limits. */
const noLimits = { maxPixels: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };

function formatOf(bytes: Buffer): string {
  const sniffed = sniff(bytes);
  return "format" in sniffed ? sniffed.format : "";
}

async function isBare(bytes: Buffer): Promise<boolean> {
  const { exif, xmp, iptc, comments, pages = 1 } = await sharp(bytes).metadata();
  const texts = [exif, xmp, iptc, comments];
  return readable.has(formatOf(bytes)) && pages === 1 && texts.every((text) => text === undefined);
}

function toUrl(bytes: Buffer, format: string): string {
  return `data:image/${format};base64,${bytes.toString("base64")}`;
}
