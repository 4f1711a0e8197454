import { hashBytes } from "../files/hash.ts";
import type { Original } from "./illustrate.ts";

const placeholderPx = { width: 1024, height: 1024 };

/** What an original is made of, whatever it shows. */
export type Source = Pick<Original, "image" | "read" | "from">;

/** What stands for a picture that could not be had. @param from how the manifest calls its origin */
export async function drawPicturePlaceholder(seed: string, from: string): Promise<Source> {
  const { drawPlaceholder } = await import("./draw.ts");
  const { width: widthPx, height: heightPx } = placeholderPx;
  return toSource(await drawPlaceholder({ widthPx, heightPx, seed }), placeholderPx, from);
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
