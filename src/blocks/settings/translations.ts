import * as z from "zod";
import { languageTag } from "./language-tag.ts";
import { textSchema } from "./text.ts";

const to = z
  .array(languageTag)
  .min(1)
  .superRefine((tags, context) => {
    const seen = tags.map(canonicalTag);
    for (const [index, tag] of seen.entries()) {
      if (seen.indexOf(tag) < index) {
        context.addIssue({ code: "custom", path: [index], message: "stands there twice" });
      }
    }
  })
  .meta({
    description: "The languages to translate into, as tags.",
    examples: [["en", "es"]],
  });

const keys = {
  to,
  text: textSchema
    .describe("How to ask for translations, where that differs from other texts.")
    .optional(),
};

/** `translations:` of a job. */
export const translationsSchema = z
  .strictObject(keys)
  .describe("The languages in which every article appears as well.");

/** `translations:` of an article. */
export const ownTranslationsSchema = z
  .union([z.literal(false), z.strictObject({ ...keys, to: to.optional() })])
  .describe("Where this article's translations differ from the job's; false for none.");

/** What one level says. */
export type TranslationsLayer = Exclude<z.output<typeof ownTranslationsSchema>, false>;

/** A tag as it is usually written: `pt-BR` for `PT-br`; what is no tag stays. */
export function canonicalTag(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag;
  } catch {
    return tag;
  }
}
