import { quoteAwkward } from "../answers/write-yaml.ts";
import { type ScalarTag, stringify } from "yaml";
import { isJsonList, type Json } from "../job/types.ts";
import { cleanCharacters, foldLine } from "./markdown/clean-characters.ts";
import type { PageHead } from "./types.ts";

/** The keys of a page's header, in their order: JSON, in which a {@link PlainDate} may stand. */
export type FrontMatter = ReadonlyMap<string, unknown>;

/**
 * The header of a page: what Prelo knows of the article, and over that what its author wrote; a key that
 * the author gives as null is left out.
 * @param page the page below, for what in it a generator would take for a template of its own
 */
export function composeFrontMatter(document: PageHead, page: string): FrontMatter {
  const { title, date, language, description, author, tags, draft, cover, frontMatter } = document;
  const known: readonly (readonly [string, unknown])[] = [
    ["title", foldLine(title)],
    ["date", date && withDates(date)],
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
  const keys = new Map<string, unknown>();
  const own = Object.entries(frontMatter ?? {}).map(
    ([key, value]) => [key, withDates(value)] as const,
  );
  for (const [key, value] of [...known, ...own]) {
    if (value === null) {
      keys.delete(key);
    } else if (value !== undefined && value !== "") {
      keys.set(key, value);
    }
  }
  return keys;
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

/** The dates in what an author wrote, as such; a title that looks like one is a text. */
function withDates(value: Json): unknown {
  if (typeof value === "string") {
    return dateForm.test(value) ? new PlainDate(value) : value;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return isJsonList(value)
    ? value.map(withDates)
    : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withDates(each)]));
}

/** Writes a date as it was written. */
const plainDate: ScalarTag = {
  tag: "tag:yaml.org,2002:timestamp",
  default: true,
  identify: (value) => value instanceof PlainDate,
  resolve: (text) => text,
  stringify: ({ value }) => (value instanceof PlainDate ? value.text : String(value)),
};

/**
 * Writes the header as YAML, with its delimiters and a blank line; nothing without keys. A text is in quotes only where a reader of YAML 1.1 or
 * 1.2 would take it for something else; a date of the author's is a date.
 */
export function writeFrontMatter(keys: FrontMatter): string {
  const yaml = stringify(keys, quoteAwkward, {
    compat: "yaml-1.1",
    customTags: (tags) => [...tags, plainDate],
    lineWidth: 0,
    aliasDuplicateObjects: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return keys.size === 0 ? "" : `---\n${yaml}---\n\n`;
}
