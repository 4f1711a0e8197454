import sharp from "sharp";
import { damagedPicture, openOptions, readHeader } from "./header.ts";
import type { PictureLimits } from "./header.ts";
import { findLosses, type Loss } from "./losses.ts";
import type { PictureFormat } from "../../files/sniff.ts";

/** What a picture is, after all of it has been decoded. */
export interface PictureInfo {
  readonly format: PictureFormat;
  /** As shown: the EXIF orientation is applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** True when at least one pixel is not opaque. */
  readonly hasAlpha: boolean;
  /** Frames of an animation; 1 for any other picture. */
  readonly pages: number;
  /** What of it is not read. */
  readonly lost: readonly Loss[];
}

/**
 * Says what a picture is. Its type comes from the bytes, its limits are checked before it is
 * decoded, and decoding all of it proves that it is whole.
 * @param limits the most bytes, and the most pixels (of all frames together).
 * @throws PreloError IMAGE_INVALID, IMAGE_TOO_LARGE; the message says the reason.
 */
export async function inspectPicture(bytes: Buffer, limits: PictureLimits): Promise<PictureInfo> {
  const { format, widthPx, heightPx, alphaChannel, pages } = await readHeader(bytes, limits);
  const channel = await decodeChannel(bytes, { format, alphaChannel, pages }, limits);
  const hasAlpha = alphaChannel && channel.some((value) => value !== 255);
  return { format, widthPx, heightPx, hasAlpha, pages, lost: findLosses(format, bytes) };
}

/** Decodes every pixel, keeping one channel: a quarter of the memory, and all that is asked. */
async function decodeChannel(
  bytes: Buffer,
  header: { format: PictureFormat; alphaChannel: boolean; pages: number },
  limits: PictureLimits,
): Promise<Buffer> {
  const options = { ...openOptions(header, limits), animated: header.pages > 1 };
  try {
    return await sharp(bytes, options)
      .extractChannel(header.alphaChannel ? "alpha" : "red")
      .raw({ depth: "uchar" })
      .toBuffer();
  } catch (cause) {
    throw damagedPicture(header.format, cause);
  }
}
