import * as z from "zod";
import { checksSchema } from "./schema-checks.ts";
import { imageSchema, textSchema, variantsSchema } from "./schema-settings.ts";
import { filledText, positiveInteger, safeName, urlOf } from "./schema-values.ts";
import { sampleLanguages } from "./types.ts";

const common = {
  id: safeName
    .describe("Unique in the article; names the answer's file. Default: from the heading.")
    .optional(),
  heading: z
    .union([filledText, z.literal(false)])
    .describe("The heading above the block; false for none.")
    .optional(),
  level: z
    .union([z.literal(2), z.literal(3), z.literal(4)])
    .describe("The heading's level: 2 (the default), 3 or 4.")
    .optional(),
};

const text = textSchema
  .describe("How to ask the text model, where this block differs from the article.")
  .optional();
const images = variantsSchema
  .describe("What becomes of the pictures, where this block differs from the article.")
  .optional();

const checks = checksSchema
  .describe("What the model's text is checked for, where this block differs from the article.")
  .optional();

const share = z
  .boolean()
  .describe(
    "false asks for an answer of its own, though another block asks the same; default true.",
  )
  .optional();

const markdownSchema = z
  .strictObject({
    markdown: filledText.describe("Markdown that is published as it stands."),
    ...common,
  })
  .describe("A text of the author's.");

const promptSchema = z
  .strictObject({
    prompt: filledText.describe("What the text model is asked; may be a Liquid template."),
    text,
    checks,
    share,
    ...common,
  })
  .describe("A text of the model's.");

const questionSchema = z
  .strictObject({
    question: filledText.describe("The heading, and what the text model is asked."),
    prompt: filledText.describe("Asked instead of the question.").optional(),
    text,
    checks,
    share,
    ...common,
  })
  .describe("A question, and the model's answer.");

const imagePromptSchema = imageSchema
  .extend({ prompt: filledText.describe("What the image model is asked.") })
  .describe("The prompt, with how to ask where this block differs from the article.");

const imageBlockSchema = z
  .strictObject({
    image: z
      .union([filledText, imagePromptSchema])
      .describe("What the image model is asked; or a group of `prompt`, `size`, `model`, …."),
    n: positiveInteger.max(100).describe("How many pictures; default 1.").optional(),
    alt: z
      .union([filledText, z.array(filledText).min(1)])
      .describe(
        "What the picture shows, for those who cannot see it: a text, or one for each; " +
          "`auto` asks the text model to describe each.",
      ),
    caption: filledText.describe("Shown below the pictures.").optional(),
    layout: z
      .enum(["grid", "stack"])
      .describe("Side by side (the default for several) or one below the other.")
      .optional(),
    contact_sheet: z
      .boolean()
      .describe("true shows one composed picture of all of them as well; default false.")
      .optional(),
    text: textSchema
      .describe("With `alt: auto`: how to ask for it, where this block differs from the article.")
      .optional(),
    images,
    ...imageSchema.shape,
    ...common,
  })
  .describe("Pictures of the model's.");

const posterPictureSchema = z
  .strictObject({
    image: filledText.describe("The id of an image block of this article."),
    number: positiveInteger.describe("Which of its pictures; default 1.").optional(),
  })
  .describe("One of the article's own pictures.");

const videoSchema = z
  .strictObject({
    video: urlOf(["https"], "must be a URL that begins with https://").describe(
      "The video's address; the article links to it.",
    ),
    alt: filledText.describe("What the poster shows."),
    poster: z
      .union([filledText, posterPictureSchema])
      .describe("A local picture to show; or one of the article's: `{ image: …, number: … }`.")
      .optional(),
    images,
    ...common,
  })
  .describe("A linked poster of a video.");

const languageName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_+#.-]{0,39}$/, "must be a language's short name, such as python");

const codeSchema = z
  .strictObject({
    code: filledText.describe("Source code."),
    language: languageName.describe("Its language, such as python."),
    ...common,
  })
  .describe("Source code, written here.");

const fileSchema = z
  .strictObject({
    file: filledText.describe("A file of source code, relative to the article or the job."),
    language: languageName.describe("Its language; default: from the file's extension.").optional(),
    ...common,
  })
  .describe("Source code, from a file.");

const requestSchema = z
  .strictObject({
    request: filledText.describe("The id of the block whose request is shown as code."),
    languages: z
      .array(z.enum(sampleLanguages))
      .min(1)
      .describe("The languages to show it in; default python.")
      .optional(),
    ...common,
  })
  .describe("Code that sends the same request as another block.");

const linkUrl = urlOf(["https?"], "must be a URL that begins with https:// or http://");
const referencesSchema = z
  .strictObject({
    references: z
      .array(
        z
          .strictObject({
            title: filledText.describe("The title of the source."),
            url: linkUrl.describe("Its address."),
          })
          .describe("One source."),
      )
      .min(1)
      .describe("The sources."),
    ...common,
  })
  .describe("A list of sources.");

const usageSchema = z
  .strictObject({
    usage: z.literal(true).describe("true"),
    ...common,
  })
  .describe("What this article took: requests, tokens, models, cost.");

/** The schema of each kind of block, by the key that makes it that kind. */
export const blockSchemas = {
  markdown: markdownSchema,
  prompt: promptSchema,
  question: questionSchema,
  image: imageBlockSchema,
  video: videoSchema,
  code: codeSchema,
  file: fileSchema,
  request: requestSchema,
  references: referencesSchema,
  usage: usageSchema,
} as const;

/** The key that says of what kind a block is; `file` and `code` are both code. */
export type KindKey = keyof typeof blockSchemas;
export type RawBlock<K extends KindKey> = z.infer<(typeof blockSchemas)[K]>;

export const kindKeys: readonly KindKey[] = [
  ...(["markdown", "prompt", "question", "image", "video"] as const),
  ...(["code", "file", "request", "references", "usage"] as const),
];

/** Any block, for editors; the loader picks the kind's own schema, for better messages. */
export const blockSchema = z.union([
  markdownSchema,
  promptSchema,
  questionSchema,
  imageBlockSchema,
  videoSchema,
  codeSchema,
  fileSchema,
  requestSchema,
  referencesSchema,
  usageSchema,
]);
