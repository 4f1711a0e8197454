import { cleanCharacters, foldLine } from "./markdown/clean-characters.ts";
import type { ArticleDocument } from "./types.ts";

/**
 * The YAML header of a page, with its delimiters. Texts are quoted, so that readers of YAML 1.1
 * take none for a truth value or a number. The key `title` is in quotes as well: to readers that
 * is the same key, and markdownlint does not count it as a second title of the page (MD025).
 * @param page the page below, for what in it a generator would take for a template of its own
 */
export function writeFrontMatter(document: ArticleDocument, page: string): string {
  const { title, date, language, description, author, tags, draft, cover } = document;
  const lines = [`'title': ${inQuotes(foldLine(title))}`];
  if (date !== undefined) {
    lines.push(`date: ${writeDate(date)}`);
  }
  lines.push(`lang: ${writeLanguage(cleanCharacters(language))}`);
  if (description !== undefined) {
    lines.push(`description: ${inQuotes(foldLine(description))}`);
  }
  if (author !== undefined) {
    lines.push(`author: ${inQuotes(foldLine(author))}`);
  }
  if (tags.length > 0) {
    lines.push("tags:", ...tags.map((tag) => `  - ${inQuotes(foldLine(tag))}`));
  }
  if (draft === true) {
    lines.push("draft: true");
  }
  if (cover !== undefined) {
    lines.push(`cover: ${inQuotes(cleanCharacters(cover))}`);
  }
  // Jekyll and Eleventy would run code samples as templates.
  if (/\{[{%]/.test(page)) {
    lines.push("render_with_liquid: false", "templateEngineOverride: md");
  }
  return `---\n${lines.join("\n")}\n---\n`;
}

/** In YAML's double quotes: on one line those of JSON are the same (YAML 1.2, 1.3). */
function inQuotes(text: string): string {
  return JSON.stringify(text);
}

function writeLanguage(language: string): string {
  const isPlain =
    /^[a-z][a-z\d-]*$/i.test(language) &&
    !/^(?:no|on|off|yes|y|n|true|false|null)$/i.test(language);
  return isPlain ? language : inQuotes(language);
}

function writeDate(date: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(date) ? date : inQuotes(foldLine(date));
}
