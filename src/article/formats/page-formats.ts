import type { OutputFormat, OutputSettings } from "../../job/types.ts";
import type { PlacedSection } from "../section-blocks.ts";
import type { ArticleDocument } from "../types.ts";

/**
 * Sets an article in a format.
 * @param placed its sections, read once for all its pages
 */
export type RenderPage = (
  document: ArticleDocument,
  placed: readonly PlacedSection[],
  settings: Pick<OutputSettings, "headingStyle">,
) => string | Promise<string>;

interface PageFormat {
  /** The page's file, in the article's output folder. */
  readonly file: string;
  /** Loaded when a page is set: a run that finds every page unchanged does without. */
  readonly load: () => Promise<RenderPage>;
}

export const pageFormats: Readonly<Record<OutputFormat, PageFormat>> = {
  markdown: {
    file: "article.md",
    load: async () => (await import("./markdown.ts")).renderMarkdownPage,
  },
  html: { file: "article.html", load: async () => (await import("./html.ts")).renderHtml },
  notebook: {
    file: "article.ipynb",
    load: async () => (await import("./notebook.ts")).renderNotebook,
  },
};
