import { readBytes } from "../files/files.ts";
import type { RecordedImage } from "../answers/types.ts";
import type { VariantSettings } from "../job/types.ts";

/**
 * Reads an original for the decoders: what a person put in its place may be a drawing.
 * @throws PreloError READ_FAILED, IMAGE_INVALID
 */
export async function readOriginal(
  path: string,
  { replaced }: Pick<RecordedImage, "replaced">,
  limits: Pick<VariantSettings, "maxPixels" | "maxBytes">,
): Promise<Buffer> {
  const bytes = await readBytes(path);
  if (replaced === undefined) {
    return bytes;
  }
  const { drawIfSvg } = await import("./inspection/svg.ts");
  return drawIfSvg(bytes, limits);
}
