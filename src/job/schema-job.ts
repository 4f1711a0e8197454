import * as z from "zod";
import { defaults } from "./defaults.ts";
import { checksSchema } from "./schema-checks.ts";
import { imageSchema, textSchema, variantsSchema } from "./schema-settings.ts";
import {
  amount,
  filledText,
  plainName,
  positiveInteger,
  positiveNumber,
  realDate,
  urlOf,
  variableName,
} from "./schema-values.ts";
import { isSecretName } from "./secrets.ts";
import { outputFormats } from "./types.ts";

const headersOfPrelo = new Set(
  "accept-encoding connection content-length content-type expect host keep-alive te trailer transfer-encoding upgrade".split(
    " ",
  ),
);

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "is not the name of a header")
  .refine((name) => !headersOfPrelo.has(name.toLowerCase()), "is a header that Prelo sets itself")
  .refine(
    (name) => !isSecretName(name),
    "may not stand in a file, for it holds a secret; name the key's variable in `api_key_env`",
  );
const headerValue = z
  .string()
  .regex(/^[\t\u0020-\u007e\u00a0-\u00ff]*$/, "must be one line of Latin letters and signs");

const longestSeconds = 86_400;
const seconds = positiveNumber.max(longestSeconds);

const httpMessage = "must be a URL that begins with https:// or http://";
const baseUrl = urlOf(["https?"], httpMessage).refine(
  (value) => !/[?#]/.test(value),
  "must not hold a `?` or a `#`",
);

/** One entry of `providers:`. */
const providerSchema = z
  .strictObject({
    base_url: baseUrl.describe("Such as https://api.example.com/v1.").optional(),
    api_key_env: variableName
      .describe("The NAME of the environment variable that holds the key.")
      .optional(),
    limits: z
      .strictObject({
        concurrency: positiveInteger
          .max(1000)
          .describe(`Requests at the same time; default ${defaults.provider.concurrency}.`)
          .optional(),
        requests_per_minute: positiveNumber.describe("Unset: no limit.").optional(),
        tokens_per_minute: positiveInteger.describe("Unset: no limit.").optional(),
        images_per_request: positiveInteger
          .max(100)
          .describe("The largest n of one image request.")
          .optional(),
      })
      .describe("How fast requests may be sent.")
      .optional(),
    timeout_seconds: seconds
      .describe(`For one attempt; default ${defaults.provider.timeout_seconds}.`)
      .optional(),
    deadline_seconds: seconds
      .describe(
        `For one request with all its attempts, and for an outage of the server; default ${defaults.provider.deadline_seconds}.`,
      )
      .optional(),
    max_attempts: positiveInteger
      .max(100)
      .describe(
        `For one request, those during an outage of the server apart; default ${defaults.provider.max_attempts}.`,
      )
      .optional(),
    longest_wait_seconds: seconds
      .describe(
        `The longest wait that a server may ask for: beyond it, what is left is for a later run; default ${defaults.provider.longest_wait_seconds}.`,
      )
      .optional(),
    headers: z
      .record(headerName, headerValue)
      .describe("Further headers of each request; never a key.")
      .optional(),
    max_tokens_field: z
      .enum(["max_completion_tokens", "max_tokens"])
      .describe("What /chat/completions calls its output limit; older servers know max_tokens.")
      .optional(),
  })
  .describe("An API that is compatible with OpenAI's.");

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
export type RawProvider = z.infer<typeof providerSchema>;
