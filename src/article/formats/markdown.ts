import type { HeadingStyle } from "../../job/types.ts";
import { writeFrontMatter } from "../front-matter.ts";
import { listContents, placeOfContents } from "../sections/contents.ts";
import { findAnchors, leadFragments } from "../sections/fragments.ts";
import { findWording } from "../locales/messages.ts";
import { setHeadingsBold } from "../numbering/page-headings.ts";
import { joinPieces, type PagePiece, type SetPage } from "../page-lines.ts";
import type { RenderPage } from "./page-formats.ts";
import { placeSections, type PlacedSection } from "../sections/section-blocks.ts";
import { galleryBlocks, posterBlocks } from "../sections/picture-blocks.ts";
import { foldLine } from "../markdown/clean-characters.ts";
import { readCode, readLanguage } from "../markdown/read-code.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { readDestination } from "../markdown/urls.ts";
import { writeMarkdown } from "../markdown/write-blocks.ts";
import type { ArticleDocument, CodeSample, Reference } from "../types.ts";
import { describeMaking, describeUsage } from "../usage.ts";

/**
 * Sets an article as one Markdown page: front matter, title, sections, and, where it is wanted, a
 * last line that says how it was made. With `headingStyle` `bold`, headings below the title are
 * strong lines; no link can lead to one, so that links within the page are text.
 */
export function renderMarkdown(
  document: ArticleDocument,
  options: { headingStyle: HeadingStyle },
): string {
  return setMarkdown(document, options).text;
}

/**
 * The same, with the lines of its parts.
 * @param placed its sections, where they have been read for another page
 */
export function setMarkdown(
  document: ArticleDocument,
  options: { headingStyle: HeadingStyle },
  placed = placeSections(document),
): SetPage {
  const { messages } = findWording(document.language);
  const sections = placed.map((each): readonly PagePiece[] => [
    { kind: "heading", section: each.section, blocks: headingOf(each) },
    { kind: "body", section: each.section, blocks: bodyOf(each, document) },
  ]);
  const place = document.toc ? placeOfContents(placed) : -1;
  if (place >= 0) {
    const blocks = contentsOf(placed, messages.contents);
    sections.splice(place, 0, [{ kind: "contents", blocks }]);
  }
  const title: Block = { type: "heading", level: 1, children: [text(document.title)] };
  const notice: readonly Block[] = document.sandbox
    ? [{ type: "blockquote", children: [paragraph(messages.sandboxNotice)] }]
    : [];
  const making = describeMaking(document);
  const end: readonly Block[] = making === undefined ? [] : [{ type: "rule" }, paragraph(making)];
  const isBold = options.headingStyle === "bold";
  const find = isBold ? () => undefined : findAnchors(placed);
  const write = (blocks: readonly Block[]): string => {
    const led = blocks.map((block) => leadFragments(block, find));
    return writeMarkdown(isBold ? setHeadingsBold(led) : led);
  };
  const pieces: readonly PagePiece[] = [
    { kind: "title", blocks: [title] },
    { kind: "remark", blocks: notice },
    ...sections.flat(),
    { kind: "remark", blocks: end },
  ];
  return joinPieces(pieces, write, (page) => `${writeFrontMatter(document, page)}\n`);
}

/** The same, as all formats are set. */
export const renderMarkdownPage: RenderPage = (document, placed, settings) =>
  setMarkdown(document, settings, placed).text;

/** A section's heading, as blocks of the page. */
export function headingOf({ heading, level }: PlacedSection): readonly Block[] {
  return heading === undefined ? [] : [{ type: "heading", level, children: [text(heading)] }];
}

function contentsOf(placed: readonly PlacedSection[], label: string): readonly Block[] {
  const list = listContents(placed);
  return list === undefined ? [] : [paragraph(`${label}:`), list];
}

/** What stands under a section's heading. */
export function bodyOf(
  { section, blocks, firstReference }: PlacedSection,
  document: ArticleDocument,
): readonly Block[] {
  switch (section.kind) {
    case "markdown":
      return blocks;
    case "gallery":
      return galleryBlocks(section, document.language);
    case "poster":
      return posterBlocks(section, document.language);
    case "code":
      return section.samples.flatMap((sample) => codeBlocks(sample));
    case "references":
      return referenceBlocks(section.references, firstReference);
    case "usage":
      return [paragraph(describeUsage(document.usage, document.language))];
    default:
      return section satisfies never;
  }
}

export function codeBlocks({ language, code, label }: CodeSample): readonly Block[] {
  const sample: Block = { type: "code", language: readLanguage(language), code: readCode(code) };
  return label === undefined ? [sample] : [paragraph(label), sample];
}

function referenceBlocks(references: readonly Reference[], start: number): readonly Block[] {
  if (references.length === 0) {
    return [];
  }
  const items = references.map(({ title, url }) => {
    const destination = readDestination(url, { literal: true });
    const label = text(title === "" ? url : title);
    const child: Inline =
      destination.kind === "remote"
        ? { type: "link", url: destination.url, children: [label] }
        : label;
    return { children: [{ type: "paragraph" as const, children: [child] }] };
  });
  return [{ type: "list", start, delimiter: ".", loose: false, items }];
}

/** A paragraph of plain text. */
export function paragraph(content: string): Block {
  return { type: "paragraph", children: [text(content)] };
}

export function text(content: string): Inline {
  return { type: "text", text: foldLine(content) };
}
