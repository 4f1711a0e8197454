import {
  type ImageLayer,
  type ImageSettings,
  mergeImage,
  pictureKeysIn,
} from "../../blocks/settings/image.ts";
import { sandboxProvider } from "../provider-names.ts";
import type { TextLayer } from "../../blocks/settings/text.ts";
import type { TranslationsLayer } from "../../blocks/settings/translations.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** Settings as one level of a job gives them, and where: `path` leads to the group in the file. */
export interface Layer<T> {
  readonly value: T;
  readonly file: YamlFile;
  readonly path: Path;
}

/** The levels from the job's down to a block's; each overrides the ones before. */
export type Layers<T> = readonly Layer<T>[];

/** `translations:` as one file says it. */
export interface TranslationsLevel {
  readonly value: TranslationsLayer;
  readonly file: YamlFile;
}

export function valuesOf<T>(layers: Layers<T>): readonly T[] {
  return layers.map(({ value }) => value);
}

/** The models whose API refuses `response_format`. */
const refusesResponseFormat = /^(?:chat)?gpt-image-/;

/**
 * Merges image settings, and reports a key that the model's API refuses.
 * @returns nothing when no level names a model.
 */
export function mergeImageLayers(
  layers: Layers<ImageLayer>,
  report: Report,
): ImageSettings | undefined {
  const settings = mergeImage(valuesOf(layers));
  if (settings === undefined) {
    return undefined;
  }
  const { model, endpoint } = settings;
  const refused = layers.findLast(({ value }) =>
    Object.hasOwn(value.extra ?? {}, "response_format"),
  );
  if (refused !== undefined && refusesResponseFormat.test(model)) {
    const place = refused.file.placeOfKey([...refused.path, "extra", "response_format"]);
    const message = `The API refuses \`response_format\` with the model ${model}.`;
    report(place, message, "Remove it: this model always sends the picture itself.");
  }
  for (const { file, path, value } of endpoint === "chat" ? belowChat(layers) : []) {
    for (const key of pictureKeysIn(value)) {
      const hint = "Remove it, or give what the server knows instead under `extra`.";
      report(file.placeOfKey([...path, key]), `\`${key}\` is not sent through chat.`, hint);
    }
  }
  return settings;
}

/**
 * Chat knows no settings of pictures. What a level says of them for another endpoint is no mistake;
 * what stands beside or below the one that chooses chat is.
 */
function belowChat(layers: Layers<ImageLayer>): Layers<ImageLayer> {
  const other = layers.findLastIndex(({ value }) => (value.endpoint ?? "chat") !== "chat");
  const from = layers.findIndex(({ value }, at) => at > other && value.endpoint === "chat");
  return layers.slice(from);
}

/** Reports a level that names a provider that the job does not have. */
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
