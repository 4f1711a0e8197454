import * as z from "zod";
import { camelKeys } from "./camel-keys.ts";
import { defaults } from "./defaults.ts";
import { positiveInteger } from "./values.ts";

export const imageFormats = ["webp", "avif", "jpeg", "png"] as const;
export type ImageFormat = (typeof imageFormats)[number];

const fallback = defaults.images;
const percent = z.int().min(1).max(100);

const qualities = z.strictObject({
  webp: percent.describe("For webp."),
  avif: percent.describe("For avif."),
  jpeg: percent.describe("For jpeg."),
  png: percent.describe("For png."),
});

const keys = {
  widths: z.array(positiveInteger.max(8192)).min(1).meta({
    description: "The widths to publish, in pixels; a picture is never enlarged.",
    default: fallback.widths,
  }),
  formats: z
    .array(z.enum([...imageFormats, "auto"]))
    .min(1)
    .meta({
      description: "The formats to publish; auto is png for a transparent picture, else jpeg.",
      default: fallback.formats,
    }),
  quality: z.union([percent, qualities.partial()]).meta({
    description: `1 to 100, for all formats or for each; default ${fallback.quality.webp}, of avif ${fallback.quality.avif}, which looks as good.`,
    default: fallback.quality,
  }),
  on_error: z.enum(["fail", "placeholder", "skip"]).meta({
    description: "What to do when a picture cannot be had; default fail.",
    default: fallback.on_error,
  }),
  embed_prompt: z.boolean().meta({
    description: "true publishes the prompt in each picture's metadata; default false.",
    default: fallback.embed_prompt,
  }),
  max_pixels: positiveInteger.meta({
    description: `The largest picture to open; default ${fallback.max_pixels}.`,
    default: fallback.max_pixels,
  }),
  max_bytes: positiveInteger.meta({
    description: `The largest file to download; default ${fallback.max_bytes}.`,
    default: fallback.max_bytes,
  }),
};

/** `images:`, at each of its levels. */
export const variantsSchema = z
  .strictObject(keys)
  .partial()
  .describe("What becomes of the pictures that come back.");

const merged = z
  .strictObject({
    widths: keys.widths
      .default([...fallback.widths])
      .transform((widths) => [...new Set(widths)].toSorted((a, b) => a - b)),
    formats: keys.formats
      .default([...fallback.formats])
      .transform((formats) => [...new Set(formats)]),
    quality: qualities,
    on_error: keys.on_error.default(fallback.on_error),
    embed_prompt: keys.embed_prompt.default(fallback.embed_prompt),
    max_pixels: keys.max_pixels.default(fallback.max_pixels),
    max_bytes: keys.max_bytes.default(fallback.max_bytes),
  })
  .transform(camelKeys);

/** What one level says. */
export type VariantsLayer = z.output<typeof variantsSchema>;
/** What becomes of a picture that came back; widths ascend, and nothing stands twice. */
export type VariantSettings = z.output<typeof merged>;

/** Merges the levels, the job's first; of `quality`, each format by itself. */
export function mergeVariants(layers: readonly VariantsLayer[]): VariantSettings {
  const quality = Object.assign(
    {},
    ...[{ quality: fallback.quality }, ...layers].map((layer) =>
      typeof layer.quality === "number" ? qualityOfAll(layer.quality) : layer.quality,
    ),
  );
  return merged.parse({ ...Object.assign({}, ...layers), quality });
}

function qualityOfAll(quality: number): z.output<typeof qualities> {
  return { webp: quality, avif: quality, jpeg: quality, png: quality };
}
