import * as z from "zod";
import { defaults } from "../settings/defaults.ts";
import { checksSchema } from "../settings/checks.ts";
import { baseUrl, providerSchema } from "./schema-provider.ts";
import { imageSchema } from "../settings/image.ts";
import { textSchema } from "../settings/text.ts";
import { variantsSchema } from "../settings/variants.ts";
import { amount, filledText, plainName, realDate } from "../settings/values.ts";
import { outputFormats } from "./types.ts";

const priceSchema = z
  .strictObject({
    input: amount.describe("US dollars per million input tokens.").optional(),
    output: amount.describe("US dollars per million output tokens.").optional(),
    image: amount.describe("US dollars per image.").optional(),
    as_of: realDate.describe("The day on which this price was read.").optional(),
  })
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
      .describe("The fingerprints of what the gate took for a secret and is none.")
      .optional(),
  })
  .describe("What the leak gate lets pass.");

/** The job file. */
export const jobSchema = z.strictObject({
  version: z.literal(1).describe("The version of this format: 1."),
  articles: z
    .array(filledText)
    .min(1)
    .describe("The articles: files and globs, relative to this file."),
  providers: z
    .record(plainName, providerSchema)
    .describe("The APIs, by a name of your choice; openai exists without being named.")
    .optional(),
  text: textSchema.optional(),
  image: imageSchema.optional(),
  images: variantsSchema.optional(),
  checks: checksSchema.optional(),
  output: z
    .strictObject({
      dir: filledText.describe(`The folder; default ${defaults.output.dir}.`).optional(),
      formats: z
        .array(z.enum(outputFormats))
        .min(1)
        .describe(`The formats of an article; default ${defaults.output.formats.join(" and ")}.`)
        .optional(),
      heading_style: z
        .enum(["atx", "bold"])
        .describe("`## Heading` (atx, the default) or `**Heading**` (bold).")
        .optional(),
      ai_note: z
        .boolean()
        .describe("false leaves out the last line, which says what models made; default true.")
        .optional(),
      base_url: baseUrl
        .describe("Where `dir` stands on the web; pages then say their address, and their cover's.")
        .optional(),
      toc: z
        .boolean()
        .describe(
          "true begins each page, but for the notebook, with links to its headings; default false.",
        )
        .optional(),
    })
    .describe("What is published, and where.")
    .optional(),
  answers: z
    .strictObject({
      dir: filledText.describe(`The folder; default ${defaults.answers.dir}.`).optional(),
    })
    .describe("Where the answers are kept.")
    .optional(),
  budget: z
    .strictObject({
      usd: amount.describe("US dollars; 0 sends nothing that costs.").optional(),
      requests: z.int().min(0).describe("Attempts sent; 0 sends nothing.").optional(),
      minutes: amount.describe("The run's length; 0 sends nothing.").optional(),
    })
    .describe("What one run may take at most.")
    .optional(),
  prices: z
    .record(filledText, priceSchema)
    .describe("Prices by model; a price that is not given is unknown, not zero.")
    .optional(),
  leaks: leaksSchema.optional(),
});

/** {@link jobSchema} without its required keys, for what is left of a faulty file. */
export const partialJobSchema = jobSchema.partial();

export type RawJob = z.infer<typeof partialJobSchema>;
