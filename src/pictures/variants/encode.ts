import type { Sharp } from "sharp";
import { PreloError } from "../../errors.ts";
import type { ImageFormat } from "../../job/types.ts";
import type { PlannedVariant } from "./recipe.ts";

/** Of 0–6; half the time of the library's own 4 for 1–5 % more bytes (decision 0012). */
const webpEffort = 2;

/** Of 0–9; less than half the time of 3 for 2 % more bytes (decision 0143). */
const avifEffort = 2;

/**
 * How each format is encoded. JPEG has no transparency: what shows through is white. PNG stays
 * lossless, for a palette would band a photograph.
 */
const encoders: Readonly<Record<ImageFormat, (picture: Sharp, quality: number) => Sharp>> = {
  webp: (picture, quality) => picture.webp({ quality, effort: webpEffort }),
  avif: (picture, quality) =>
    picture.avif({ quality, effort: avifEffort, chromaSubsampling: "4:2:0" }),
  jpeg: (picture, quality) => picture.flatten({ background: "#ffffff" }).jpeg({ quality }),
  png: (picture) => picture.png(),
};

/**
 * Runs a pipeline to a variant's bytes. Its only metadata is the XMP.
 * @throws PreloError IMAGE_INVALID when the encoder fails.
 */
export async function encodeVariant(
  picture: Sharp,
  variant: PlannedVariant,
  xmp: string,
): Promise<Buffer> {
  try {
    return await encoders[variant.format](picture, variant.quality).withXmp(xmp).toBuffer();
  } catch (cause) {
    throw new PreloError(
      "IMAGE_INVALID",
      `The picture could not be made into ${variant.format.toUpperCase()} of ${variant.widthPx} × ${variant.heightPx} pixels.`,
      { cause, hint: "Fetch or make the picture again, or ask for another format or width." },
    );
  }
}
