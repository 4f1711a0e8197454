import type { ChecksLayer, RawChecks } from "../../blocks/settings/checks.ts";
import type { ImageLayer, ImageSettings } from "../../blocks/settings/image.ts";
import type { TextLayer } from "../../blocks/settings/text.ts";
import type { VariantsLayer } from "../../blocks/settings/variants.ts";
import type { GivenPicture } from "../../blocks/given-pictures.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import type { JobFolder } from "../folder/job-folder.ts";
import type { YamlFile } from "../yaml/yaml-file.ts";
import type { KnownPictures } from "./find-picture.ts";
import { readChecks } from "./read-checks.ts";
import { readGiven } from "./read-given.ts";
import { checkProvider, type Layers, mergeImageLayers } from "./settings.ts";

/** What the levels above a block say about asking models. */
export interface SettingsLayers {
  readonly text: Layers<TextLayer>;
  readonly image: Layers<ImageLayer>;
  /** What the levels of {@link image} come to; undefined when none names a model. */
  readonly mergedImage: ImageSettings | undefined;
  /** The pictures that the nearest level names to go along with each prompt. */
  readonly given: readonly GivenPicture[];
  readonly images: Layers<VariantsLayer>;
  readonly checks: readonly ChecksLayer[];
  /** False when a level is faulty, so that a missing model may be its fault. */
  readonly textIsWhole: boolean;
  readonly imageIsWhole: boolean;
}

export const noLayers: SettingsLayers = {
  text: [],
  image: [],
  mergedImage: undefined,
  given: [],
  images: [],
  checks: [],
  textIsWhole: true,
  imageIsWhole: true,
};

/** The settings in a file, and where its own files may lie: absolute folders, in order. */
export interface Level {
  readonly raw: {
    readonly text?: TextLayer | undefined;
    readonly image?: ImageLayer | undefined;
    readonly images?: VariantsLayer | undefined;
    readonly checks?: RawChecks | undefined;
  };
  readonly file: YamlFile;
  readonly bases: readonly string[];
  /** The keys of the file in which there are mistakes. */
  readonly faulty: ReadonlySet<string>;
}

/** Adds what a job or an article says to the settings above it; reports what is wrong with it. */
export async function addLevel(
  above: SettingsLayers,
  { raw, file, bases, faulty }: Level,
  job: {
    readonly folder: JobFolder;
    readonly pictures: KnownPictures;
    readonly diagnostics: DiagnosticList;
    readonly providerNames: ReadonlySet<string>;
  },
): Promise<SettingsLayers> {
  const { report } = job.diagnostics;
  const add = <T>(key: string, layers: Layers<T>, value: T | undefined): Layers<T> =>
    value === undefined ? layers : [...layers, { value, file, path: [key] }];
  const layers = {
    text: add("text", above.text, raw.text),
    image: add("image", above.image, raw.image),
    given: readGiven(raw.image, { file, path: ["image"], bases }, job) ?? above.given,
    images: add("images", above.images, raw.images),
    checks:
      raw.checks === undefined
        ? above.checks
        : [...above.checks, await readChecks(raw.checks, { file, path: ["checks"], bases }, job)],
    textIsWhole: above.textIsWhole && !faulty.has("text"),
    imageIsWhole: above.imageIsWhole && !faulty.has("image"),
  };
  for (const layer of [...layers.text, ...layers.image].filter((each) => each.file === file)) {
    checkProvider(layer, job.providerNames, report);
  }
  return { ...layers, mergedImage: mergeImageLayers(layers.image, report) };
}
