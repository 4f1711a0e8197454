import type { MarkdownText, Reference } from "../../blocks/sections.ts";
import { cleanSourceUrl, hostOf } from "../../endpoints/source-url.ts";
import { walk } from "../markdown/walk.ts";
import { parseMarkdown } from "../parse-markdown.ts";
import type { Section } from "../types.ts";
import { citeSources, type NumberOf } from "./cite-sources.ts";

/** A page's sections with the sources of its answers in its list of references. */
export interface SourceList {
  /** Without a list that would be empty. */
  readonly sections: readonly Section[];
  readonly numberOf: NumberOf;
}

/**
 * Numbers the sources of all answers in the order in which the page cites them, then those that no place cites;
 * each address once. Of a person's text those are left that it still cites.
 */
export function listSources(sections: readonly Section[]): SourceList {
  if (!sections.some((section) => section.kind === "references" && section.auto === true)) {
    return { sections, numberOf: () => undefined };
  }
  const found = collect(sections);
  const numbers = new Map<string, number>();
  const take = (reference: Reference): readonly Reference[] => {
    const key = keyOf(reference);
    if (numbers.has(key)) {
      return [];
    }
    numbers.set(key, numbers.size + 1);
    return [reference];
  };
  const filled = sections.map((section) =>
    section.kind === "references"
      ? {
          ...section,
          references: orderOf(section, found).flatMap(take),
        }
      : section,
  );
  return {
    sections: filled.filter(
      (section) => section.kind !== "references" || section.references.length > 0,
    ),
    numberOf: (url) => numbers.get(url),
  };
}

function orderOf(
  { auto, ordered, references }: Section & { readonly kind: "references" },
  found: readonly Reference[],
): readonly Reference[] {
  const all = auto === true ? found : [];
  return ordered === true ? [...references, ...all] : [...all, ...references];
}

function keyOf({ url }: Reference): string {
  return cleanSourceUrl(url) ?? url;
}

/** Every source that is to be listed, in its order; by the title that the author gives it, if any. */
function collect(sections: readonly Section[]): readonly Reference[] {
  const own = sections.flatMap((section) =>
    section.kind === "references" ? section.references : [],
  );
  const titles = new Map(own.map((each) => [keyOf(each), each.title]));
  const cited: string[] = [];
  const uncited: string[] = [];
  for (const section of sections) {
    const { markdown, sources = [], edited = false } = section.kind === "markdown" ? section : none;
    if (sources.length > 0) {
      cited.push(...citedIn(markdown, sources));
    }
    for (const { url, title, number, passages = [] } of sources) {
      if (title !== undefined && !titles.has(url)) {
        titles.set(url, title);
      }
      const hadPlace = number !== undefined || passages.length > 0;
      if (!edited || !hadPlace) {
        uncited.push(url);
      }
    }
  }
  return [...new Set([...cited, ...uncited])].map((url) => ({
    url,
    title: titles.get(url) ?? hostOf(url),
  }));
}

const none: Pick<MarkdownText, "markdown" | "sources" | "edited"> = { markdown: "" };

/** The sources that a text cites, in the order of their first places. */
function citedIn(markdown: string, sources: NonNullable<MarkdownText["sources"]>): string[] {
  const blocks = citeSources(
    markdown,
    sources,
    (text) => parseMarkdown(text, { baseLevel: 2, source: "model" }),
    (url) => sources.findIndex((source) => source.url === url) + 1 || undefined,
  );
  const urls: string[] = [];
  walk(blocks, (node) => {
    if (node.type === "citation") {
      urls.push(...node.numbers.flatMap((number) => sources[number - 1]?.url ?? []));
    }
  });
  return urls;
}
