import { z } from "zod";
import type { PictureFormat } from "./drawing/render.ts";
import { pictureFormats } from "./drawing/render.ts";
import { findFamily, requireFamily } from "./models.ts";
import type { ImageReply } from "./options.ts";
import { refuse, refuseUnknown, validateBody } from "./parameters.ts";
import type { ApiError } from "./reply.ts";

export interface ImageRequest {
  readonly model: string;
  readonly prompt: string;
  readonly n: number;
  readonly size: PixelSize;
  readonly format: PictureFormat;
  /** 0 to 100, of `output_compression`. */
  readonly compression: number | undefined;
  /** What the request calls quality, as the reply repeats it. */
  readonly quality: "low" | "medium" | "high";
  readonly replyWith: "url" | "base64";
}

/** What a request may say about each picture, wherever it stands. */
const pictureParameters = {
  size: z.string().nullish(),
  quality: z.string().nullish(),
  background: z.enum(["transparent", "opaque", "auto"]).nullish(),
  moderation: z.string().nullish(),
  output_format: z.enum(pictureFormats).nullish(),
  output_compression: z.int().min(0).max(100).nullish(),
};

/** The tool of `/responses` that draws. */
export const imageTool = z.looseObject({
  type: z.literal("image_generation"),
  model: z.string().nullish(),
  ...pictureParameters,
});

const maxImages = 10;
const imagesBody = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(maxImages).nullish(),
  ...pictureParameters,
  response_format: z.enum(["url", "b64_json"]).nullish(),
  stream: z.boolean().nullish(),
});

/** The parameters of the real API at `/images/generations`. */
export const imageParameters: readonly string[] = `
  background model moderation n output_compression output_format partial_images prompt quality
  response_format size stream style user`
  .trim()
  .split(/\s+/);

type Rules = Readonly<{
  qualities: readonly string[];
  /** Parameters that its models do not know, though others do. */
  without: readonly string[];
}>;
const rules: Readonly<Record<"gpt-image" | "dall-e", Rules>> = {
  "gpt-image": {
    qualities: ["low", "medium", "high", "auto"],
    without: ["response_format", "style"],
  },
  "dall-e": {
    qualities: ["standard", "hd", "auto"],
    without: ["output_format", "output_compression", "background", "moderation"],
  },
};

/**
 * Reads the body of POST /v1/images/generations or /v1/images/edits by the rules of its model.
 *
 * @param imageReply what to send when the request does not say
 * @param known the parameters of the real API there
 * @throws {ApiError} 400 that names the parameter
 */
export function readImageRequest(
  value: Readonly<Record<string, unknown>>,
  imageReply: ImageReply,
  known: readonly string[] = imageParameters,
): ImageRequest {
  const body = validateBody(imagesBody, value);
  const { model } = body;
  requireFamily(model, ["gpt-image", "dall-e"], "Use /v1/responses for a model that writes.");
  const family = findFamily(model);
  if (family === "gpt-image" || family === "dall-e") {
    const { qualities, without } = rules[family];
    refuseUnknown(
      value,
      known.filter((param) => !without.includes(param)),
    );
    if (typeof body.quality === "string" && !qualities.includes(body.quality)) {
      throw refuse(
        "quality",
        "invalid_value",
        `Invalid value: '${body.quality}'. Supported values are: ${qualities.map((name) => `'${name}'`).join(", ")}.`,
      );
    }
  }
  const n = body.n ?? 1;
  if (model.startsWith("dall-e-3") && n > 1) {
    throw refuse(
      "n",
      "invalid_value",
      "Invalid value for 'n': dall-e-3 draws one image at a time.",
    );
  }
  return {
    model,
    prompt: body.prompt,
    n,
    ...readPicture(body, model),
    replyWith: chooseReply(body.response_format, imageReply, model),
  };
}

/**
 * Reads what is said about each picture.
 *
 * @param param where it stands, in front of the names of parameters
 * @throws {ApiError} 400 that names the parameter
 */
export function readPicture(
  body: z.output<typeof imageTool> | z.output<typeof imagesBody>,
  model: string,
  param = "",
): Pick<ImageRequest, "size" | "format" | "compression" | "quality"> {
  const format = body.output_format ?? "png";
  const family = findFamily(model);
  if (family === "gpt-image" && format === "png" && (body.output_compression ?? 100) < 100) {
    throw refuse(
      `${param}output_compression`,
      "invalid_png_output_compression",
      "Compression less than 100 is not supported for PNG output format.",
    );
  }
  if (family === "gpt-image" && format === "jpeg" && body.background === "transparent") {
    throw refuse(
      `${param}background`,
      "invalid_value",
      "Transparent background is not supported for JPEG output format.",
    );
  }
  const { quality } = body;
  return {
    size: readSize(
      body.size ?? (family === "dall-e" ? "1024x1024" : "auto"),
      model,
      `${param}size`,
    ),
    format,
    compression: body.output_compression ?? undefined,
    quality: quality === "low" || quality === "high" ? quality : "medium",
  };
}

function chooseReply(
  asked: "url" | "b64_json" | null | undefined,
  imageReply: ImageReply,
  model: string,
): "url" | "base64" {
  if (typeof asked === "string") {
    return asked === "url" ? "url" : "base64";
  }
  if (imageReply !== "auto") {
    return imageReply;
  }
  return findFamily(model) === "gpt-image" ? "base64" : "url";
}

export interface PixelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const square = { widthPx: 1024, heightPx: 1024 };
/** No model draws longer edges. */
const maxEdgePx = 3840;
const maxPixels = 3840 * 2160;

const fixedSizes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^dall-e-2/, ["256x256", "512x512", "1024x1024"]],
  [/^dall-e-3/, ["1024x1024", "1792x1024", "1024x1792"]],
  [/^(?:gpt-image-1(?![0-9])|chatgpt-image)/, ["1024x1024", "1536x1024", "1024x1536"]],
];

/**
 * Reads an image's size, by the rules of the model: fixed lists for older ones; for gpt-image-2
 * and later any multiples of 16 between 1:3 and 3:1; for models that are not OpenAI's any size.
 *
 * @throws {ApiError} 400 for a size that the model does not draw
 */
export function readSize(size: string, model: string, param = "size"): PixelSize {
  const refuseSize = (allowed: string): ApiError =>
    refuse(param, "invalid_value", `Invalid size '${size}'. Supported: ${allowed}.`);
  const fixed = fixedSizes.find(([pattern]) => pattern.test(model))?.[1];
  if (size === "auto" && !model.startsWith("dall-e")) {
    return square;
  }
  if (fixed !== undefined && !fixed.includes(size)) {
    throw refuseSize(fixed.join(", "));
  }
  const [, width, height] = /^([1-9]\d{1,4})x([1-9]\d{1,4})$/.exec(size) ?? [];
  if (width === undefined || height === undefined) {
    throw refuseSize("WIDTHxHEIGHT in pixels, such as 1024x1024");
  }
  const widthPx = Number(width);
  const heightPx = Number(height);
  if (widthPx > maxEdgePx || heightPx > maxEdgePx || widthPx * heightPx > maxPixels) {
    throw refuseSize(`edges up to ${maxEdgePx} and ${maxPixels} pixels`);
  }
  const ratio = widthPx / heightPx;
  if (
    findFamily(model) === "gpt-image" &&
    (widthPx % 16 !== 0 || heightPx % 16 !== 0 || ratio > 3 || ratio < 1 / 3)
  ) {
    throw refuseSize("multiples of 16 with a ratio between 1:3 and 3:1, or auto");
  }
  return { widthPx, heightPx };
}
