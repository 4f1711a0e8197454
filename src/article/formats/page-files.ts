import type { OutputFormat } from "../../job/types.ts";

/** The file of each format, in an article's output folder. */
export const pageFiles = {
  markdown: "article.md",
  html: "article.html",
  notebook: "article.ipynb",
} as const satisfies Readonly<Record<OutputFormat, string>>;
