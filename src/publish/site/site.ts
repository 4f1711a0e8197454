import { pageFile } from "../../article/formats/page-formats.ts";
import type { Job } from "../../job/types.ts";
import { isTranslation, type SiteEntry } from "./entry.ts";

/** What all files of a site need. */
export interface Site {
  readonly title: string;
  readonly description: string | undefined;
  /** Where it stands on the web, with a slash at its end; undefined when that is not known. */
  readonly baseUrl: string | undefined;
  readonly entries: readonly SiteEntry[];
  /** Those of its entries; the one in which most articles were written is the site's own, and the first. */
  readonly languages: readonly string[];
  /** The address of an article's web page, below the site's; of its Markdown page where there is none. */
  readonly pageOf: (entry: SiteEntry) => string;
  readonly output: Job["output"];
}

/** @param entries what is published, in the order of the site */
export function openSite({ output }: Pick<Job, "output">, entries: readonly SiteEntry[]): Site {
  const { index, baseUrl, file, formats } = output;
  const { title, description } = typeof index === "object" ? index : {};
  const format = formats.includes("html") ? "html" : "markdown";
  const page =
    file === "index" && format === "html" && baseUrl !== undefined ? "" : pageFile(format, file);
  return {
    title: title ?? (baseUrl === undefined ? "Articles" : new URL(baseUrl).host),
    description,
    baseUrl,
    entries,
    languages: listLanguages(entries),
    pageOf: ({ folder }) => folder + page,
    output,
  };
}

function listLanguages(entries: readonly SiteEntry[]): readonly string[] {
  const written = new Map<string, number>();
  for (const entry of entries) {
    const count = written.get(entry.language) ?? 0;
    written.set(entry.language, count + Number(!isTranslation(entry)));
  }
  return [...written].toSorted(([, a], [, b]) => b - a).map(([language]) => language);
}
