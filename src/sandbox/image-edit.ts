import { z } from "zod";
import { imageParameters, type ImageRequest, readImageRequest } from "./image-request.ts";
import type { ImageReply } from "./options.ts";
import { refuse } from "./parameters.ts";

const maxImages = 16;

/** The parameters of the real API at `/images/edits`. */
const editParameters = [...imageParameters, "image", "images", "mask", "input_fidelity"];

const address = z.looseObject({ image_url: z.string().optional() });

/** Pictures as a form holds them, or as JSON does: files, or `data:` addresses. */
const bodySchema = z.looseObject({
  image: z.unknown().optional(),
  images: z.array(address).optional(),
  mask: z.union([z.instanceof(File), address]).optional(),
});

/**
 * Reads the body of POST /v1/images/edits.
 *
 * @returns what to draw, and the pictures given, the mask behind them
 * @throws {ApiError} 400 that names the parameter
 */
export async function readEdit(
  value: Readonly<Record<string, unknown>>,
  imageReply: ImageReply,
): Promise<{ readonly request: ImageRequest; readonly pictures: readonly Buffer[] }> {
  const { image, images, mask, ...rest } = value;
  const request = readImageRequest(rest, imageReply, editParameters);
  const given = bodySchema.safeParse({ image, images, mask });
  const list = [given.data?.image ?? given.data?.images ?? []].flat();
  if (list.length === 0 || given.data === undefined) {
    const param = images === undefined ? "image" : "images";
    throw refuse(param, "missing_required_parameter", `Missing required parameter: '${param}'.`);
  }
  if (list.length > maxImages) {
    throw refuse(
      "image",
      "array_above_max_length",
      `Invalid 'image': array too long. Expected an array with maximum length ${maxImages}, but got an array with length ${list.length} instead.`,
    );
  }
  const pictures: Picture[] = [];
  for (const [index, item] of list.entries()) {
    pictures.push(await readGiven(item, "image", `image ${index + 1}`));
  }
  if (given.data.mask === undefined) {
    return { request, pictures: pictures.map(({ bytes }) => bytes) };
  }
  const drawn = await readGiven(given.data.mask, "mask", "mask");
  const [first] = pictures;
  if (drawn.format !== "png" || drawn.width !== first?.width || drawn.height !== first?.height) {
    throw refuse(
      "mask",
      "invalid_image_file",
      "Invalid mask: it must be a PNG of the size of the first image.",
    );
  }
  return { request, pictures: [...pictures, drawn].map(({ bytes }) => bytes) };
}

interface Picture {
  readonly bytes: Buffer;
  readonly format: string;
  readonly width: number;
  readonly height: number;
}

async function readGiven(item: unknown, param: string, name: string): Promise<Picture> {
  const bytes = await readBytes(item);
  const { default: sharp } = await import("sharp");
  const facts =
    bytes &&
    (await sharp(bytes)
      .metadata()
      .catch(() => undefined));
  const { format = "", width = 0, height = 0 } = facts ?? {};
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
  const [, data] =
    /^data:image\/[a-z]+;base64,(.*)$/s.exec(address.safeParse(item).data?.image_url ?? "") ?? [];
  return data === undefined ? undefined : Buffer.from(data, "base64");
}
