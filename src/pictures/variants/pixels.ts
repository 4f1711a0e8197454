import sharp from "sharp";
import type { Sharp } from "sharp";
import { configureSharp } from "../inspection/configure.ts";
import { damagedPicture, openOptions, readHeader } from "../inspection/header.ts";
import type { PictureHeader, PictureLimits } from "../inspection/header.ts";
import type { SizePx } from "./size.ts";

/** Pixels: sRGB, 8 bits, upright, with or without alpha. */
export interface Pixels extends SizePx {
  readonly data: Buffer;
  readonly channels: 1 | 2 | 3 | 4;
}

/** A picture (an animation's first frame), from which any size can be taken. */
export interface PixelSource {
  /** @throws PreloError IMAGE_INVALID when the bytes cannot be decoded to their end. */
  takePixels(size: SizePx): Promise<Pixels>;
}

/** Decoded pixels are held up to this many: 32 MB at most, for one picture. */
const maxHeldPixels = 8_000_000;

/** Begins a pipeline on pixels. */
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

function isSize(a: SizePx, b: SizePx): boolean {
  return a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}

/**
 * Makes a picture's pixels ready for several sizes. It is decoded once, and each size is taken from all of its
 * pixels, so that a size looks the same whichever others are taken. Only a picture too large to
 * hold is decoded for each size, straight to it.
 * @param header of the same bytes.
 */
async function openSource(
  bytes: Buffer,
  header: PictureHeader,
  limits: PictureLimits,
): Promise<PixelSource> {
  const decode = async (size: SizePx): Promise<Pixels> => {
    const whole = sharp(bytes, openOptions(header, limits));
    // Orientation is not defined for an animation.
    const upright = header.pages > 1 ? whole : whole.autoOrient();
    const toned = header.deepColour ? upright.withIccProfile("srgb", { attach: false }) : upright;
    try {
      return await runToPixels(toned, size);
    } catch (cause) {
      throw damagedPicture(header.format, cause);
    }
  };
  if (header.widthPx * header.heightPx > maxHeldPixels) {
    return { takePixels: decode };
  }
  const pixels = await decode(header);
  return {
    takePixels: async (size) =>
      isSize(pixels, size) ? pixels : runToPixels(openPixels(pixels), size),
  };
}

/** A picture's bytes. Its header is read, and its pixels decoded, once, and only when they are needed. */
export interface OpenPicture {
  readonly bytes: Buffer;
  readonly limits: PictureLimits;
  /** @throws PreloError IMAGE_INVALID, IMAGE_TOO_LARGE */
  readonly header: () => Promise<PictureHeader>;
  /** @throws PreloError IMAGE_INVALID, IMAGE_TOO_LARGE */
  readonly source: () => Promise<PixelSource>;
}

export function openPicture(bytes: Buffer, limits: PictureLimits): OpenPicture {
  configureSharp();
  let header: Promise<PictureHeader> | undefined;
  let source: Promise<PixelSource> | undefined;
  const readOnce = (): Promise<PictureHeader> => (header ??= readHeader(bytes, limits));
  return {
    bytes,
    limits,
    header: readOnce,
    source: async () => {
      const read = await readOnce();
      return (source ??= openSource(bytes, read, limits));
    },
  };
}
