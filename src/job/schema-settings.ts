import * as z from "zod";
import { defaults } from "./defaults.ts";
import { isSecretName } from "../secrets/secret-names.ts";
import { amount, filledText, positiveInteger } from "./schema-values.ts";
import { imageEndpoints, imageFormats, textEndpoints } from "./types.ts";

const textKeysOfPrelo =
  "model input messages prompt instructions n stream stream_options max_output_tokens max_tokens max_completion_tokens temperature top_p background".split(
    " ",
  );
const imageKeysOfPrelo =
  "model prompt n size quality output_format output_compression background moderation stream partial_images".split(
    " ",
  );

/** `extra`: any keys of the API but those that Prelo sends itself. */
function extraWithout(keys: readonly string[]) {
  return z.record(z.string(), z.json()).superRefine((extra, context) => {
    for (const key of keys.filter((name) => Object.hasOwn(extra, name))) {
      context.addIssue({
        code: "custom",
        path: [key],
        message: "may not stand in `extra`: Prelo sets it itself",
        params: { atKey: true },
      });
    }
    for (const [key, value] of Object.entries(extra)) {
      if (typeof value === "string" && isSecretName(key)) {
        context.addIssue({
          code: "custom",
          path: [key],
          message:
            "may not stand in a file, for it holds a secret; a key goes into a header: see `auth` and `secret_headers` of a provider",
          params: { atKey: true },
        });
      }
    }
  });
}

const provider = filledText.describe("The name of a provider of the job, openai, or sandbox.");
const extraDescription = "Further keys of the API, sent as they stand.";

/** `text:`, at each of its levels. */
export const textSchema = z
  .strictObject({
    provider: provider.optional(),
    endpoint: z
      .enum(textEndpoints)
      .describe(`The API to use; default ${defaults.text.endpoint}.`)
      .optional(),
    model: filledText.describe("The text model, such as gpt-5.4-mini.").optional(),
    max_output_tokens: positiveInteger
      .describe(
        `The most tokens that one answer may take; default ${defaults.text.max_output_tokens}.`,
      )
      .optional(),
    temperature: amount
      .max(2)
      .describe("Sent only when it is given; reasoning models refuse it.")
      .optional(),
    top_p: amount
      .max(1)
      .describe("Sent only when it is given; reasoning models refuse it.")
      .optional(),
    extra: extraWithout(textKeysOfPrelo).describe(extraDescription).optional(),
  })
  .describe("How to ask the text model.");

/** `image:`, at each of its levels. */
export const imageSchema = z
  .strictObject({
    provider: provider.optional(),
    endpoint: z
      .enum(imageEndpoints)
      .describe(
        `The API to use; default ${defaults.image.endpoint}. chat takes no size and the like.`,
      )
      .optional(),
    model: filledText.describe("The image model, such as gpt-image-2.").optional(),
    size: filledText.describe("Such as 1024x1024, or auto.").optional(),
    quality: filledText.describe("What the API calls quality: low, medium, high, auto.").optional(),
    output_format: z
      .enum(["png", "jpeg", "webp"])
      .describe("The format in which the API sends the picture.")
      .optional(),
    output_compression: z
      .int()
      .min(0)
      .max(100)
      .describe("How strongly the API compresses jpeg and webp, in percent.")
      .optional(),
    background: filledText.describe("transparent, opaque or auto.").optional(),
    moderation: filledText.describe("low or auto.").optional(),
    extra: extraWithout(imageKeysOfPrelo).describe(extraDescription).optional(),
  })
  .describe("How to ask the image model.");

const percent = z.int().min(1).max(100);
const qualityOf = (format: string) => percent.describe(`For ${format}.`).optional();

/** `images:`, at each of its levels. */
export const variantsSchema = z
  .strictObject({
    widths: z
      .array(positiveInteger.max(8192))
      .min(1)
      .describe("The widths to publish, in pixels; a picture is never enlarged.")
      .optional(),
    formats: z
      .array(z.enum([...imageFormats, "auto"]))
      .min(1)
      .describe("The formats to publish; auto is png for a transparent picture, else jpeg.")
      .optional(),
    quality: z
      .union([
        percent,
        z.strictObject({
          webp: qualityOf("webp"),
          avif: qualityOf("avif"),
          jpeg: qualityOf("jpeg"),
          png: qualityOf("png"),
        }),
      ])
      .describe(`1 to 100, for all formats or for each; default ${defaults.images.quality}.`)
      .optional(),
    on_error: z
      .enum(["fail", "placeholder", "skip"])
      .describe("What to do when a picture cannot be had; default fail.")
      .optional(),
    embed_prompt: z
      .boolean()
      .describe("true publishes the prompt in each picture's metadata; default false.")
      .optional(),
    max_pixels: positiveInteger
      .describe(`The largest picture to open; default ${defaults.images.max_pixels}.`)
      .optional(),
    max_bytes: positiveInteger
      .describe(`The largest file to download; default ${defaults.images.max_bytes}.`)
      .optional(),
  })
  .describe("What becomes of the pictures that come back.");

export type TextLayer = z.infer<typeof textSchema>;
export type ImageLayer = z.infer<typeof imageSchema>;
export type VariantsLayer = z.infer<typeof variantsSchema>;
