import type { Answer } from "../../answers/types.ts";
import type { Article } from "../../job/types.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { walk } from "../markdown/walk.ts";
import { parseMarkdown } from "../parse-markdown.ts";
import { readHeading } from "../sections/read-heading.ts";
import type { Section } from "../types.ts";
import { listKnownSections } from "./known-sections.ts";

/** An address of the web to which a page leads its readers. */
interface Address {
  /** As it is written. */
  readonly url: string;
  readonly block: string;
  /** True for one that stands in the record of the block's answer. */
  readonly isInAnswer: boolean;
}

/**
 * The addresses of an article's pages: its references and videos, the links of its texts and headings, and what
 * its answers name as sources; of each block every address once.
 * @throws TemplateError
 */
export function listAddresses(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
): readonly Address[] {
  return listKnownSections(article, answers).flatMap((section) => {
    const { id: block, heading } = section;
    const { own, answered } = addressesOf(section);
    const inHeading = heading === undefined ? [] : linksOf(readHeading(heading));
    const told = unique([...inHeading, ...own]).map((url) => ({ url, block, isInAnswer: false }));
    return told.concat(unique(answered).map((url) => ({ url, block, isInAnswer: true })));
  });
}

interface Addresses {
  /** What the author wrote. */
  readonly own: readonly string[];
  readonly answered: readonly string[];
}

function addressesOf(section: Section): Addresses {
  switch (section.kind) {
    case "markdown": {
      const { markdown, source, sources = [], level } = section;
      const links = linksOf(parseMarkdown(markdown, { baseLevel: level, source }));
      return source === "author"
        ? { own: links, answered: [] }
        : { own: [], answered: [...links, ...sources.map(({ url }) => url)] };
    }
    case "references":
      return { own: section.references.map(({ url }) => url), answered: [] };
    case "poster":
      return { own: [section.url], answered: [] };
    case "gallery":
      return { own: linksOf(readHeading(section.caption ?? "")), answered: [] };
    case "code":
    case "usage":
      return { own: [], answered: [] };
    default:
      return section satisfies never;
  }
}

function linksOf(nodes: readonly (Block | Inline)[]): readonly string[] {
  const found: string[] = [];
  walk(nodes, (node) => {
    if (node.type === "link") {
      found.push(node.url);
    }
  });
  return found;
}

function unique(urls: readonly string[]): readonly string[] {
  return [...new Set(urls)].filter((url) => /^https?:\/\//i.test(url));
}
