import { hashBytes } from "../files/hash.ts";
import type { ImageAnswer } from "../answers/types.ts";
import type { ImageBlock } from "../job/types.ts";
import type { Original } from "./illustrate.ts";
import type { SizePx } from "./variants/size.ts";

const usual: SizePx = { widthPx: 1024, heightPx: 1024 };
/** No provider draws a wider or higher picture than this. */
const longestSidePx = 4096;

/** What an original is made of, whatever it shows. */
export type Source = Pick<Original, "image" | "read" | "from">;

/** What stands for a picture that could not be had. @param from how the manifest calls its origin */
export async function drawPicturePlaceholder(
  seed: string,
  { widthPx, heightPx }: SizePx,
  from: string,
): Promise<Source> {
  const { drawPlaceholder } = await import("./draw.ts");
  const bytes = await drawPlaceholder({ widthPx, heightPx, seed });
  return toSource(bytes, { width: widthPx, height: heightPx }, from);
}

/** The size of a placeholder: that of its neighbours, else the one that was asked for. */
export function sizeForPlaceholder(
  { image: { size } }: Pick<ImageBlock, "image">,
  answer: ImageAnswer | undefined,
): SizePx {
  const neighbour = answer?.images[0];
  const [widthPx = 0, heightPx = 0] =
    neighbour === undefined
      ? (/^(\d+)x(\d+)$/
          .exec(size ?? "")
          ?.slice(1)
          .map(Number) ?? [])
      : [neighbour.width, neighbour.height];
  const sides = [widthPx, heightPx];
  return Math.min(...sides) > 0 && Math.max(...sides) <= longestSidePx
    ? { widthPx, heightPx }
    : usual;
}

/** What stands for a video whose picture could not be had. */
export async function drawPosterPlaceholder(seed: string, from: string): Promise<Source> {
  const { drawPoster, posterPx } = await import("./draw.ts");
  return toSource(await drawPoster({ seed }), posterPx, from);
}

function toSource(bytes: Buffer, size: { width: number; height: number }, from: string): Source {
  return {
    image: { sha256: hashBytes(bytes), ...size },
    read: () => Promise.resolve(bytes),
    from: [from],
  };
}
