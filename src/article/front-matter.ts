import { Document, Scalar, YAMLMap } from "yaml";
import { cleanCharacters, foldLine } from "./syntax/clean-characters.ts";
import type { ArticleDocument } from "./types.ts";

/**
 * The YAML header of a page, with its delimiters. Texts are quoted, so that readers of YAML 1.1
 * take none for a truth value or a number. The key `title` is in quotes as well: to readers that
 * is the same key, and markdownlint does not count it as a second title of the page (MD025).
 * @param page the page below, for what in it a generator would take for a template of its own
 */
export function writeFrontMatter(document: ArticleDocument, page: string): string {
  const map = new YAMLMap();
  const add = (key: Scalar | string, value: unknown): void => {
    map.add({ key, value });
  };
  const title = new Scalar("title");
  title.type = "QUOTE_SINGLE";
  add(title, quote(foldLine(document.title)));
  if (document.date !== undefined) add("date", datum(document.date));
  add("lang", plain(cleanCharacters(document.language)));
  if (document.description !== undefined) add("description", quote(foldLine(document.description)));
  if (document.author !== undefined) add("author", quote(foldLine(document.author)));
  if (document.tags.length > 0)
    add(
      "tags",
      document.tags.map((tag) => quote(foldLine(tag))),
    );
  if (document.cover !== undefined) add("cover", quote(cleanCharacters(document.cover)));
  if (/\{[{%]/.test(page)) {
    // Jekyll and Eleventy would run code samples as templates.
    add("render_with_liquid", false);
    add("templateEngineOverride", "md");
  }
  const yaml = new Document(map).toString({ lineWidth: 0, flowCollectionPadding: false });
  return `---\n${yaml}---\n`;
}

function quote(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = "QUOTE_DOUBLE";
  return scalar;
}

function plain(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = /^(?:no|on|y|n)$/i.test(text) ? "QUOTE_DOUBLE" : "PLAIN";
  return scalar;
}

function datum(date: string): Scalar {
  return /^\d{4}-\d\d-\d\d$/.test(date) ? plain(date) : quote(foldLine(date));
}
