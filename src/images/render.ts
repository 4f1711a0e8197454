import sharp from "sharp";
import type { Sharp } from "sharp";
import { configureSharp } from "./configure.ts";
import { encodeVariant } from "./encode.ts";
import { openOptions, readHeader } from "./header.ts";
import type { PictureHeader, PictureLimits } from "./header.ts";
import { toXmp } from "./mark.ts";
import type { Mark } from "./mark.ts";
import { decodePixels, openPixels, resizePixels } from "./pixels.ts";
import type { Pixels } from "./pixels.ts";
import type { PlannedVariant } from "./recipe.ts";

/** Takes a finished variant, for instance to write it to a file. */
export type EmitVariant = (variant: PlannedVariant, bytes: Buffer) => Promise<void>;

type Group = readonly [PlannedVariant, ...PlannedVariant[]];

/** The largest size first, each once, with the variants that have it. */
function groupBySize(planned: readonly PlannedVariant[]): readonly Group[] {
  const groups = new Map<string, [PlannedVariant, ...PlannedVariant[]]>();
  for (const variant of planned) {
    const key = `${variant.widthPx}x${variant.heightPx}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [variant]);
    else group.push(variant);
  }
  const areaPx = ([{ widthPx, heightPx }]: Group): number => widthPx * heightPx;
  return [...groups.values()].toSorted((a, b) => areaPx(b) - areaPx(a));
}

/** Runs all to their end, so that nothing goes on behind a failure; then throws the first one. */
async function settleAll(tasks: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

/** Decodes once, resizes each size once from the next larger, encodes each format from that. */
async function renderStills(
  bytes: Buffer,
  header: PictureHeader,
  planned: readonly PlannedVariant[],
  limits: PictureLimits,
  finish: (variant: PlannedVariant, picture: Sharp) => Promise<void>,
): Promise<void> {
  let pixels: Pixels | undefined;
  for (const group of groupBySize(planned)) {
    const next: Pixels =
      pixels === undefined
        ? await decodePixels(bytes, header, group[0], limits)
        : await resizePixels(pixels, group[0]);
    await settleAll(group.map((variant) => finish(variant, openPixels(next))));
    pixels = next;
  }
}

/** Frames, their times and the loop are kept; so this does not go through bare pixels. */
async function renderAnimations(
  bytes: Buffer,
  header: PictureHeader,
  planned: readonly PlannedVariant[],
  limits: PictureLimits,
  finish: (variant: PlannedVariant, picture: Sharp) => Promise<void>,
): Promise<void> {
  for (const variant of planned) {
    const { widthPx: width, heightPx: height } = variant;
    const frames = sharp(bytes, { ...openOptions(header, limits), animated: true });
    await finish(variant, frames.resize({ width, height, fit: "fill" }));
  }
}

/**
 * Makes a picture's variants: upright, in sRGB, marked, with no other metadata. An animation
 * moves in WebP, and is its first frame in any other format. The same input gives the same bytes.
 * @param planned of {@link planVariants}, all or some; none decodes nothing.
 * @param mark the one that they were planned with.
 * @param emit awaited; called for the formats of one size at a time, so that little is held.
 *   What it throws comes out as it is.
 * @throws PreloError IMAGE_INVALID, IMAGE_TOO_LARGE.
 */
export async function renderVariants(
  bytes: Buffer,
  planned: readonly PlannedVariant[],
  mark: Mark,
  limits: PictureLimits,
  emit: EmitVariant,
): Promise<void> {
  if (planned.length === 0) return;
  configureSharp();
  const header = await readHeader(bytes, limits);
  const xmp = toXmp(mark);
  const finish = async (variant: PlannedVariant, picture: Sharp): Promise<void> => {
    await emit(variant, await encodeVariant(picture, variant, xmp));
  };
  const moving = planned.filter(({ format }) => header.pages > 1 && format === "webp");
  const still = planned.filter((variant) => !moving.includes(variant));
  await renderAnimations(bytes, header, moving, limits, finish);
  await renderStills(bytes, header, still, limits, finish);
}
