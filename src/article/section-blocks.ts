import { parseMarkdown } from "./normalize.ts";
import { foldLine } from "./syntax/clean-characters.ts";
import { lowerHeadings } from "./syntax/heading-levels.ts";
import { plainText } from "./syntax/plain-text.ts";
import type { Block } from "./syntax/tree.ts";
import type { MarkdownSection, Section } from "./types.ts";

/** A section with the level that its heading has on the page, and its Markdown read. */
export interface PlacedSection {
  readonly section: Section;
  /** Plain text of one line, without a full stop at its end. */
  readonly heading: string | undefined;
  readonly level: number;
  /** What a `markdown` section holds; empty for any other. */
  readonly blocks: readonly Block[];
}

/**
 * Gives each section its place: headings follow one another without a skipped level, and the
 * headings inside a text stand below that of its section.
 */
export function placeSections(sections: readonly Section[]): readonly PlacedSection[] {
  const open: number[] = [];
  return sections
    .filter((section) => !isVoid(section))
    .map((section) => {
      const heading = section.heading === undefined ? "" : trimHeading(section.heading);
      if (heading !== "") {
        while ((open.at(-1) ?? 0) >= section.level) open.pop();
        open.push(section.level);
      }
      const level = 1 + open.length;
      return {
        section,
        heading: heading === "" ? undefined : heading,
        level,
        blocks: section.kind === "markdown" ? readSection(section, heading, level) : [],
      };
    });
}

/** A gallery that lost all its pictures leaves no heading behind. */
function isVoid(section: Section): boolean {
  return section.kind === "gallery" && section.pictures.length === 0;
}

/** A prompt that serves as a heading ends like one: without a full stop, comma or colon. */
function trimHeading(heading: string): string {
  return foldLine(heading)
    .replace(/\.{3}$/, "…")
    .replace(/[\s.,;:]+$/u, "");
}

function readSection(section: MarkdownSection, heading: string, level: number): readonly Block[] {
  // A text of the author's without a heading is on its own: its headings are the page's.
  const baseLevel = heading === "" && section.source === "author" ? 1 : level;
  const blocks = parseMarkdown(section.markdown, { baseLevel, source: section.source });
  const first = blocks[0];
  if (first?.type !== "heading" || !isSameText(plainText(first.children), heading)) return blocks;
  // Models like to repeat the heading that they were asked under.
  return lowerHeadings(blocks.slice(1), baseLevel);
}

function isSameText(a: string, b: string): boolean {
  return foldWords(a) === foldWords(b);
}

function foldWords(text: string): string {
  return text
    .replaceAll(/[\s.:?!]+/g, " ")
    .trim()
    .toLowerCase();
}
