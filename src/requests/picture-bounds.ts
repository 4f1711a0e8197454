import type { ImageBlock, Provider } from "../job/types.ts";
import { imageEndpointAdapters } from "../endpoints/image-endpoints.ts";

const mebibyte = 1024 * 1024;
/** What stands in a reply beside its pictures, in bytes. */
const wordsBytes = mebibyte;
/** The most that a reply of several pictures may hold: reading it takes a few times as much memory. */
const mostReplyBytes = 128 * mebibyte;
/** Of a picture whose size is not known before: no standard size takes more, however it is packed. */
const usualPictureBytes = 8 * mebibyte;

/**
 * How many pictures one request may ask for: no more than the API gives, and no more than fit into
 * a reply, which matters for very large ones.
 */
export function picturesPerRequest(block: ImageBlock, provider: Provider): number {
  const most = imageEndpointAdapters[block.image.endpoint].mostPerRequest(
    block.image.model,
    provider.limits.imagesPerRequest,
  );
  return Math.max(1, Math.min(most, Math.floor(mostReplyBytes / toBase64(averageBytes(block)))));
}

/** The largest reply, in bytes, that is read of a request for `n` pictures. */
export function boundPictureReply(block: ImageBlock, n: number): number {
  const { maxBytes } = block.variants;
  return Math.max(toBase64(maxBytes), n * toBase64(averageBytes(block))) + wordsBytes;
}

/** What one of several pictures takes at most: where its size is known, what it takes unpacked. */
function averageBytes({ image, variants }: ImageBlock): number {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(image.size ?? "") ?? [];
  const unpackedBytes = width === undefined ? 0 : Number(width) * Number(height) * 4 * 1.05;
  return Math.min(variants.maxBytes, Math.max(usualPictureBytes, unpackedBytes));
}

/** Four characters for three bytes. */
function toBase64(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}
