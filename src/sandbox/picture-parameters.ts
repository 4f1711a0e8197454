import { createHash } from "node:crypto";
import { z } from "zod";
import { chooseScene, type PictureFormat, pictureFormats, type RenderOptions } from "./draw.ts";
import { findFamily } from "./models.ts";
import { type ApiError, refuse } from "./wire.ts";

export interface PixelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How each picture of a request is to be drawn. */
export interface PictureSettings {
  readonly size: PixelSize;
  readonly format: PictureFormat;
  /** 0 to 100, of `output_compression`. */
  readonly compression: number | undefined;
  /** What the request calls quality, as the reply repeats it. */
  readonly quality: "low" | "medium" | "high";
}

/** What a request may say about each picture, wherever it stands. */
export const pictureParameters = {
  size: z.string().nullish(),
  quality: z.string().nullish(),
  background: z.enum(["transparent", "opaque", "auto"]).nullish(),
  moderation: z.string().nullish(),
  output_format: z.enum(pictureFormats).nullish(),
  output_compression: z.int().min(0).max(100).nullish(),
};

const anyPicture = z.object(pictureParameters);

/** The tool of `/responses` that draws. */
export const imageTool = z.looseObject({
  type: z.literal("image_generation"),
  model: z.string().nullish(),
  ...pictureParameters,
});

/**
 * Reads what is said about each picture.
 * @param param where it stands, in front of the names of parameters
 * @throws ApiError 400 that names the parameter
 */
export function readPicture(
  body: z.output<typeof anyPicture>,
  model: string,
  param = "",
): PictureSettings {
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
 * @throws ApiError 400 for a size that the model does not draw
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

/** Pictures that came with a request, as far as a drawing has to do with them. */
export interface GivenLook {
  /** Of all of them: others give another drawing. */
  readonly hash: string;
  /** The first one, tiny, as a `data:` address: the drawing shows it in a corner. */
  readonly inset?: string;
}

/** What is drawn, and how, for one of a request's pictures. */
export function describeDrawing(
  { prompt, size, format, compression: quality }: PictureSettings & { readonly prompt: string },
  index: number,
  given: GivenLook | undefined,
): RenderOptions {
  return {
    ...(given === undefined
      ? { prompt }
      : { prompt: `${prompt} ${given.hash}`, scene: chooseScene(prompt) }),
    ...(given?.inset !== undefined && { inset: given.inset }),
    index,
    ...size,
    format,
    ...(quality !== undefined && { quality }),
  };
}

const insetPx = 96;

/** Looks at the pictures that came with a request; undefined when none came. */
export async function lookAtGiven(
  pictures: readonly (Buffer | string)[],
): Promise<GivenLook | undefined> {
  const [first] = pictures;
  if (first === undefined) {
    return undefined;
  }
  const hash = createHash("sha256");
  for (const picture of pictures) {
    hash.update(picture);
  }
  const inset = await drawInset(typeof first === "string" ? decodeAddress(first) : first);
  return { hash: hash.digest("hex").slice(0, 16), ...(inset !== undefined && { inset }) };
}

function decodeAddress(url: string): Buffer {
  return Buffer.from(/^data:[^,]*;base64,(.*)$/s.exec(url)?.[1] ?? "", "base64");
}

async function drawInset(picture: Buffer): Promise<string | undefined> {
  const { default: sharp } = await import("sharp");
  try {
    const tiny = sharp(picture).resize(insetPx, insetPx).flatten({ background: "#ffffff" });
    return `data:image/jpeg;base64,${(await tiny.jpeg().toBuffer()).toString("base64")}`;
  } catch {
    return undefined; // A chat may show what is no picture; the drawing goes without.
  }
}

/** About what a picture of 1024x1024 takes at medium quality. */
const tokensPerMegapixel = 1056;

/** About how many tokens `n` pictures take. */
export function countPictureTokens({ widthPx, heightPx }: PixelSize, n: number): number {
  return Math.ceil(((widthPx * heightPx) / 1024 ** 2) * tokensPerMegapixel) * n;
}
