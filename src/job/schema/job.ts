import * as z from "zod";
import { batchSchema, flexSchema } from "./processing.ts";
import { frontMatterSchema } from "./front-matter.ts";
import { sourceText } from "../../blocks/source-text.ts";
import { headingStyle } from "../../blocks/settings/heading-style.ts";
import { camelKeys } from "../../blocks/settings/camel-keys.ts";
import { defaults } from "../../blocks/settings/defaults.ts";
import { checksSchema } from "../../blocks/settings/checks.ts";
import { baseUrl, providerSchema } from "./provider.ts";
import { publishSchema } from "./publish.ts";
import { imageSchema } from "../../blocks/settings/image.ts";
import { textSchema } from "../../blocks/settings/text.ts";
import { translationsSchema } from "../../blocks/settings/translations.ts";
import { variantsSchema } from "../../blocks/settings/variants.ts";
import {
  amount,
  filledText,
  plainName,
  positiveInteger,
  realDate,
  variableName,
} from "../../blocks/settings/values.ts";

/** The forms in which an article is published. */
export const outputFormats = ["markdown", "html", "notebook"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** What the pages of an article may be called, before their extension. */
export const pageNames = ["article", "index"] as const;

/** What a price is multiplied with, where nothing else is said of a model. */
export const standardFactors = { batch: 0.5, flex: 0.5, priority: 2 } as const;

function perMillion(what: string) {
  return amount.describe(`US dollars per million ${what}.`).optional();
}

function factor(how: string, standard: number) {
  return amount.describe(`What all is multiplied with ${how}; default ${standard}.`).optional();
}

const priceSchema = z
  .strictObject({
    input: perMillion("input tokens"),
    cached_input: perMillion("input tokens that the provider has cached; default as `input`"),
    cache_write: perMillion("input tokens that it writes to its cache; default as `input`"),
    output: perMillion("output tokens"),
    input_image: perMillion("input tokens of pictures; default as `input`"),
    output_image: perMillion("output tokens of pictures; default as `output`"),
    image: amount.describe("US dollars per image.").optional(),
    batch: factor("in a batch", standardFactors.batch),
    flex: factor("with the service tier flex", standardFactors.flex),
    priority: factor("with the service tier priority", standardFactors.priority),
    long_context: z
      .strictObject({
        above: positiveInteger.describe("Input tokens of one request."),
        input: amount.describe("US dollars per million input tokens."),
        output: amount.describe("US dollars per million output tokens."),
      })
      .describe("What a request with more input than this costs.")
      .optional(),
    as_of: realDate.describe("The day on which this price was read.").optional(),
  })
  .transform(camelKeys)
  .describe("What a model costs.");

const leaksSchema = z
  .strictObject({
    allow: z
      .array(
        z
          .string()
          .regex(
            /^leak-[\da-f]{10}$/,
            "must be a fingerprint as the leak gate prints it, such as leak-0123456789",
          ),
      )
      .default([])
      .describe("The fingerprints of what the gate took for a secret and is none."),
  })
  .prefault({})
  .describe("What the leak gate lets pass.");

const queueSchema = z
  .strictObject({
    url_env: variableName.describe(
      "The NAME of the environment variable that holds Redis' address, such as REDIS_URL.",
    ),
    name: z
      .string()
      .regex(/^[\w-]{1,80}$/, "must be at most 80 letters A–Z, digits, `-` and `_`")
      .default(defaults.queue.name)
      .describe(
        `Who names the same one works together; its keys in Redis begin with prelo: and this name; default ${defaults.queue.name}.`,
      ),
  })
  .transform(camelKeys)
  .describe("Where several machines meet: a Redis or Valkey server.");

const tableSchema = z
  .strictObject({
    template: filledText.meta({
      description: "The article's file; its texts name the columns of a row: {{ row.name }}.",
      examples: ["prompts/city.yaml"],
    }),
    data: filledText.meta({
      description: "The file with the rows: .csv, .tsv, .json, .jsonl or .yaml.",
      examples: ["data/cities.csv"],
    }),
    slug: sourceText.meta({
      description: "The name of a row's article; becomes lower-case words with hyphens.",
      examples: ["{{ row.name }}"],
    }),
    where: sourceText
      .meta({
        description: "Which rows become articles: those for which this is true; default: all.",
        examples: ["{{ row.publish == 'yes' }}"],
      })
      .optional(),
  })
  .describe("A table: one article for each row.");

/** @param custom the names of formats beside {@link outputFormats} */
function outputSchemaWith(custom: readonly string[] = []) {
  return z
    .strictObject({
      dir: filledText
        .default(defaults.output.dir)
        .describe(`The folder; default ${defaults.output.dir}.`),
      formats: z
        .array(z.enum([...outputFormats, ...custom]))
        .min(1)
        .default([...defaults.output.formats])
        .transform((formats) => [...new Set(formats)])
        .describe(`The formats of an article; default ${defaults.output.formats.join(" and ")}.`),
      file: z
        .enum(pageNames)
        .default(defaults.output.file)
        .describe(
          "What the pages are called: `article` (the default: article.md, article.html) or `index`, as site generators want it.",
        ),
      heading_style: headingStyle
        .default(defaults.output.heading_style)
        .describe("`## Heading` (atx, the default) or `**Heading**` (bold)."),
      front_matter: frontMatterSchema.meta({
        description:
          "Keys for the front matter of every Markdown page, over Prelo's own; null leaves one out.",
        examples: [{ layout: "post", image: "{{ article.cover }}", lang: null }],
      }),
      index: z
        .union([
          z.boolean(),
          z.strictObject({
            title: plainName.describe("What the site is called; default: its host.").optional(),
            description: plainName.describe("One or two sentences about it.").optional(),
          }),
        ])
        .default(defaults.output.index)
        .describe(
          "true, or the site's `title` and `description`, publishes what stands around the articles: index.html, llms.txt and, with a `base_url`, feed.xml and sitemap.xml; default false.",
        ),
      wording: filledText
        .meta({
          description:
            "A YAML file of Prelo's own words by language, for pages in one that Prelo does not speak.",
          examples: ["wording.yaml"],
        })
        .optional(),
      title_heading: z
        .boolean()
        .default(defaults.output.title_heading)
        .describe(
          "false leaves the title out of the text of Markdown pages, for themes that set it from the front matter; default true.",
        ),
      script: z
        .boolean()
        .default(defaults.output.script)
        .describe(
          "true lets HTML pages with code run one small script, for a button that copies it; default false: no script runs.",
        ),
      ai_note: z
        .boolean()
        .default(defaults.output.ai_note)
        .describe(
          "false leaves out the last line, which says what models made, and the label at their pictures; default true.",
        ),
      require_review: z
        .boolean()
        .default(defaults.output.require_review)
        .describe(
          "true publishes only articles whose answers a person has reviewed (`reviewed` in their records); default false.",
        ),
      base_url: baseUrl
        .transform((url) => url.replace(/\/*$/, "/"))
        .describe("Where `dir` stands on the web; pages then say their address, and their cover's.")
        .optional(),
      toc: z
        .boolean()
        .default(defaults.output.toc)
        .describe(
          "true begins each page, but for the notebook, with links to its headings; default false.",
        ),
    })
    .prefault({})
    .transform(camelKeys)
    .describe("What is published, and where.");
}

/** The job file. */
export const jobSchema = z.strictObject({
  version: z.literal(1).describe("The version of this format: 1."),
  articles: z
    .array(z.union([filledText, tableSchema]))
    .min(1)
    .meta({
      description:
        "The articles: files and globs, relative to this file, and tables with an article a row.",
      examples: [["prompts/*.yaml"]],
    }),
  vars: z
    .record(z.string(), z.json())
    .default({})
    .meta({
      description: "Values for the templates of every article; an article's own override them.",
      examples: [{ brand: "Acme" }],
    }),
  system: sourceText
    .meta({
      description: "Instructions with every text request of the articles that give none.",
      examples: ["Answer in plain English, in Markdown."],
    })
    .optional(),
  style: filledText
    .meta({
      description: "A Markdown file of house style that goes with every text request.",
      examples: ["style.md"],
    })
    .optional(),
  glossary: filledText
    .meta({
      description: "A YAML file of terms to `use` and to `avoid`, in requests and answers.",
      examples: ["glossary.yaml"],
    })
    .optional(),
  providers: z
    .record(plainName, providerSchema)
    .default({})
    .describe("The APIs, by a name of your choice; openai exists without being named."),
  text: textSchema.optional(),
  image: imageSchema.optional(),
  images: variantsSchema.optional(),
  checks: checksSchema.optional(),
  translations: translationsSchema.optional(),
  output: outputSchemaWith(),
  answers: z
    .strictObject({
      dir: filledText
        .default(defaults.answers.dir)
        .describe(`The folder; default ${defaults.answers.dir}.`),
    })
    .prefault({})
    .describe("Where the answers are kept."),
  flex: flexSchema,
  batch: batchSchema,
  budget: z
    .strictObject({
      usd: amount.describe("US dollars; 0 sends nothing that costs.").optional(),
      requests: z.int().min(0).describe("Attempts sent; 0 sends nothing.").optional(),
      minutes: amount.describe("The run's length; 0 sends nothing.").optional(),
    })
    .transform(camelKeys)
    .describe("What one run may take at most.")
    .optional(),
  prices: z
    .record(filledText, priceSchema)
    .default({})
    .describe(
      "What differs from the shipped prices, by model; what neither gives is unknown, not zero.",
    ),
  leaks: leaksSchema,
  queue: queueSchema.optional(),
  publish: publishSchema,
});

/** {@link jobSchema}, where there are formats beside Prelo's own. */
export function jobSchemaWith(custom: readonly string[] = []): typeof jobSchema {
  return custom.length === 0 ? jobSchema : jobSchema.extend({ output: outputSchemaWith(custom) });
}

/** Without its required keys, for what is left of a faulty file. */
export const optionalInPart = { version: true, articles: true } as const;

export type RawTable = z.output<typeof tableSchema>;

const partialJobSchema = jobSchema.partial(optionalInPart);
export type RawJob = z.output<typeof partialJobSchema>;
/** US dollars per million tokens, or per image. */
export type Price = z.output<typeof priceSchema>;
