import { mergeText, type TextLayer } from "../../blocks/settings/text.ts";
import { canonicalTag, type TranslationsLayer } from "../../blocks/settings/translations.ts";
import { checkFlex } from "./check-flex.ts";
import type { HouseRules } from "./read-house-rules.ts";
import type { JobContext } from "./article-context.ts";
import { checkProvider, type Layers, type TranslationsLevel, valuesOf } from "./settings.ts";
import type { Translations } from "../types.ts";
import type { YamlFile } from "../yaml/yaml-file.ts";

/** What the translations of an article depend on, beside its own `translations`. */
interface Reader {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly name: string;
  readonly text: Layers<TextLayer>;
  readonly rules: HouseRules;
  readonly job: Pick<JobContext, "translations" | "diagnostics" | "providers" | "providerNames">;
}

const path = ["translations"];

/** What the job file says; reports a provider that it does not have. */
export function readJobTranslations(
  value: TranslationsLayer,
  file: YamlFile,
  { diagnostics, providerNames }: Pick<JobContext, "diagnostics" | "providerNames">,
): TranslationsLevel {
  for (const layer of toLayer({ value, file })) {
    checkProvider(layer, providerNames, diagnostics.report);
  }
  return { value, file };
}

/**
 * An article's translations: its own settings over the job's; reports a language that is its own, and
 * settings without a model.
 * @param own nothing where the article does not say; false where it is to have none
 */
export function readTranslations(
  own: TranslationsLayer | false | undefined,
  file: YamlFile,
  { language, name, text, rules, job }: Reader,
): Translations | undefined {
  const { report } = job.diagnostics;
  const above = job.translations;
  if (own === false || (own === undefined && above === undefined)) {
    return undefined;
  }
  const levels = [above, own && { value: own, file }].filter((level) => level !== undefined);
  const named = levels.findLast(({ value }) => value.to !== undefined);
  if (named?.value.to === undefined) {
    const hint = "Name the languages: `translations: { to: [es] }`.";
    report(file.placeOf(path), "`translations` says into no language.", hint);
    return undefined;
  }
  const same = named.value.to.findIndex((tag) => canonicalTag(tag) === language);
  if (same >= 0) {
    const hint =
      named.file === file
        ? "Remove it: a translation is into another language."
        : `Remove it, or give ${name} \`translations: { to: […] }\` of its own, or \`false\`.`;
    const message = `\`${language}\` is the language of ${name} itself.`;
    report(named.file.placeOf([...path, "to", same]), message, hint);
    return undefined;
  }
  const layers = [...text, ...levels.flatMap((level) => toLayer(level))];
  for (const layer of layers.filter((each) => each.file === file && each.path.length > 1)) {
    checkProvider(layer, job.providerNames, report);
  }
  const settings = mergeText(valuesOf(layers));
  if (settings === undefined) {
    const hint = "Add `text: { model: … }` to the job file, the article or `translations`.";
    report(named.file.placeOf(path), "No text model is named for the translations.", hint);
    return undefined;
  }
  if (!job.providers.has(settings.provider)) {
    return undefined;
  }
  checkFlex(settings, layers, job.providers, report);
  const maxOutputTokens = levels.findLast(({ value }) => value.text?.max_output_tokens)?.value.text
    ?.max_output_tokens;
  return {
    to: named.value.to.map(canonicalTag).map((tag) => {
      const glossary = rules.glossaries?.for(tag);
      return glossary === undefined ? { language: tag } : { language: tag, glossary };
    }),
    text: settings,
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ref: named.file.refOf(path),
  };
}

function toLayer({ value: { text }, file }: TranslationsLevel): Layers<TextLayer> {
  return text === undefined ? [] : [{ value: text, file, path: [...path, "text"] }];
}
