import sharp from "sharp";
import type { Sharp } from "sharp";
import { damagedPicture, openOptions } from "./header.ts";
import type { PictureHeader, PictureLimits } from "./header.ts";

export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Decoded pixels: sRGB, 8 bits, upright, with or without alpha. */
export interface Pixels extends SizePx {
  readonly data: Buffer;
  readonly channels: 1 | 2 | 3 | 4;
}

/** Begins a pipeline on decoded pixels. */
export function openPixels(pixels: Pixels): Sharp {
  const { data, widthPx: width, heightPx: height, channels } = pixels;
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}

async function runToPixels(picture: Sharp, size: SizePx): Promise<Pixels> {
  const { data, info } = await picture
    .resize({ width: size.widthPx, height: size.heightPx, fit: "fill" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data, widthPx: info.width, heightPx: info.height, channels: info.channels };
}

/**
 * Decodes a picture (an animation's first frame), upright and in sRGB, straight to the size that
 * is wanted, so that memory follows the output.
 * @throws PreloError IMAGE_INVALID when the bytes cannot be decoded to their end.
 */
export async function decodePixels(
  bytes: Buffer,
  header: PictureHeader,
  size: SizePx,
  limits: PictureLimits,
): Promise<Pixels> {
  const whole = sharp(bytes, openOptions(header, limits));
  try {
    // Orientation is not defined for an animation.
    const upright = header.pages > 1 ? whole : whole.autoOrient();
    const toned = header.deepColour ? upright.withIccProfile("srgb", { attach: false }) : upright;
    return await runToPixels(toned, size);
  } catch (cause) {
    throw damagedPicture(header.format, cause);
  }
}

/** Resizes decoded pixels; the same pixels when they have that size already. */
export async function resizePixels(pixels: Pixels, size: SizePx): Promise<Pixels> {
  if (pixels.widthPx === size.widthPx && pixels.heightPx === size.heightPx) return pixels;
  return runToPixels(openPixels(pixels), size);
}
