import { citeSources } from "../numbering/cite-sources.ts";
import { listSources, type SourceList } from "../numbering/source-list.ts";
import { citeReferences } from "../numbering/citations.ts";
import { hideEmptyHeadings } from "./empty-headings.ts";
import { readHeading } from "./read-heading.ts";
import { type NormalizeOptions, parseMarkdown } from "../parse-markdown.ts";
import { showPictures } from "../own-pictures.ts";
import { numberFootnotes } from "../numbering/page-footnotes.ts";
import { anchorHeadings, nameAnchors } from "../numbering/page-headings.ts";
import { isSameText, withoutRepeatedLine } from "./repeated-heading.ts";
import { foldLine } from "../markdown/clean-characters.ts";
import { leadFromSource, leadRunFromSource } from "./links-from-source.ts";
import { lowerHeadings } from "../markdown/heading-levels.ts";
import { plainText } from "../markdown/plain-text.ts";
import { readPlainProse } from "../markdown/plain-prose.ts";
import { tidyBlocks } from "../markdown/tidy-blocks.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import type { MarkdownText } from "../../blocks/sections.ts";
import type { ArticleDocument, LinksFromSource, Section } from "../types.ts";

/** A section with the level that its heading has on the page, and its Markdown read. */
export interface PlacedSection {
  readonly section: Section;
  /** What its heading says, as plain text of one line. */
  readonly heading: string | undefined;
  /** The heading as it is shown; empty without one. */
  readonly title: readonly Inline[];
  /** The caption of its pictures; empty without one. */
  readonly caption: readonly Inline[];
  /** What a link to the heading names, after the `#`, on the Markdown page. */
  readonly anchor: string | undefined;
  readonly level: number;
  /** The Markdown of a section that holds some, read; empty for any other. */
  readonly blocks: readonly Block[];
  /** The number on this page of its first reference, or of the next one. */
  readonly firstReference: number;
}

/**
 * Gives each section its place: headings follow one another without a skipped level, and those
 * inside a text stand below that of its section. References and footnotes are numbered over the page.
 */
export function placeSections(
  document: Pick<ArticleDocument, "title" | "sections" | "linksFromSource">,
): readonly PlacedSection[] {
  const { sections, linksFromSource } = document;
  const list = listSources(sections);
  const references = list.sections.reduce((count, each) => count + countReferences(each), 0);
  const open: number[] = [];
  let firstReference = 1;
  const placed = list.sections.map((section): PlacedSection => {
    const title = readHeading(section.heading ?? "");
    const text = foldLine(plainText(title));
    if (text !== "") {
      while ((open.at(-1) ?? 0) >= section.level) {
        open.pop();
      }
      open.push(section.level);
    }
    const level = 1 + open.length;
    const place = {
      section,
      heading: text === "" ? undefined : text,
      title,
      caption: section.kind === "gallery" ? readHeading(section.caption ?? "") : [],
      anchor: undefined,
      level,
      blocks:
        "markdown" in section
          ? readSection(section, { heading: text, level, references, list })
          : [],
      firstReference,
    };
    firstReference += countReferences(section);
    return place;
  });
  const named = nameHeadings(document.title, numberAll(placed));
  return linksFromSource === undefined
    ? named
    : named.map((place) => leadAll(place, linksFromSource));
}

function leadAll(place: PlacedSection, links: LinksFromSource): PlacedSection {
  return {
    ...place,
    title: leadRunFromSource(place.title, links),
    caption: leadRunFromSource(place.caption, links),
    blocks: leadFromSource(place.blocks, links),
  };
}

function numberAll(placed: readonly PlacedSection[]): readonly PlacedSection[] {
  const texts = placed.map(({ section: { id }, blocks }) => ({ id, blocks }));
  const numbered = numberFootnotes(texts);
  return placed.map((place, index) => ({ ...place, blocks: numbered[index] ?? place.blocks }));
}

/** Gives each heading, below the title, the anchor that links to it name. */
function nameHeadings(title: string, placed: readonly PlacedSection[]): readonly PlacedSection[] {
  const anchorOf = nameAnchors();
  anchorOf(foldLine(title));
  return placed.map((place) => ({
    ...place,
    anchor: place.heading === undefined ? undefined : anchorOf(place.heading),
    blocks: anchorHeadings(place.blocks, anchorOf),
  }));
}

function countReferences(section: Section): number {
  return "references" in section ? section.references.length : 0;
}

function readSection(
  section: MarkdownText,
  place: { heading: string; level: number; references: number; list: SourceList },
): readonly Block[] {
  const { markdown, source, pictures, edited = false, sources = [] } = section;
  const { heading, level, references, list } = place;
  const isOwn = source === "model" && !edited;
  // It has no heading and no mark, so nothing below would change it.
  const prose = sources.length === 0 ? readPlainProse(markdown) : undefined;
  if (prose !== undefined) {
    return isOwn ? withoutRepeatedLine(prose, heading) : prose;
  }
  // An author's text in a section without a heading stands on its own: its headings are the page's.
  const baseLevel = heading === "" && source === "author" ? 1 : level;
  const readAs = source === "model" && pictures !== undefined ? "illustrated" : source;
  const options: NormalizeOptions = { baseLevel, source: readAs };
  const parse = (text: string): readonly Block[] => parseMarkdown(text, options);
  const read =
    sources.length === 0 ? parse(markdown) : citeSources(markdown, sources, parse, list.numberOf);
  // In an answer with sources of its own, a number that names none of them names nothing.
  const known = sources.length === 0 ? references : 0;
  const cited = citeReferences(read, { references: known, source });
  const blocks = showPictures(tidyBlocks(cited, options), pictures, source);
  if (source === "author") {
    return blocks;
  }
  const first = blocks[0];
  const isRepeated = first?.type === "heading" && isSameText(plainText(first.children), heading);
  // Models like to repeat the heading that they were asked under.
  const rest = isRepeated ? lowerHeadings(blocks.slice(1), baseLevel) : blocks;
  return hideEmptyHeadings(isOwn ? withoutRepeatedLine(rest, heading) : rest);
}
