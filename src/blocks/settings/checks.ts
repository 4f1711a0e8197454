import * as z from "zod";
import type { JsonObject } from "../../endpoints/types.ts";
import type { SourcePlace } from "../../errors.ts";
import type { CamelKeys } from "./camel-keys.ts";
import { compilePattern } from "./compile-pattern.ts";
import { defaults } from "./defaults.ts";
import { detectableLanguages, toDetectable } from "./detectable.ts";
import type { Glossary } from "./glossary.ts";
import { languageTag } from "./language-tag.ts";
import { filledText, positiveInteger } from "./values.ts";

const off = z.literal(false);

/** The most attempts that are worth paying for. */
const mostAttempts = 20;

const words = z
  .strictObject({
    min: positiveInteger.describe("The fewest words.").optional(),
    max: positiveInteger.describe("The most words.").optional(),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, {
    error: "needs `min`, `max` or both",
    when: isSound,
  })
  .refine(({ min = 0, max = Infinity }) => min <= max, {
    error: "is more than `max`: no text has so many words and so few",
    path: ["min"],
    when: isSound,
  });

/** A value with other mistakes is not checked further: one mistake would follow from another. */
function isSound({ issues }: z.core.ParsePayload): boolean {
  return issues.length === 0;
}

const pattern = filledText.superRefine((source, context) => {
  try {
    compilePattern(source);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(": ").at(-1) ?? "") : "";
    const message = `is not a regular expression (${reason.toLowerCase()})`;
    context.addIssue({ code: "custom", message });
  }
});

const wanted = z
  .array(z.union([filledText, z.strictObject({ pattern: pattern.describe("A pattern.") })]))
  .min(1);

const language = languageTag.refine((tag) => !isTag(tag) || toDetectable(tag) !== undefined, {
  error: "is a language that cannot be told from others by a text",
  params: { hint: `Those that can: ${[...detectableLanguages].join(", ")}.` },
});

/** What is not a tag at all has been reported already. */
function isTag(tag: string): boolean {
  return languageTag.safeParse(tag).success;
}

/** `checks:`, at each of its levels; `false` switches off what a level above asks for. */
export const checksSchema = z
  .union([
    off,
    z.strictObject({
      words: z
        .union([off, words])
        .describe("How many words: `{ min: …, max: … }`, one or both.")
        .optional(),
      contains: z
        .union([off, wanted])
        .describe("What must stand in it: texts, or `{ pattern: … }` for a regular expression.")
        .optional(),
      excludes: z
        .union([off, wanted])
        .describe("What must not stand in it, written like `contains`.")
        .optional(),
      language: z
        .union([z.boolean(), language])
        .describe("true: it is written in the article's language; or the tag of another.")
        .optional(),
      no_refusal: z
        .boolean()
        .describe("true: it does not decline to answer, or speak as a language model.")
        .optional(),
      no_placeholder: z
        .boolean()
        .describe("true: nothing was left to be filled in, such as [insert name] or TODO:.")
        .optional(),
      no_preamble: z
        .boolean()
        .describe("true: nothing is said around it, such as “Certainly! Here is …”.")
        .optional(),
      glossary: z
        .boolean()
        .describe(
          "false: it need not keep to the glossary's terms; default true with a `glossary`.",
        )
        .optional(),
      json: z
        .union([
          z.boolean(),
          filledText,
          z.strictObject({
            schema: z.record(z.string(), z.json()).describe("A JSON Schema, written here."),
          }),
        ])
        .describe("true: it is JSON; a file, or `{ schema: … }`: JSON that fits this JSON Schema.")
        .optional(),
      attempts: positiveInteger
        .max(mostAttempts)
        .describe(
          `How often a block is asked, all in all, until it passes; default ${defaults.checks.attempts}.`,
        )
        .optional(),
    }),
  ])
  .describe("What the models' texts are checked for; false for nothing.");

export type RawChecks = z.infer<typeof checksSchema>;

/** What an answer must hold, or must not: a text, or what a regular expression finds. */
export type Wanted =
  | { readonly text: string }
  | { readonly pattern: string; readonly ref: SourcePlace };

/** A JSON Schema, and where it is asked for; `true` is the one that any JSON fits. */
export interface JsonCheck {
  readonly schema: JsonObject | true;
  readonly ref: SourcePlace;
}

type Given = CamelKeys<Exclude<RawChecks, false>>;

/** What one level says about checks: `false` switches off what a level above asks for. */
export interface ChecksLayer extends Partial<Omit<Given, "contains" | "excludes" | "json">> {
  readonly contains?: false | readonly Wanted[];
  readonly excludes?: false | readonly Wanted[];
  readonly json?: false | JsonCheck;
}

type On<Layer> = { readonly [Check in keyof Layer]: Exclude<Layer[Check], false> };

/** What an author asks of an answer's text; a check that is not asked for is not there. */
export interface AnswerChecks extends On<Omit<ChecksLayer, "language" | "glossary" | "attempts">> {
  /** The terms that it has to keep to. */
  readonly glossary?: Glossary;
  /** A BCP 47 tag whose language can be detected. */
  readonly language?: string;
  /** It is the alternative text of a picture; always asked of those, and of nothing else. */
  readonly altText?: true;
  /** It translates this text, or these by their keys in its JSON; asked of translations, and of nothing else. */
  readonly translates?: string | Readonly<Record<string, string>>;
  /** How often a block is asked, all in all, until its answer passes. */
  readonly attempts: number;
}
