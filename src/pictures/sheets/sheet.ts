import sharp from "sharp";
import type { OverlayOptions } from "sharp";
import { PreloError } from "../../errors.ts";
import { configureSharp } from "../inspection/configure.ts";
import type { PictureLimits } from "../inspection/header.ts";
import { openPicture } from "../variants/pixels.ts";
import type { SheetPlan } from "./sheet-plan.ts";

/** Neither light nor dark: pictures of both kinds stand out from it. */
const background = "#d9d7d2";

/**
 * Composes the sheet that was planned, decoding one picture at a time to its size on the sheet, to
 * keep memory low. The same pictures give the same bytes.
 * @param readOriginals one for each cell of the plan, in their order.
 * @returns a PNG.
 * @throws PreloError IMAGE_INVALID, IMAGE_TOO_LARGE, and what reading throws.
 */
export async function composeSheet(
  plan: SheetPlan,
  readOriginals: readonly (() => Promise<Buffer>)[],
  limits: PictureLimits,
): Promise<Buffer> {
  configureSharp();
  const overlays: OverlayOptions[] = [];
  for (const [index, cell] of plan.cells.entries()) {
    const bytes = await readOriginals[index]?.();
    if (bytes === undefined) {
      throw new PreloError("INTERNAL", "A sheet lacks a picture.");
    }
    const source = await openPicture(bytes, limits).source();
    const {
      data: input,
      widthPx: width,
      heightPx: height,
      channels,
    } = await source.takePixels(cell);
    overlays.push({ input, raw: { width, height, channels }, left: cell.leftPx, top: cell.topPx });
  }
  const { widthPx: width, heightPx: height } = plan;
  return sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false })
    .composite(overlays)
    .removeAlpha()
    .png()
    .toBuffer();
}
