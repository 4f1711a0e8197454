import type { AnswerChecks, JsonCheck, RawChecks } from "../../blocks/settings/checks.ts";
import { toDetectable } from "../../blocks/settings/detectable.ts";
import type { ImageLayer, ImageSettings } from "../../blocks/settings/image.ts";
import { mergeText, type TextLayer, type TextSettings } from "../../blocks/settings/text.ts";
import {
  mergeVariants,
  type VariantSettings,
  type VariantsLayer,
} from "../../blocks/settings/variants.ts";
import type { GivenPicture } from "../../blocks/given-pictures.ts";
import type { DiagnosticList } from "../diagnostics/diagnostic-list.ts";
import type { SlugClaims } from "../folder/slug-claims.ts";
import type { JobFolder } from "../folder/job-folder.ts";
import type { ListPictures } from "../override.ts";
import type { KnownAttached } from "./find-attached.ts";
import type { KnownPictures } from "./find-picture.ts";
import { checkFlex } from "./check-flex.ts";
import { mergeChecks, readChecks, readSchema } from "./read-checks.ts";
import { readGiven } from "./read-given.ts";
import type { Glossary } from "../../blocks/settings/glossary.ts";
import type { Level, SettingsLayers } from "./levels.ts";
import type { HouseRules } from "./read-house-rules.ts";
import {
  checkProvider,
  type Layers,
  mergeImageLayers,
  type TranslationsLevel,
  valuesOf,
} from "./settings.ts";
import type { OwnWording } from "../../blocks/settings/wording.ts";
import type { Article, JsonObject, Provider, SourceText } from "../types.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** What reading any article needs of its job. */
export interface JobContext {
  readonly folder: JobFolder;
  readonly pictures: KnownPictures;
  readonly attached: KnownAttached;
  readonly listPictures?: ListPictures | undefined;
  readonly diagnostics: DiagnosticList;
  /** All names that the job file uses, also of providers that are not valid. */
  readonly providerNames: ReadonlySet<string>;
  readonly providers: ReadonlyMap<string, Provider>;
  /** Which article has which name. */
  readonly claims: SlugClaims;
  readonly layers: SettingsLayers;
  /** For the templates of every article; its own override them. */
  readonly vars: Article["vars"];
  /** Instructions of articles that give none of their own. */
  readonly system?: SourceText;
  readonly rules: HouseRules;
  /** Its own words for what its pages say by themselves. */
  readonly wording?: OwnWording;
  readonly translations?: TranslationsLevel;
  /** Whether a page begins with a table of contents where the article does not say. */
  readonly toc: boolean;
  /** For the header of every page; an article's own keys override them. */
  readonly frontMatter: Article["frontMatter"];
}

/** What reading a block needs of its article; merged settings are shared by all plain blocks. */
export class ArticleContext {
  readonly file: YamlFile;
  /** Absolute folders that the article's files may be relative to, in order. */
  readonly bases: readonly string[];
  readonly job: JobContext;
  /** The article's, a BCP 47 tag. */
  readonly #language: string;
  readonly #layers: SettingsLayers;
  readonly #text: TextSettings | undefined;
  readonly #image: ImageSettings | undefined;
  readonly #variants: VariantSettings;
  readonly #checks: AnswerChecks | undefined;
  readonly #glossary: Glossary | undefined;

  constructor(
    { file, bases }: Pick<Level, "file" | "bases">,
    language: string,
    job: JobContext,
    layers: SettingsLayers,
    glossary?: Glossary,
  ) {
    this.file = file;
    this.bases = bases;
    this.job = job;
    this.#language = language;
    this.#glossary = glossary;
    this.#layers = layers;
    this.#text = mergeText(valuesOf(layers.text));
    this.#image = layers.mergedImage;
    this.#variants = mergeVariants(valuesOf(layers.images));
    this.#checks = mergeChecks(layers.checks, language, glossary);
  }

  /** A block's text settings; reports when no level names a model. */
  textSettings(own: TextLayer | undefined, path: Path): TextSettings | undefined {
    const { report } = this.job.diagnostics;
    let settings = this.#text;
    let layers = this.#layers.text;
    if (own !== undefined) {
      const layer = { value: own, file: this.file, path: [...path, "text"] };
      checkProvider(layer, this.job.providerNames, report);
      layers = [...layers, layer];
      settings = mergeText(valuesOf(layers));
    }
    if (settings === undefined && this.#layers.textIsWhole) {
      const hint = "Add `text: { model: … }` to the job file, the article or this block.";
      report(this.file.placeOf(path), "No text model is named for this block.", hint);
    }
    return this.#usable(settings, layers);
  }

  /**
   * A block's image settings; reports when no level names a model, and what stands twice.
   * @param grouped those in its `image: { … }`
   * @param own those in the block itself
   */
  imageSettings(grouped: ImageLayer, own: ImageLayer, path: Path): ImageSettings | undefined {
    const { report } = this.job.diagnostics;
    for (const key of Object.keys(own).filter((each) => Object.hasOwn(grouped, each))) {
      const message = `\`${key}\` stands in the block and in its \`image\`.`;
      report(this.file.placeOfKey([...path, key]), message, "Keep one of them.");
    }
    const ownLayers = [
      { value: grouped, file: this.file, path: [...path, "image"] },
      { value: own, file: this.file, path },
    ].filter(({ value }) => Object.keys(value).length > 0);
    for (const layer of ownLayers) {
      checkProvider(layer, this.job.providerNames, report);
    }
    const layers = [...this.#layers.image, ...ownLayers];
    const settings = ownLayers.length === 0 ? this.#image : mergeImageLayers(layers, report);
    if (settings === undefined && this.#layers.imageIsWhole) {
      const hint =
        "Add `image: { model: … }` to the job file or the article, or `model: …` to this block.";
      report(this.file.placeOf(path), "No image model is named for this block.", hint);
    }
    return this.#usable(settings, layers);
  }

  /**
   * The pictures that go along with a block's prompt: its own, else those of the levels above, but
   * for one of the block itself.
   * @param id of the block
   */
  givenPictures(
    grouped: ImageLayer,
    own: ImageLayer,
    { id, path }: { readonly id: string; readonly path: Path },
  ): readonly GivenPicture[] | undefined {
    const { file, bases, job } = this;
    if (own.reference !== undefined) {
      return readGiven(own, { file, path, bases }, job);
    }
    if (grouped.reference !== undefined) {
      return readGiven(grouped, { file, path: [...path, "image"], bases }, job);
    }
    return this.#layers.given.filter((each) => !("image" in each) || each.image !== id);
  }

  /**
   * Reports a tier that is not there. Settings that name a provider that is not there are of no use; that is
   * reported already.
   */
  #usable<T extends TextSettings | ImageSettings>(
    settings: T | undefined,
    layers: Layers<TextLayer | ImageLayer>,
  ): T | undefined {
    const { providers, diagnostics } = this.job;
    if (settings === undefined || !providers.has(settings.provider)) {
      return undefined;
    }
    checkFlex(settings, layers, providers, diagnostics.report);
    return settings;
  }

  /** What a block's answer is checked for; reports an article whose language cannot be told. */
  async checks(
    own: RawChecks | undefined,
    path: Path,
    json?: JsonCheck,
  ): Promise<AnswerChecks | undefined> {
    let checks = this.#checks;
    if (own !== undefined || json !== undefined) {
      const place = { file: this.file, path: [...path, "checks"], bases: this.bases };
      const layers = [...this.#layers.checks, await readChecks(own ?? {}, place, this.job)];
      const all = [...layers, ...(json === undefined ? [] : [{ json }])];
      checks = mergeChecks(all, this.#language, this.#glossary);
    }
    if (checks?.language !== undefined && toDetectable(checks.language) === undefined) {
      const message = `\`checks\` asks for texts in the article's language, but a text in \`${checks.language}\` cannot be told from others.`;
      const hint = "Add `checks: { language: false }` to this article.";
      this.job.diagnostics.report(this.file.placeOf(["language"]), message, hint);
    }
    return checks;
  }

  /** The JSON Schema that stands at a path, or in the file that it names. */
  async schema(given: string | JsonObject, path: Path): Promise<JsonCheck> {
    const place = { file: this.file, path, bases: this.bases };
    return { schema: await readSchema(given, place, this.job), ref: this.file.refOf(path) };
  }

  variantSettings(own: VariantsLayer | undefined): VariantSettings {
    return own === undefined
      ? this.#variants
      : mergeVariants([...valuesOf(this.#layers.images), own]);
  }
}
