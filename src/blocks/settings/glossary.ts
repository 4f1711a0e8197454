import * as z from "zod";
import { languageTag } from "./language-tag.ts";
import { filledText } from "./values.ts";

const terms = {
  use: z.array(filledText).optional().describe("Terms to use, written as they stand here."),
  avoid: z
    .union([z.array(filledText), z.record(filledText, filledText.nullable())])
    .optional()
    .describe("Terms to avoid: a list, or for each what to write instead."),
};

/** A glossary's file. */
export const glossarySchema = z.strictObject({
  ...terms,
  languages: z
    .record(languageTag, z.strictObject(terms))
    .optional()
    .describe("Further terms of one language, by its tag: pt holds for pt-BR as well."),
});

type RawTerms = Pick<z.output<typeof glossarySchema>, "use" | "avoid">;

/** A term that is not to be used. */
export interface Avoided {
  readonly term: string;
  /** What to write; unset: nothing in its place. */
  readonly instead?: string;
}

/** The terms of one language. */
export class Glossary {
  readonly use: readonly string[];
  readonly avoid: readonly Avoided[];

  constructor(levels: readonly RawTerms[]) {
    this.use = [...new Set(levels.flatMap(({ use = [] }) => use.map((term) => term.trim())))];
    const avoid = new Map(levels.flatMap((level) => listAvoided(level)));
    this.avoid = [...avoid.values()];
  }

  /** A thousand terms are in every block's checks: what is made of those does not repeat them. */
  toJSON(): string {
    return `${this.use.length}+${this.avoid.length} terms`;
  }
}

function listAvoided({ avoid = [] }: RawTerms): readonly (readonly [string, Avoided])[] {
  const entries = Array.isArray(avoid)
    ? avoid.map((term) => [term, null] as const)
    : Object.entries(avoid);
  return entries.map(([given, instead]) => {
    const term = given.trim();
    return [term, instead === null ? { term } : { term, instead: instead.trim() }];
  });
}

/** The glossary of each language, made once. */
export class Glossaries {
  readonly #raw: z.output<typeof glossarySchema>;
  readonly #made = new Map<string, Glossary>();

  constructor(raw: z.output<typeof glossarySchema>) {
    this.#raw = raw;
  }

  /** @param language a BCP 47 tag */
  for(language: string): Glossary {
    const known = this.#made.get(language);
    if (known !== undefined) {
      return known;
    }
    const wanted = language.toLowerCase();
    const own = Object.entries(this.#raw.languages ?? {}).filter(([tag]) =>
      `${wanted}-`.startsWith(`${tag.toLowerCase()}-`),
    );
    const made = new Glossary([this.#raw, ...own.map(([, level]) => level)]);
    this.#made.set(language, made);
    return made;
  }
}
