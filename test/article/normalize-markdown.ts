import { parseMarkdown } from "../../src/article/parse-markdown.ts";
import { writeMarkdown } from "../../src/article/markdown/write-blocks.ts";

/** Markdown as a page holds it: read, tidied and written in the one form of all pages. */
export function normalizeMarkdown(
  markdown: string,
  options: Parameters<typeof parseMarkdown>[1],
): string {
  return writeMarkdown(parseMarkdown(markdown, options));
}
