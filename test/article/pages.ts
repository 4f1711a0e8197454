import { renderHtml } from "../../src/article/formats/html.ts";
import { setMarkdown } from "../../src/article/formats/markdown.ts";
import type { HeadingStyle } from "../../src/job/types.ts";
import type {
  ArticleDocument,
  MarkdownSection,
  Reference,
  Section,
} from "../../src/article/types.ts";
import { readTags } from "./html-tokens.ts";
import { makeArticle } from "./sample.ts";

/** A section of a model's text, headed by its id. */
export function answer(id: string, markdown: string): MarkdownSection {
  return { kind: "markdown", id, heading: `Parte ${id}`, level: 2, source: "model", markdown };
}

/** A section of an author's text. */
export function words(id: string, markdown: string): MarkdownSection {
  return { ...answer(id, markdown), source: "author" };
}

export function references(id: string, ...titles: readonly string[]): Section {
  const listed = titles.map((title): Reference => ({ title, url: `https://e.org/${title}` }));
  return { kind: "references", id, heading: `Fontes ${id}`, level: 2, references: listed };
}

/** The Markdown page of a document. */
export function renderMarkdown(
  document: ArticleDocument,
  headingStyle: HeadingStyle = "atx",
): string {
  return setMarkdown(document, { headingStyle }).text;
}

/** The Markdown page of these sections, without front matter, title and last lines. */
export function markdownOf(
  sections: readonly Section[],
  change: Partial<ArticleDocument> = {},
): string {
  const page = renderMarkdown(makeArticle({ sections, ...change }));
  return page.replace(/^[\s\S]*?\n# .*\n\n/, "").replace(/\n---\n\n.*\n$/, "");
}

/** The web page of these sections, from its first to its last. */
export async function htmlOf(
  sections: readonly Section[],
  change: Partial<ArticleDocument> = {},
): Promise<string> {
  const page = await renderHtml(makeArticle({ sections, ...change }));
  return page.replace(/^[\s\S]*<main>\n/, "").replace(/<\/main>[\s\S]*$/, "");
}

/** The links within a page that lead to no id, and ids that stand on it twice. */
export function brokenIds(html: string): readonly string[] {
  const tags = readTags(html);
  const ids = tags.flatMap(({ attributes }) => attributes.get("id") ?? []);
  const fragments = tags
    .flatMap(({ attributes }) => attributes.get("href") ?? [])
    .filter((href) => href.startsWith("#"))
    .map((href) => href.slice(1));
  const labels = tags.flatMap(({ attributes }) => attributes.get("aria-labelledby") ?? []);
  return [
    ...[...fragments, ...labels].filter((id) => !ids.includes(id)),
    ...ids.filter((id, index) => ids.indexOf(id) !== index),
  ];
}
