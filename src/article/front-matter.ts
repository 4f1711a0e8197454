import { Scalar, type ScalarTag, stringify } from "yaml";
import type { Json } from "../job/types.ts";
import { cleanCharacters, foldLine } from "./markdown/clean-characters.ts";
import type { ArticleDocument } from "./types.ts";

/** The keys of a page's header, in their order. */
export type FrontMatter = ReadonlyMap<string, Json>;

/**
 * The header of a page: what Prelo knows of the article, and over that what its author wrote; a key that
 * the author gives as null is left out.
 * @param page the page below, for what in it a generator would take for a template of its own
 */
export function composeFrontMatter(document: ArticleDocument, page: string): FrontMatter {
  const { title, date, language, description, author, tags, draft, cover, frontMatter } = document;
  const known: readonly (readonly [string, Json | undefined])[] = [
    ["title", foldLine(title)],
    ["date", date],
    ["lang", cleanCharacters(language)],
    ["description", description && foldLine(description)],
    ["author", author && foldLine(author)],
    ["tags", tags.length > 0 ? tags.map(foldLine) : undefined],
    ["draft", draft],
    ["cover", cover && cleanCharacters(cover)],
    // Jekyll and Eleventy would run code samples as templates.
    ...(/\{[{%]/.test(page)
      ? ([
          ["render_with_liquid", false],
          ["templateEngineOverride", "md"],
        ] as const)
      : []),
  ];
  const keys = new Map<string, Json>();
  for (const [key, value] of [...known, ...Object.entries(frontMatter ?? {})]) {
    if (value === null) {
      keys.delete(key);
    } else if (value !== undefined && value !== "") {
      keys.set(key, value);
    }
  }
  return keys;
}

/**
 * Writes the header as YAML, with its delimiters. A text is in quotes only where a reader of YAML 1.1 or
 * 1.2 would take it for something else; a date is a date.
 */
export function writeFrontMatter(keys: FrontMatter): string {
  const yaml = stringify(keys, quoteAwkward, {
    compat: "yaml-1.1",
    customTags: (tags) => [...tags, plainDate],
    lineWidth: 0,
    aliasDuplicateObjects: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return `---\n${keys.size === 0 ? "" : yaml}---\n`;
}

/** A date or a time, as YAML has them. */
const dateForm =
  /^\d{4}-\d\d-\d\d(?:(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d\d)?))?)?$/;

class PlainDate {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Writes a date as it was written. */
const plainDate: ScalarTag = {
  tag: "tag:yaml.org,2002:timestamp",
  default: true,
  identify: (value) => value instanceof PlainDate,
  resolve: (text) => text,
  stringify: ({ value }) => (value instanceof PlainDate ? value.text : String(value)),
};

/** Also what no block of YAML can hold, or the writer gets wrong there. */
function quoteAwkward(_key: unknown, value: unknown): unknown {
  if (typeof value !== "string") {
    return value;
  }
  if (dateForm.test(value)) {
    return new PlainDate(value);
  }
  if (!/^\s|(?![\n\t])\p{Cc}|[\u2028\u2029\uFEFF\p{Cs}]/u.test(value)) {
    return value;
  }
  const quoted = new Scalar(value);
  quoted.type = "QUOTE_DOUBLE";
  return quoted;
}
