import { imageEndpointAdapters } from "./image-endpoints.ts";
import type { ImageEndpoint, ImageParameters } from "./types.ts";

/** Pictures that are to be asked for, and what one may weigh at the most. */
interface Pictures {
  readonly image: Pick<ImageParameters, "model" | "size"> & { readonly endpoint: ImageEndpoint };
  readonly variants: { readonly maxBytes: number };
}

const mebibyte = 1024 * 1024;
/** What stands in a reply beside its pictures, in bytes. */
const wordsBytes = mebibyte;
/** The most that a reply of several pictures may hold: reading it takes a few times as much memory. */
const mostReplyBytes = 128 * mebibyte;
/** For a picture of unknown size: no standard size takes more, however it is compressed. */
const usualPictureBytes = 8 * mebibyte;

/**
 * How many pictures one request may ask for: no more than the API gives, and no more than fit into
 * a reply, which matters for very large ones.
 */
export function picturesPerRequest(
  block: Pictures,
  { limits }: { readonly limits: { readonly imagesPerRequest?: number } },
): number {
  const most = imageEndpointAdapters[block.image.endpoint].mostPerRequest(
    block.image.model,
    limits.imagesPerRequest,
  );
  return Math.max(1, Math.min(most, Math.floor(mostReplyBytes / toBase64(averageBytes(block)))));
}

/** The largest reply, in bytes, that is read of a request for `n` pictures. */
export function boundPictureReply(block: Pictures, n: number): number {
  const { maxBytes } = block.variants;
  return Math.max(toBase64(maxBytes), n * toBase64(averageBytes(block))) + wordsBytes;
}

/**
 * The most that one of several pictures takes: when its size is known, what it takes uncompressed.
 */
function averageBytes({ image, variants }: Pictures): number {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(image.size ?? "") ?? [];
  const unpackedBytes = width === undefined ? 0 : Number(width) * Number(height) * 4 * 1.05;
  return Math.min(variants.maxBytes, Math.max(usualPictureBytes, unpackedBytes));
}

/** Four characters for three bytes. */
function toBase64(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}
