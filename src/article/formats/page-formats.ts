import type { OutputFormat, OutputSettings } from "../../job/types.ts";
import type { PlacedSection } from "../sections/section-blocks.ts";
import type { ArticleDocument } from "../types.ts";
import type { CustomFormat, CustomFormats } from "./custom-format.ts";

/**
 * Sets an article in a format.
 * @param placed its sections, read once for all its pages
 */
export type RenderPage = (
  document: ArticleDocument,
  placed: readonly PlacedSection[],
  settings: Pick<OutputSettings, "headingStyle">,
) => string | Promise<string>;

export interface PageFormat {
  /** The page's file, in the article's output folder. */
  readonly file: string;
  /** How a server announces it. */
  readonly mediaType: string;
  /** Loaded when a page is set: a run that finds every page unchanged does without. */
  readonly load: () => Promise<RenderPage>;
}

/** In the order in which a preview prefers them. */
export const pageFormats: Readonly<Record<OutputFormat, PageFormat>> = {
  html: {
    file: "article.html",
    mediaType: "text/html; charset=utf-8",
    load: async () => (await import("./html.ts")).renderHtml,
  },
  markdown: {
    file: "article.md",
    mediaType: "text/markdown; charset=utf-8",
    load: async () => (await import("./markdown.ts")).renderMarkdownPage,
  },
  notebook: {
    file: "article.ipynb",
    mediaType: "application/json; charset=utf-8",
    load: async () => (await import("./notebook.ts")).renderNotebook,
  },
};

/**
 * The formats that a job publishes in, in its order: Prelo's own, and those of the program that embeds it.
 * @param names checked with the job
 */
export function findFormats(
  names: readonly string[],
  custom: CustomFormats = {},
): readonly PageFormat[] {
  const own = new Map<string, PageFormat>(Object.entries(pageFormats));
  return names.flatMap((name) => {
    const given = Object.hasOwn(custom, name) ? custom[name] : undefined;
    return own.get(name) ?? (given === undefined ? [] : [toPageFormat(name, given)]);
  });
}

function toPageFormat(name: string, format: CustomFormat): PageFormat {
  return {
    file: format.file,
    mediaType: format.mediaType ?? "text/plain; charset=utf-8",
    load: async () => (await import("./custom.ts")).renderBy(name, format),
  };
}
