import * as z from "zod";
import { languageTag } from "./language-tag.ts";
import { filledText } from "./values.ts";

/** A sentence, in which `{name}` stands for what Prelo fills in. */
function word(about: string, ...names: readonly string[]) {
  return filledText
    .superRefine((text, context) => checkPlaces(text, names, context))
    .describe(describe(about, names));
}

/** The plural categories of CLDR; each language has some of them, and all have `other`. */
const form = filledText.optional();
const forms = { zero: form, one: form, two: form, few: form, many: form, other: filledText };

/** A sentence that differs by a number, or one for all numbers; only `other` must say its places. */
function counted(about: string, name: string) {
  return z
    .union([filledText, z.strictObject(forms)])
    .superRefine((given, context) => {
      const { other, ...rest } = typeof given === "string" ? { other: given } : given;
      checkPlaces(other, [name], context);
      for (const text of Object.values(rest)) {
        checkPlaces(text ?? "", [name], context, { needsAll: false });
      }
    })
    .describe(
      `${describe(about, [name])} One text, or one for each plural category (one, other, …).`,
    );
}

function describe(about: string, names: readonly string[]): string {
  return names.length === 0
    ? about
    : `${about} Holds ${names.map((name) => `{${name}}`).join(" and ")}.`;
}

function checkPlaces(
  text: string,
  names: readonly string[],
  context: z.core.$RefinementCtx,
  { needsAll = true } = {},
): void {
  const used = new Set([...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name));
  const unknown = [...used].find((name) => !names.includes(name));
  const missing = names.find((name) => needsAll && !used.has(name));
  if (unknown !== undefined) {
    const known = names.map((name) => `{${name}}`).join(" and ") || "nothing";
    context.addIssue({
      code: "custom",
      message: `may hold ${known} in braces, not {${unknown}}`,
    });
  } else if (missing !== undefined) {
    context.addIssue({ code: "custom", message: `must hold {${missing}}` });
  }
}

/** The plural categories that whole numbers take in a language; those of English where it is not known. */
function pluralsOf(tag: string): readonly Intl.LDMLPluralRule[] {
  const rules = new Intl.PluralRules(knownLocale(tag));
  return [...new Set(Array.from({ length: 200 }, (_, number) => rules.select(number)))];
}

/** The tag, or the language alone, that this machine has data for; else English. */
export function knownLocale(tag: string): string {
  const [language = ""] = tag.split("-");
  return Intl.PluralRules.supportedLocalesOf([tag, language, "en"])[0] ?? "en";
}

/** Every sentence that a page says by itself, as a person writes it down. */
const wordsSchema = z.strictObject({
  picture_unavailable: word("Stands by a picture that is missing: picture unavailable."),
  enlarge: word("Names the button that opens a picture large: Enlarge."),
  close: word("Names the button that closes it: Close."),
  ai: word("The label at a picture that a model made: AI."),
  ai_pictures: z
    .union([filledText, z.strictObject(forms)])
    .describe("The same in words, of one picture or several: AI-generated picture."),
  number_of: word("Tells apart pictures with the same text: {number} of {of}.", "number", "of"),
  all_in_one: word("Describes a contact sheet: All {n} pictures in one.", "n"),
  sandbox_notice: word("Says at the top of a page that no model wrote it, but the sandbox."),
  watch_video: word("Names the link to a video: Watch the video."),
  code_box: word("Names a box with code: Code."),
  table_box: word("Names a box with a table: Table."),
  formula_box: word("Names a box with a formula: Formula."),
  heading_link: word("Names the link to a heading, before the heading: Link to this heading."),
  copy: word("Stands on the button that copies code: Copy."),
  copied: word("Stands there when it has: Copied."),
  done: word("Names a ticked box of a task list: Done."),
  to_do: word("Names one that is not ticked: To do."),
  contents: word("Stands above the table of contents: On this page."),
  languages: word("Names the links to the page in other languages: Languages."),
  footnotes: word("Stands above the footnotes: Notes."),
  back_to_text: word("Names the link from a footnote: Back to the text of note {n}.", "n"),
  colophon_sandbox: word("The last line of a page that the sandbox wrote."),
  colophon_alone: word("The last line of a page for which no model was asked."),
  colophon_texts: word("Who wrote: texts by {models}.", "models"),
  colophon_images: word("Who drew: pictures by {models}.", "models"),
  colophon_and: word("Stands between these two, with its blanks: ' and '."),
  colophon_made: word("The last line; {parts} is one of these two, or both.", "parts"),
  requests: counted("{n} requests.", "n"),
  texts: counted("{n} texts.", "n"),
  images: counted("{n} pictures.", "n"),
  usage: word("This article took {requests}: {contents}.", "requests", "contents"),
  tokens: word("Tokens: {input} in and {output} out.", "input", "output"),
  tokens_unknown: word("Tokens not reported."),
  tokens_left_out: counted("{n} answers report no tokens.", "n"),
  models: counted("Models: {names}.", "names"),
  cost: word("Cost: {cost}.", "cost"),
  cost_unknown: word("Cost unknown."),
  edited: counted("{n} answers were edited by a person.", "n"),
  no_usage: word("This article took no requests."),
});

/** A wording's file: Prelo's own words by language. */
export const wordingSchema = z.record(languageTag, wordsSchema).superRefine((wording, context) => {
  for (const [tag, words] of Object.entries(wording)) {
    const categories = pluralsOf(tag);
    for (const [key, given] of Object.entries(words)) {
      const missing =
        typeof given === "string"
          ? undefined
          : categories.find((category) => given[category] === undefined);
      if (missing !== undefined) {
        context.addIssue({
          code: "custom",
          path: [tag, key],
          message: `must say its form \`${missing}\`: this language counts by ${categories.join(", ")}`,
        });
      }
    }
  }
});

export type OwnWords = z.output<typeof wordsSchema>;

/** By language tag: `nl` holds for `nl-BE` as well. */
export type OwnWording = Readonly<Record<string, OwnWords>>;
