import { PreloError } from "../../errors.ts";
import { type OpenPicture, openPixels } from "./pixels.ts";
import { fitInto } from "./size.ts";

/** The longest side of a preview, in pixels, tried in turn until it is short enough. */
const sidesPx = [16, 12, 8, 4] as const;
const quality = 40;

/** The longest preview, in characters of the `data:` URL. */
const maxPreviewChars = 400;

/**
 * Makes a tiny picture to stand in the page while the real one loads; the same bytes give the same
 * preview.
 * @returns a `data:` URL of at most {@link maxPreviewChars} characters.
 * @throws PreloError IMAGE_INVALID, IMAGE_TOO_LARGE.
 */
export async function makePreview(picture: OpenPicture): Promise<string> {
  const header = await picture.header();
  const source = await picture.source();
  for (const sidePx of sidesPx) {
    const small = openPixels(
      await source.takePixels(fitInto(header, { widthPx: sidePx, heightPx: sidePx })),
    );
    const url = `data:image/webp;base64,${(await small.webp({ quality }).toBuffer()).toString("base64")}`;
    if (url.length <= maxPreviewChars) {
      return url;
    }
  }
  throw new PreloError("INTERNAL", "A preview came out too long.");
}
