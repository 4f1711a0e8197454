import sharp from "sharp";
import { PreloError } from "../../errors.ts";
import { configureSharp } from "./configure.ts";
import type { PictureLimits } from "./header.ts";
import { sniff } from "../../files/sniff.ts";

/** A drawing that takes longer is refused: filters can be nested without end. */
const longestSeconds = 10;

/**
 * Prepares a picture that a person put among the originals for the decoders: an SVG drawing becomes
 * a PNG, anything else stays as it is. Scripts in a drawing do not run, links in it are not
 * followed. A drawing from any other source is never read.
 * @throws PreloError IMAGE_INVALID for a drawing that cannot be drawn, or is too large
 */
export async function drawIfSvg(
  bytes: Buffer,
  { maxPixels, maxBytes }: PictureLimits,
): Promise<Buffer> {
  const sniffed = sniff(bytes);
  if ("format" in sniffed || sniffed.holds !== "drawing") {
    return bytes;
  }
  configureSharp();
  try {
    if (bytes.byteLength > maxBytes) {
      throw new Error("it is too large");
    }
    return await sharp(bytes, { limitInputPixels: maxPixels })
      .timeout({ seconds: longestSeconds })
      .png()
      .toBuffer();
  } catch (cause) {
    throw new PreloError("IMAGE_INVALID", "The file is an SVG drawing that cannot be drawn.", {
      hint: "Export it as PNG or WebP.",
      cause,
    });
  }
}
