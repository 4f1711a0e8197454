import sharp from "sharp";
import type { Sharp } from "sharp";
import { encodeVariant } from "./encode.ts";
import { openOptions } from "../inspection/header.ts";
import { toXmp } from "./mark.ts";
import type { Mark } from "./mark.ts";
import { type OpenPicture, openPixels } from "./pixels.ts";
import type { PlannedVariant } from "./recipe.ts";
import { settle } from "./settle.ts";

/** Takes a finished variant, for instance to write it to a file. */
export type EmitVariant = (variant: PlannedVariant, bytes: Buffer) => Promise<void>;

type FinishVariant = (variant: PlannedVariant, picture: Sharp) => Promise<void>;
type Group = readonly [PlannedVariant, ...PlannedVariant[]];

/** Each size once, with the variants that have it. */
function groupBySize(planned: readonly PlannedVariant[]): readonly Group[] {
  const groups = new Map<string, [PlannedVariant, ...PlannedVariant[]]>();
  for (const variant of planned) {
    const key = `${variant.widthPx}x${variant.heightPx}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [variant]);
    } else {
      group.push(variant);
    }
  }
  return [...groups.values()];
}

/** Decodes once, resizes to each size once, encodes each format from that. */
async function renderStills(
  picture: OpenPicture,
  planned: readonly PlannedVariant[],
  finish: FinishVariant,
): Promise<void> {
  if (planned.length === 0) {
    return;
  }
  const source = await picture.source();
  for (const group of groupBySize(planned)) {
    const pixels = await source.takePixels(group[0]);
    await settle(group.map((variant) => finish(variant, openPixels(pixels))));
  }
}

/** Frames, their times and the loop are kept; so this does not go through bare pixels. */
async function renderAnimations(
  { bytes, limits, header }: OpenPicture,
  planned: readonly PlannedVariant[],
  finish: FinishVariant,
): Promise<void> {
  for (const variant of planned) {
    const { widthPx: width, heightPx: height } = variant;
    const frames = sharp(bytes, { ...openOptions(await header(), limits), animated: true });
    await finish(variant, frames.resize({ width, height, fit: "fill" }));
  }
}

/**
 * Makes a picture's variants: upright, in sRGB, marked, with no other metadata. An animation moves
 * in WebP, and is its first frame in any other format. The same input gives the same bytes.
 * @param planned of {@link planVariants}, all or some; none decodes nothing.
 * @param mark the one that they were planned with.
 * @param emit awaited; called for the formats of one size at a time, to keep memory low. Its errors
 *   are rethrown unchanged.
 * @throws PreloError IMAGE_INVALID, IMAGE_TOO_LARGE.
 */
export async function renderVariants(
  picture: OpenPicture,
  planned: readonly PlannedVariant[],
  mark: Mark,
  emit: EmitVariant,
): Promise<void> {
  if (planned.length === 0) {
    return;
  }
  const { pages } = await picture.header();
  const xmp = toXmp(mark);
  const finish: FinishVariant = async (variant, resized) => {
    await emit(variant, await encodeVariant(resized, variant, xmp));
  };
  const moving = planned.filter(({ format }) => pages > 1 && format === "webp");
  const still = planned.filter((variant) => !moving.includes(variant));
  await renderAnimations(picture, moving, finish);
  await renderStills(picture, still, finish);
}
