import { z } from "zod";
import type { PictureFormat } from "./drawing/render.ts";
import { pictureFormats } from "./drawing/render.ts";
import type { PixelSize } from "./image-size.ts";
import { readSize } from "./image-size.ts";
import type { ImageReply } from "./options.ts";
import { ApiError } from "./reply.ts";
import { validateBody } from "./validate.ts";

export interface ImageRequest {
  readonly model: string;
  readonly prompt: string;
  readonly n: number;
  readonly size: PixelSize;
  readonly format: PictureFormat;
  /** 0 to 100, of `output_compression`. */
  readonly quality: number | undefined;
  readonly replyWith: "url" | "base64";
}

const maxImages = 10;
const imagesBody = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1).max(32_000),
  n: z
    .int()
    .min(1, `must be from 1 to ${maxImages}`)
    .max(maxImages, `must be from 1 to ${maxImages}`)
    .nullish(),
  size: z.string().nullish(),
  quality: z.string().nullish(),
  output_format: z.enum(pictureFormats).nullish(),
  output_compression: z.int().min(0).max(100).nullish(),
  response_format: z.enum(["url", "b64_json"]).nullish(),
  stream: z.literal(false, "the sandbox does not stream").nullish(),
});

function refuseParameter(param: string, model: string): ApiError {
  return new ApiError(`Unknown parameter: '${param}' is not supported by ${model}.`, {
    status: 400,
    param,
    code: "unknown_parameter",
  });
}

/**
 * Reads the body of POST /v1/images/generations by the rules of its model.
 *
 * @param imageReply what to send when the request does not say
 * @throws {ApiError} 400 that names the parameter
 */
export function readImageRequest(
  value: Readonly<Record<string, unknown>>,
  imageReply: ImageReply,
): ImageRequest {
  const body = validateBody(imagesBody, value);
  const { model } = body;
  const isGptImage = /^(?:gpt-image|chatgpt-image)/.test(model);
  const isDallE = model.startsWith("dall-e");
  const n = body.n ?? 1;
  if (isGptImage && "response_format" in value) {
    throw refuseParameter("response_format", model);
  }
  for (const param of ["output_format", "output_compression"]) {
    if (isDallE && param in value) {
      throw refuseParameter(param, model);
    }
  }
  if (model.startsWith("dall-e-3") && n > 1) {
    throw new ApiError("Invalid value for 'n': dall-e-3 draws one image at a time.", {
      status: 400,
      param: "n",
      code: "invalid_value",
    });
  }
  return {
    model,
    prompt: body.prompt,
    n,
    size: readSize(body.size ?? (isDallE ? "1024x1024" : "auto"), model),
    format: body.output_format ?? "png",
    quality: body.output_compression ?? undefined,
    replyWith: chooseReply(body.response_format ?? undefined, imageReply, isGptImage),
  };
}

function chooseReply(
  asked: "url" | "b64_json" | undefined,
  imageReply: ImageReply,
  isGptImage: boolean,
): "url" | "base64" {
  if (asked !== undefined) {
    return asked === "url" ? "url" : "base64";
  }
  if (imageReply === "auto") {
    return isGptImage ? "base64" : "url";
  }
  return imageReply;
}
