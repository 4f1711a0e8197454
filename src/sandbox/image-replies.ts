import type { RenderOptions } from "./drawing/render.ts";
import { renderPicture } from "./drawing/render.ts";
import type { ImageLinks } from "./image-links.ts";
import type { ImageRequest } from "./image-request.ts";
import { readImageRequest } from "./image-request.ts";
import type { ImageReply } from "./options.ts";
import type { Reply } from "./reply.ts";
import { replyJson } from "./reply.ts";
import { estimateTokens } from "./tokens.ts";

export interface ImageContext {
  /** Seconds since the epoch. */
  readonly createdSeconds: number;
  /** Where links begin: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly links: ImageLinks;
  readonly imageReply: ImageReply;
  /** Told how many pictures a reply holds. */
  readonly countImages: (images: number) => void;
}

/** The sizes that the published reply schema knows; others are left out of the reply. */
const namedSizes = new Set(["1024x1024", "1024x1536", "1536x1024"]);
/** About what a picture of 1024x1024 takes at medium quality. */
const tokensPerMegapixel = 1056;

function describePicture(request: ImageRequest, index: number): RenderOptions {
  const { prompt, size, format, quality } = request;
  return { prompt, index, ...size, format, ...(quality === undefined ? {} : { quality }) };
}

async function deliverPicture(
  picture: RenderOptions,
  request: ImageRequest,
  context: ImageContext,
): Promise<object> {
  const revised = request.model.startsWith("dall-e-3") ? { revised_prompt: request.prompt } : {};
  if (request.replyWith === "url") {
    return { url: context.origin + context.links.create(picture), ...revised };
  }
  const bytes = await renderPicture(picture);
  return { b64_json: bytes.toString("base64"), ...revised };
}

function countTokens(request: ImageRequest): object {
  const { widthPx, heightPx } = request.size;
  const input = estimateTokens(request.prompt);
  const output = Math.ceil(((widthPx * heightPx) / 1024 ** 2) * tokensPerMegapixel) * request.n;
  return {
    input_tokens: input,
    input_tokens_details: { text_tokens: input, image_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { image_tokens: output, text_tokens: 0 },
    total_tokens: input + output,
  };
}

/** POST /v1/images/generations: links whose pictures are drawn on download, or base64 at once. */
export async function replyToImages(
  body: Readonly<Record<string, unknown>>,
  context: ImageContext,
): Promise<Reply> {
  const request = readImageRequest(body, context.imageReply);
  const pictures = Array.from({ length: request.n }, (_, index) => describePicture(request, index));
  const data = await Promise.all(
    pictures.map((picture) => deliverPicture(picture, request, context)),
  );
  context.countImages(data.length);
  const size = `${request.size.widthPx}x${request.size.heightPx}`;
  return replyJson({
    created: context.createdSeconds,
    background: "opaque",
    data,
    output_format: request.format,
    quality: "medium",
    ...(namedSizes.has(size) ? { size } : {}),
    usage: countTokens(request),
  });
}
