import { defaults, sandboxProvider } from "./defaults.ts";
import type { Report } from "./diagnostic-list.ts";
import type { ImageLayer, TextLayer, VariantsLayer } from "./schema-settings.ts";
import { didYouMean } from "./suggest.ts";
import type { ImageSettings, TextSettings, VariantSettings } from "./types.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** Settings as one level of a job gives them, and where: `path` leads to the group in the file. */
export interface Layer<T> {
  readonly value: T;
  readonly file: YamlFile;
  readonly path: Path;
}

/** The layers from the job's down to a block's; each goes over the ones before. */
export type Layers<T> = readonly Layer<T>[];

function mergeExtra(layers: Layers<TextLayer | ImageLayer>): TextSettings["extra"] {
  return Object.assign({}, ...layers.map(({ value }) => value.extra));
}

/** Merges text settings; nothing when no layer names a model. */
export function mergeText(layers: Layers<TextLayer>): TextSettings | undefined {
  const merged: TextLayer = Object.assign({}, ...layers.map(({ value }) => value));
  if (merged.model === undefined) {
    return undefined;
  }
  const { text } = defaults;
  return {
    provider: merged.provider ?? text.provider,
    endpoint: merged.endpoint ?? text.endpoint,
    model: merged.model,
    maxOutputTokens: merged.max_output_tokens ?? text.max_output_tokens,
    ...(merged.temperature === undefined ? {} : { temperature: merged.temperature }),
    ...(merged.top_p === undefined ? {} : { topP: merged.top_p }),
    extra: mergeExtra(layers),
  };
}

/** The models whose API refuses `response_format`. */
const refusesResponseFormat = /^(?:chat)?gpt-image-/;

/**
 * Merges image settings, and reports a key that the model's API refuses.
 * @returns nothing when no layer names a model.
 */
export function mergeImage(layers: Layers<ImageLayer>, report: Report): ImageSettings | undefined {
  const merged: ImageLayer = Object.assign({}, ...layers.map(({ value }) => value));
  if (merged.model === undefined) {
    return undefined;
  }
  const extra = mergeExtra(layers);
  if (refusesResponseFormat.test(merged.model) && Object.hasOwn(extra, "response_format")) {
    const layer = layers.findLast(({ value }) =>
      Object.hasOwn(value.extra ?? {}, "response_format"),
    );
    if (layer !== undefined) {
      const place = layer.file.placeOfKey([...layer.path, "extra", "response_format"]);
      const message = `The API refuses \`response_format\` with the model ${merged.model}.`;
      report(place, message, "Remove it: this model always sends the picture itself.");
    }
  }
  const ignored = merged.endpoint === "chat" ? findIgnored(layers) : [];
  for (const { layer, key } of ignored) {
    const hint = "Remove it, or give what the server knows instead under `extra`.";
    report(
      layer.file.placeOfKey([...layer.path, key]),
      `\`${key}\` is not sent through chat.`,
      hint,
    );
  }
  const { size, quality, background, moderation } = merged;
  return {
    provider: merged.provider ?? defaults.image.provider,
    endpoint: merged.endpoint ?? defaults.image.endpoint,
    model: merged.model,
    ...(size === undefined ? {} : { size }),
    ...(quality === undefined ? {} : { quality }),
    ...(merged.output_format === undefined ? {} : { outputFormat: merged.output_format }),
    ...(merged.output_compression === undefined
      ? {}
      : { outputCompression: merged.output_compression }),
    ...(background === undefined ? {} : { background }),
    ...(moderation === undefined ? {} : { moderation }),
    extra,
  };
}

const pictureKeys = [
  "size",
  "quality",
  "output_format",
  "output_compression",
  "background",
  "moderation",
] as const;

/**
 * Chat knows no settings of pictures. What a layer says of them for another endpoint is no mistake;
 * what stands beside or below the one that chooses chat is.
 */
function findIgnored(layers: Layers<ImageLayer>): {
  layer: Layer<ImageLayer>;
  key: (typeof pictureKeys)[number];
}[] {
  const other = layers.findLastIndex(({ value }) => (value.endpoint ?? "chat") !== "chat");
  const from = layers.findIndex(({ value }, at) => at > other && value.endpoint === "chat");
  return layers
    .slice(from)
    .flatMap((layer) =>
      pictureKeys.filter((key) => layer.value[key] !== undefined).map((key) => ({ layer, key })),
    );
}

function spreadQuality(quality: number): VariantSettings["quality"] {
  return { webp: quality, avif: quality, jpeg: quality, png: quality };
}

/** Merges what becomes of pictures; widths ascend, and nothing stands twice. */
export function mergeVariants(layers: Layers<VariantsLayer>): VariantSettings {
  const merged: VariantsLayer = Object.assign({}, ...layers.map(({ value }) => value));
  const { images } = defaults;
  let quality = spreadQuality(images.quality);
  for (const { value } of layers) {
    quality =
      typeof value.quality === "number"
        ? spreadQuality(value.quality)
        : Object.assign({}, quality, value.quality);
  }
  return {
    widths: [...new Set(merged.widths ?? images.widths)].toSorted((a, b) => a - b),
    formats: [...new Set(merged.formats ?? images.formats)],
    quality,
    onError: merged.on_error ?? images.on_error,
    embedPrompt: merged.embed_prompt ?? images.embed_prompt,
    maxPixels: merged.max_pixels ?? images.max_pixels,
    maxBytes: merged.max_bytes ?? images.max_bytes,
  };
}

/** Reports a layer that names a provider that the job does not have. */
export function checkProvider(
  layer: Layer<TextLayer | ImageLayer>,
  known: ReadonlySet<string>,
  report: Report,
): void {
  const { provider } = layer.value;
  if (provider === undefined || known.has(provider) || provider === sandboxProvider) {
    return;
  }
  const names = [...known, sandboxProvider];
  report(
    layer.file.placeOf([...layer.path, "provider"]),
    `There is no provider \`${provider}\`.`,
    didYouMean(provider, names) ??
      `Define it under \`providers:\` in the job file, or use one of: ${names.join(", ")}.`,
  );
}
