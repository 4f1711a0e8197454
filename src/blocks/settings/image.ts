import * as z from "zod";
import { imageEndpoints } from "../../endpoints/types.ts";
import { camelKeys } from "./camel-keys.ts";
import { defaults } from "./defaults.ts";
import { extraWithout, mergeLayers, providerName } from "./model.ts";
import { pictureName } from "./picture-name.ts";
import { processingKey } from "./processing.ts";
import { filledText } from "./values.ts";

const fallback = defaults.image;

/** What the API is told of the pictures. */
const pictureKeys = {
  size: filledText.meta({ description: "Such as 1024x1024, or auto.", examples: ["1024x1024"] }),
  quality: filledText.describe("What the API calls quality: low, medium, high, auto."),
  output_format: z
    .enum(["png", "jpeg", "webp"])
    .describe("The format in which the API sends the picture."),
  output_compression: z
    .int()
    .min(0)
    .max(100)
    .describe("How strongly the API compresses jpeg and webp, in percent."),
  background: filledText.describe("transparent, opaque or auto."),
  moderation: filledText.describe("low or auto."),
};

const keys = {
  provider: providerName.meta({ default: fallback.provider }),
  endpoint: z.enum(imageEndpoints).meta({
    description: `The API to use; default ${fallback.endpoint}. chat takes no size and the like.`,
    default: fallback.endpoint,
  }),
  model: filledText.meta({
    description: "The image model, such as gpt-image-2.",
    examples: ["gpt-image-2"],
  }),
  ...pictureKeys,
  processing: processingKey,
  extra: extraWithout([
    "model",
    "prompt",
    "n",
    "stream",
    "partial_images",
    ...Object.keys(pictureKeys),
  ]),
};

/** The most pictures that the API takes with one request. */
const mostReferences = 16;
const reference = z.union([filledText, pictureName]);

const referenceKey = z
  .union([z.literal(false), reference, z.array(reference).max(mostReferences)])
  .meta({
    description:
      "Pictures that the image model gets along with the prompt: files, or `{ image: ID, number: 1 }` for one of the article's; false for none.",
    examples: ["style.png"],
  });

/** `image:`, at each of its levels. */
export const imageSchema = z
  .strictObject({ ...keys, reference: referenceKey })
  .partial()
  .describe("How to ask the image model.");

const merged = z
  .strictObject({
    ...keys,
    provider: keys.provider.default(fallback.provider),
    endpoint: keys.endpoint.default(fallback.endpoint),
    ...z.strictObject(pictureKeys).partial().shape,
    processing: keys.processing.optional(),
  })
  .transform(camelKeys);

/** What one level says. */
export type ImageLayer = z.output<typeof imageSchema>;
/** How to ask an image model; the levels merged. */
export type ImageSettings = z.output<typeof merged>;

/** Merges the levels, the job's first; nothing when none names a model. */
export function mergeImage(layers: readonly ImageLayer[]): ImageSettings | undefined {
  const settings = layers.map(({ reference: _reference, ...layer }) => layer);
  return merged.safeParse(mergeLayers(settings)).data;
}

/** The keys about pictures that a level gives; chat knows none of them. */
export function pictureKeysIn(layer: ImageLayer): readonly string[] {
  return Object.keys(pictureKeys).filter((key) => Object.hasOwn(layer, key));
}
