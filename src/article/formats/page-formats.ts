import { outputFormats, pageNames } from "../../job/schema/job.ts";
import type { OutputFormat, OutputSettings } from "../../job/types.ts";
import type { CustomFormat, CustomFormats } from "./custom-format.ts";
import type { RenderPage } from "./render-page.ts";

export interface PageFormat {
  /** As `output.formats` has it. */
  readonly name: string;
  /** The page's file, in the article's output folder. */
  readonly file: string;
  /** How a server announces it. */
  readonly mediaType: string;
  /** Loaded when a page is set: a run that finds every page unchanged does without. */
  readonly load: () => Promise<RenderPage>;
}

interface OwnFormat extends Pick<PageFormat, "mediaType" | "load"> {
  readonly extension: string;
}

/** In the order in which a preview prefers them. */
export const pageFormats: Readonly<Record<OutputFormat, OwnFormat>> = {
  html: {
    extension: "html",
    mediaType: "text/html; charset=utf-8",
    load: async () => (await import("./html.ts")).renderHtml,
  },
  markdown: {
    extension: "md",
    mediaType: "text/markdown; charset=utf-8",
    load: async () => (await import("./markdown.ts")).renderMarkdownPage,
  },
  notebook: {
    extension: "ipynb",
    mediaType: "application/json; charset=utf-8",
    load: async () => (await import("./notebook.ts")).renderNotebook,
  },
};

/** What a page in one of Prelo's own formats is called: `article.md`, or as a site's pages are, `index.md`. */
export function pageFile(format: OutputFormat, name: OutputSettings["file"]): string {
  return `${name}.${pageFormats[format].extension}`;
}

/** All that Prelo's own pages may be called. */
export const ownPageFiles: ReadonlySet<string> = new Set(
  Object.values(pageFormats).flatMap(({ extension }) =>
    pageNames.map((name) => `${name}.${extension}`),
  ),
);

/** One of Prelo's own formats, as a page of a job. */
export function ownFormat(format: OutputFormat, name: OutputSettings["file"]): PageFormat {
  const { mediaType, load } = pageFormats[format];
  return { name: format, file: pageFile(format, name), mediaType, load };
}

/**
 * The formats that a job publishes in, in its order: Prelo's own, and those of the program that embeds it.
 * @param output its formats were checked with the job
 */
export function findFormats(
  { formats, file }: Pick<OutputSettings, "formats" | "file">,
  custom: CustomFormats = {},
): readonly PageFormat[] {
  const own = new Map<string, PageFormat>(
    outputFormats.map((format) => [format, ownFormat(format, file)]),
  );
  return formats.flatMap((name) => {
    const given = Object.hasOwn(custom, name) ? custom[name] : undefined;
    return own.get(name) ?? (given === undefined ? [] : [toPageFormat(name, given)]);
  });
}

function loadOwn(format: OutputFormat): Promise<RenderPage> {
  return pageFormats[format].load();
}

function toPageFormat(name: string, format: CustomFormat): PageFormat {
  return {
    name,
    file: format.file,
    mediaType: format.mediaType ?? "text/plain; charset=utf-8",
    load: async () => (await import("./custom.ts")).renderBy(name, format, loadOwn),
  };
}
