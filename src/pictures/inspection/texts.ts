import sharp, { type Metadata } from "sharp";

/**
 * All that a picture says beside its pixels, as text: XMP, EXIF, IPTC, the colour profile and PNG's
 * comments. UTF-16 texts keep their zero bytes, which do not disturb a search.
 * @returns nothing for bytes that are no picture: whoever opens it will say so
 */
export async function readPictureTexts(bytes: Buffer): Promise<string> {
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { failOn: "none", limitInputPixels: false }).metadata();
  } catch {
    return "";
  }
  const { xmp, exif, iptc, icc, tifftagPhotoshop, comments = [] } = metadata;
  const others = [exif, iptc, icc, tifftagPhotoshop].map((part) => part?.toString("latin1") ?? "");
  return [xmp?.toString("utf8") ?? "", ...others, ...comments.map(({ text }) => text)].join("\n");
}
