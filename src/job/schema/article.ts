import * as z from "zod";
import { frontMatterSchema } from "./front-matter.ts";
import { kinds } from "../../blocks/kinds.ts";
import { whenKey } from "../../blocks/kind.ts";
import { coverName } from "../../blocks/settings/picture-name.ts";
import { type SourceText, sourceText } from "../../blocks/source-text.ts";
import { checksSchema } from "../../blocks/settings/checks.ts";
import { defaults } from "../../blocks/settings/defaults.ts";
import { headingStyle } from "../../blocks/settings/heading-style.ts";
import { imageSchema } from "../../blocks/settings/image.ts";
import { textSchema } from "../../blocks/settings/text.ts";
import { variantsSchema } from "../../blocks/settings/variants.ts";
import { languageTag } from "../../blocks/settings/language-tag.ts";
import { canonicalTag, ownTranslationsSchema } from "../../blocks/settings/translations.ts";
import {
  amount,
  filledText,
  positiveInteger,
  realDate,
  safeName,
} from "../../blocks/settings/values.ts";

/** So many items a list may have at the most. */
const mostRepeats = 1000;

/** The keys that hold no text of the page, and may still come from the row of a table. */
const headKeys = {
  language: languageTag
    .default(defaults.article.language)
    .transform(canonicalTag)
    .meta({
      description: "A language tag such as pt-BR; default en.",
      examples: ["en", "es", "pt-BR"],
    }),
  author: filledText
    .meta({ description: "Who publishes the article.", examples: ["The Bakery"] })
    .optional(),
  date: realDate
    .optional()
    .meta({ description: "The day of publication, YYYY-MM-DD.", examples: ["2026-11-28"] }),
  tags: z
    .array(filledText)
    .default([])
    .meta({ description: "Key words.", examples: [["bread", "baking"]] }),
  aliases: z
    .array(safeName)
    .default([])
    .meta({
      description: "Slugs that the article had before: a page stays there that leads on.",
      examples: [["old-slug"]],
    }),
  draft: z
    .boolean()
    .optional()
    .describe("true: the page says that it is a draft, in its front matter and to search engines."),
};

const articleKeys = {
  title: sourceText.meta({
    description: "The article's title; may be a Liquid template.",
    examples: ["Bread at home"],
  }),
  language: headKeys.language,
  author: headKeys.author,
  description: sourceText
    .meta({
      description: "One or two sentences about the article.",
      examples: ["What goes into a simple loaf."],
    })
    .optional(),
  date: headKeys.date,
  tags: headKeys.tags,
  aliases: headKeys.aliases,
  draft: headKeys.draft,
  budget: z
    .strictObject({ usd: amount.describe("US dollars; 0 sends nothing that costs.") })
    .describe("What the article may cost at most in one run; the others go on.")
    .optional(),
  cover: coverName.optional(),
  front_matter: frontMatterSchema.meta({
    description:
      "Keys for the front matter of the Markdown page, over the job's and over Prelo's own; null leaves one out.",
    examples: [{ layout: "post", image: "{{ article.cover }}", lang: null }],
  }),
  vars: z
    .record(z.string(), z.json())
    .default({})
    .meta({
      description: "Values for templates: {{ vars.name }}.",
      examples: [{ topic: "bread" }],
    }),
  system: sourceText
    .meta({
      description: "Instructions that go with every text request.",
      examples: ["Answer in plain English, in Markdown."],
    })
    .optional(),
  style: z
    .union([z.literal(false), filledText])
    .describe("A Markdown file of house style instead of the job's; false for none.")
    .optional(),
  glossary: z
    .union([z.literal(false), filledText])
    .describe("A YAML file of terms instead of the job's; false for none.")
    .optional(),
  ai_note: z
    .boolean()
    .describe(
      "Whether the last line, and a label at pictures, say what models made; default: as the job says.",
    )
    .optional(),
  heading_style: headingStyle
    .describe(
      "How the Markdown page writes headings, `## …` (atx) or `**…**` (bold); default: the job's.",
    )
    .optional(),
  toc: z
    .boolean()
    .describe("true begins the page with links to its headings; default: the job's.")
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
  translations: ownTranslationsSchema.optional(),
};

const blocksMeaning =
  "The article's parts, in order: each begins with `- ` and its kind, as in `- prompt: …`.";

const template = z.string().regex(/\{[{%]/, "must be a template");

/** Of an article for editors, which do not know whether a table uses it. */
const templatedKeys = {
  date: orTemplate(headKeys.date),
  tags: orTemplate(headKeys.tags),
  aliases: orTemplate(headKeys.aliases),
  draft: orTemplate(headKeys.draft),
};

/** @param schema keeps its meaning and its examples */
function orTemplate<T extends z.ZodType>(schema: T) {
  return z.union([schema, template]).meta(schema.meta() ?? {});
}

const listName = /^(?:vars|row|data)\.\S+$/;
const itemName = /^(?!(?:vars|row|answers|data|repeat|forloop)$)[A-Za-z_]\w*$/;

const repeatKeys = {
  repeat: z
    .strictObject({
      over: sourceText
        .pipe(
          z.custom<SourceText>().refine(({ value }) => listName.test(value), {
            error:
              "must name a list: `vars.NAME`, `row.NAME`, or `data.ID…` for the JSON of an answer",
          }),
        )
        .meta({
          description: "The list: `vars.NAME`, `row.NAME`, or `data.ID…`, the JSON of an answer.",
          examples: ["data.outline.sections"],
        }),
      as: z
        .string()
        .regex(itemName, "must be a name of letters, digits and `_` that means nothing else")
        .default(defaults.repeat.as)
        .meta({
          description: "What the texts of the blocks call the item; default item.",
          examples: ["section"],
        }),
      max: positiveInteger
        .max(mostRepeats)
        .describe(
          "The most items: of a list that is to come, what a plan reckons with; default 20 for one of an answer.",
        )
        .optional(),
      key: sourceText
        .meta({
          description:
            "What tells an item from the others, whatever their order; default its title, else what it holds.",
          examples: ["{{ section.id }}"],
        })
        .optional(),
    })
    .describe("The list that the blocks are made for, once for each of its items."),
  when: whenKey,
};

const anyBlock = z.union(Object.values(kinds).map(({ schema }) => schema));

/** Blocks that repeat, for editors. */
const repeatSchema = z
  .strictObject({
    ...repeatKeys,
    blocks: z.array(anyBlock).min(1).describe("The blocks that each item gets, in order."),
  })
  .meta({ title: "repeat", description: "Blocks that are made once for each item of a list." });

/** The same, for the loader, which looks at each block by itself. */
export const repeatHeadSchema = z.strictObject({
  ...repeatKeys,
  blocks: z.array(z.unknown()).min(1).describe("The blocks that each item gets, in order."),
});

/** An article, for editors. */
export const articleSchema = z.strictObject({
  ...articleKeys,
  ...templatedKeys,
  blocks: z
    .array(z.union([...anyBlock.options, repeatSchema]))
    .min(1)
    .describe(blocksMeaning),
});

/** An article, for the loader, which looks at each block by itself. */
export const articleHeadSchema = z.strictObject({
  ...articleKeys,
  blocks: z.array(z.unknown()).min(1).describe(blocksMeaning),
});

/** What a row of a table fills; each key may be missing. */
export const rowSchema = z.strictObject(headKeys).partial();
export type RowKey = keyof typeof headKeys;
export const rowKeys = rowSchema.keyof().options;

/** {@link articleHeadSchema} without its required keys, for what is left of a faulty file. */
export const partialArticleSchema = articleHeadSchema.partial({ title: true, blocks: true });

export type RawArticle = z.output<typeof partialArticleSchema>;
