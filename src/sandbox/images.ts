import { z } from "zod";
import { renderPicture } from "./draw.ts";
import { findFamily, requireFamily } from "./models.ts";
import {
  countPictureTokens,
  describeDrawing,
  lookAtGiven,
  pictureParameters,
  type PictureSettings,
  readPicture,
} from "./picture-parameters.ts";
import { estimateTokens } from "./text-answer.ts";
import { refuseMissing, refuseValue, validateBody } from "./validate.ts";
import {
  type Body,
  type Endpoint,
  refuse,
  type Reply,
  type ReplyContext,
  replyJson,
} from "./wire.ts";

interface ImageRequest extends PictureSettings {
  readonly model: string;
  readonly prompt: string;
  readonly n: number;
  readonly replyWith: "url" | "b64_json";
}

const imagesBody = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(10).nullish(),
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

/** The parameters of the real API at `/images/edits`. */
const editParameters = [...imageParameters, "image", "images", "mask", "input_fidelity"];

/** What a family of models takes, and the parameters that it lacks, though others have them. */
const rules = {
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
 * @param imageReply what to send when the request does not say
 * @param known the parameters of the real API there
 * @throws ApiError 400 that names the parameter
 */
function readImageRequest(
  value: Body,
  imageReply: ReplyContext["imageReply"],
  known: readonly string[],
): ImageRequest {
  const body = validateBody(imagesBody, value);
  const { model, prompt, quality } = body;
  const family = findFamily(model);
  const rule = family === "gpt-image" || family === "dall-e" ? rules[family] : undefined;
  const taken = known.filter((param) => !rule?.without.includes(param));
  const instead = "Use /v1/responses for a model that writes.";
  requireFamily(value, model, ["gpt-image", "dall-e"], instead, taken);
  if (rule !== undefined && typeof quality === "string" && !rule.qualities.includes(quality)) {
    throw refuseValue("quality", `'${quality}'`, rule.qualities);
  }
  const n = body.n ?? 1;
  if (model.startsWith("dall-e-3") && n > 1) {
    const message = "Invalid value for 'n': dall-e-3 draws one image at a time.";
    throw refuse("n", "invalid_value", message);
  }
  const usual = imageReply === "auto" && family !== "gpt-image" ? "url" : imageReply;
  const replyWith = body.response_format ?? (usual === "url" ? "url" : "b64_json");
  return { model, prompt, n, ...readPicture(body, model), replyWith };
}

const maxGiven = 16;
const address = z.looseObject({ image_url: z.string().optional() });

/** Pictures as a form holds them, or as JSON does: files, or `data:` addresses. */
const givenBody = z.looseObject({
  image: z.unknown().optional(),
  images: z.array(address).optional(),
  mask: z.union([z.instanceof(File), address]).optional(),
});

/**
 * Reads the pictures of POST /v1/images/edits.
 * @returns their bytes, the mask's behind them
 * @throws ApiError 400 that names the parameter
 */
async function readGivenPictures(value: Body): Promise<readonly Buffer[]> {
  const { data } = givenBody.safeParse(value);
  const list = [data?.image ?? data?.images ?? []].flat();
  if (list.length === 0) {
    throw refuseMissing(value["images"] === undefined ? "image" : "images");
  }
  if (list.length > maxGiven) {
    throw refuse(
      "image",
      "array_above_max_length",
      `Invalid 'image': array too long. Expected an array with maximum length ${maxGiven}, but got an array with length ${list.length} instead.`,
    );
  }
  const pictures: GivenPicture[] = [];
  for (const [index, item] of list.entries()) {
    pictures.push(await readGiven(item, "image", `image ${index + 1}`));
  }
  if (data?.mask !== undefined) {
    const mask = await readGiven(data.mask, "mask", "mask");
    const [first] = pictures;
    if (mask.format !== "png" || mask.width !== first?.width || mask.height !== first?.height) {
      const message = "Invalid mask: it must be a PNG of the size of the first image.";
      throw refuse("mask", "invalid_image_file", message);
    }
    pictures.push(mask);
  }
  return pictures.map(({ bytes }) => bytes);
}

interface GivenPicture {
  readonly bytes: Buffer;
  readonly format: string;
  readonly width: number;
  readonly height: number;
}

async function readGiven(item: unknown, param: string, name: string): Promise<GivenPicture> {
  const bytes = await readBytes(item);
  const { default: sharp } = await import("sharp");
  const metadata =
    bytes &&
    (await sharp(bytes)
      .metadata()
      .catch(() => undefined));
  const { format = "", width = 0, height = 0 } = metadata ?? {};
  if (bytes === undefined || !["png", "jpeg", "webp"].includes(format)) {
    throw refuse(
      param,
      "invalid_image_file",
      `Invalid image file or mode for ${name}, please check your image file: a PNG, JPEG or WebP, as a file or a data: address (the sandbox fetches nothing).`,
    );
  }
  return { bytes, format, width, height };
}

async function readBytes(item: unknown): Promise<Buffer | undefined> {
  if (item instanceof File) {
    return Buffer.from(await item.arrayBuffer());
  }
  const { data: { image_url: url = "" } = {} } = address.safeParse(item);
  const [, data] = /^data:image\/[a-z]+;base64,(.*)$/s.exec(url) ?? [];
  return data === undefined ? undefined : Buffer.from(data, "base64");
}

/** The sizes that the published reply schema knows; others are left out of the reply. */
const namedSizes = new Set(["1024x1024", "1024x1536", "1536x1024"]);
/** About what the API counts for each picture that is given to it. */
const tokensPerGivenPicture = 323;

async function replyWithImages(
  request: ImageRequest,
  context: ReplyContext,
  given: readonly Buffer[] = [],
): Promise<Reply> {
  const { model, prompt, n, size, format, quality, replyWith } = request;
  const revised = model.startsWith("dall-e-3") && { revised_prompt: prompt };
  const look = await lookAtGiven(given);
  const data = await Promise.all(
    Array.from({ length: n }, async (_, index) => {
      const picture = describeDrawing(request, index, look);
      return replyWith === "url"
        ? { url: context.linkTo(picture), ...revised }
        : { b64_json: (await renderPicture(picture)).toString("base64"), ...revised };
    }),
  );
  context.countImages(n);
  const name = `${size.widthPx}x${size.heightPx}`;
  const text = estimateTokens(prompt);
  const input = text + given.length * tokensPerGivenPicture;
  const output = countPictureTokens(size, n);
  return replyJson({
    created: context.createdSeconds,
    background: "opaque",
    data,
    output_format: format,
    quality,
    ...(namedSizes.has(name) && { size: name }),
    usage: {
      input_tokens: input,
      input_tokens_details: { text_tokens: text, image_tokens: input - text },
      output_tokens: output,
      output_tokens_details: { image_tokens: output, text_tokens: 0 },
      total_tokens: input + output,
    },
  });
}

/** POST /v1/images/generations: links whose pictures are drawn on download, or base64 at once. */
export const replyToImages: Endpoint = async (body, context) =>
  replyWithImages(readImageRequest(body, context.imageReply, imageParameters), context);

/** POST /v1/images/edits: another drawing for other pictures given, of the same scene. */
export const replyToEdits: Endpoint = async (body, context) => {
  const { image, images, mask, ...rest } = body;
  const request = readImageRequest(rest, context.imageReply, editParameters);
  return replyWithImages(request, context, await readGivenPictures({ image, images, mask }));
};
