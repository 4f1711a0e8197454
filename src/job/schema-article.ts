import * as z from "zod";
import { kinds } from "../blocks/kinds.ts";
import { checksSchema } from "../settings/checks.ts";
import { imageSchema } from "../settings/image.ts";
import { textSchema } from "../settings/text.ts";
import { variantsSchema } from "../settings/variants.ts";
import { filledText, languageTag, realDate } from "../settings/values.ts";

const articleKeys = {
  title: filledText.describe("The article's title; may be a Liquid template."),
  language: languageTag.describe("A language tag such as pt-BR; default en.").optional(),
  author: filledText.describe("Who publishes the article.").optional(),
  description: filledText.describe("One or two sentences about the article.").optional(),
  date: realDate.describe("The day of publication, YYYY-MM-DD.").optional(),
  tags: z.array(filledText).describe("Key words.").optional(),
  vars: z
    .record(z.string(), z.json())
    .describe("Values for templates: {{ vars.name }}.")
    .optional(),
  toc: z
    .boolean()
    .describe("true begins the page with links to its headings; default: the job's.")
    .optional(),
  system: filledText.describe("Instructions that go with every text request.").optional(),
  ai_note: z
    .boolean()
    .describe("Whether the last line says what models made; default: as the job says.")
    .optional(),
  text: textSchema
    .describe("How to ask the text model, where this article differs from the job.")
    .optional(),
  image: imageSchema
    .describe("How to ask the image model, where this article differs from the job.")
    .optional(),
  images: variantsSchema
    .describe("What becomes of the pictures, where this article differs from the job.")
    .optional(),
  checks: checksSchema
    .describe("What the models' texts are checked for, where this article differs from the job.")
    .optional(),
};

/** An article, for editors. */
export const articleSchema = z.strictObject({
  ...articleKeys,
  blocks: z
    .array(z.union(Object.values(kinds).map(({ schema }) => schema)))
    .min(1)
    .describe("The article's parts, in order."),
});

/** An article, for the loader, which looks at each block by itself. */
export const articleHeadSchema = z.strictObject({
  ...articleKeys,
  blocks: z.array(z.unknown()).min(1),
});

/** {@link articleHeadSchema} without its required keys, for what is left of a faulty file. */
export const partialArticleSchema = articleHeadSchema.partial();

export type RawArticle = z.infer<typeof partialArticleSchema>;
