import { openPicture, openPixels } from "./pixels.ts";
import { fitInto } from "./size.ts";

/** The longest side, in pixels: more than a model looks at. */
const longestPx = { widthPx: 1024, heightPx: 1024 };
const quality = 85;

/**
 * Makes a picture into a JPEG of at most 1024 pixels a side, upright, in sRGB, without metadata:
 * to be shown to a model, not published.
 * @throws PreloError IMAGE_INVALID.
 */
export async function shrinkToJpeg(bytes: Buffer): Promise<Buffer> {
  // It was within the limits when it was recorded.
  const limits = { maxPixels: Number.MAX_SAFE_INTEGER, maxBytes: bytes.byteLength };
  const picture = openPicture(bytes, limits);
  const source = await picture.source();
  const pixels = await source.takePixels(fitInto(await picture.header(), longestPx));
  return openPixels(pixels).flatten({ background: "#ffffff" }).jpeg({ quality }).toBuffer();
}
