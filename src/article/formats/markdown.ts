import { composeFrontMatter, writeFrontMatter } from "../front-matter.ts";
import { findWording } from "../locales/messages.ts";
import type { Block } from "../markdown/tree.ts";
import { writeMarkdown } from "../markdown/write-blocks.ts";
import { setHeadingsBold } from "../numbering/page-headings.ts";
import { joinPieces, type PagePiece, type SetPage } from "../page-lines.ts";
import { listContents, placeOfContents } from "../sections/contents.ts";
import { findAnchors, leadBy, leadLinks } from "../sections/fragments.ts";
import { placeSections, type PlacedSection } from "../sections/section-blocks.ts";
import { bodyOf, headingOf, paragraph, text } from "../sections/section-body.ts";
import type { ArticleDocument } from "../types.ts";
import { languageLine } from "../sections/language-line.ts";
import { describeMaking } from "../usage.ts";
import type { PageSettings, RenderPage } from "./render-page.ts";

/**
 * Sets an article as one Markdown page: front matter, title, sections, and, where it is wanted, a
 * last line that says how it was made. Where the style is `bold`, headings below the title are
 * strong lines; no link can lead to one, so that such links are text.
 * @param options the style where a section does not say its own; `forAll`, even there
 * @param placed its sections, where they have been read for another page
 */
export function setMarkdown(
  document: ArticleDocument,
  { headingStyle, titleHeading = true, links, forAll = false }: PageSettings & { forAll?: boolean },
  placed = placeSections(document),
): SetPage {
  const { messages } = findWording(document);
  const isBold = ({ section }: PlacedSection): boolean =>
    (forAll ? headingStyle : (section.headingStyle ?? headingStyle)) === "bold";
  const sections = placed.map((each): readonly PagePiece[] => {
    const parts: readonly PagePiece[] = [
      { kind: "heading", section: each.section, blocks: headingOf(each) },
      { kind: "body", section: each.section, blocks: bodyOf(each, document) },
    ];
    return isBold(each)
      ? parts.map((part) => Object.assign({}, part, { blocks: setHeadingsBold(part.blocks) }))
      : parts;
  });
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
  const lead = leadBy(
    findAnchors(placed, isBold),
    links && ((url) => links.hrefOf(url, "markdown")),
  );
  const write = (blocks: readonly Block[]): string =>
    writeMarkdown(blocks.map((block) => leadLinks(block, lead)));
  const pieces: readonly PagePiece[] = [
    { kind: "title", blocks: titleHeading ? [title] : [] },
    { kind: "remark", blocks: languageLine(document, "markdown") },
    { kind: "remark", blocks: notice },
    ...sections.flat(),
    { kind: "remark", blocks: end },
  ];
  return joinPieces(pieces, write, (page) => writeFrontMatter(composeFrontMatter(document, page)));
}

/** The same, as all formats are set. */
export const renderMarkdownPage: RenderPage = (document, placed, settings) =>
  setMarkdown(document, settings, placed).text;

function contentsOf(placed: readonly PlacedSection[], label: string): readonly Block[] {
  const list = listContents(placed);
  return list === undefined ? [] : [paragraph(`${label}:`), list];
}
