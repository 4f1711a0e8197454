import { placeSections } from "../sections/section-blocks.ts";
import { decodeFragment } from "../sections/fragments.ts";
import { walk } from "../markdown/walk.ts";
import type { ArticleDocument } from "../types.ts";

/** A link's address that names a heading of the page: `](#where-to-eat`, `]: #where-to-eat`. */
const fragment = /(?<=\]\(<?|\]: <?)#([^\s()<>"]+)/g;

/**
 * The translated document with its links to headings as those are called there: a heading's anchor is made
 * of its words. Headings stand in the order of the source, or the links stay as they are.
 */
export function leadAnchors(source: ArticleDocument, translated: ArticleDocument): ArticleDocument {
  const hasLinks = translated.sections.some(
    (section) => "markdown" in section && section.markdown.search(fragment) >= 0,
  );
  if (!hasLinks) {
    return translated;
  }
  const [before, after] = [listAnchors(source), listAnchors(translated)];
  if (before.length !== after.length) {
    return translated;
  }
  const names = new Map(before.map((anchor, index) => [anchor, after[index] ?? anchor]));
  const sections = translated.sections.map((section) =>
    section.kind === "markdown"
      ? {
          ...section,
          markdown: section.markdown.replaceAll(fragment, (whole, anchor: string) => {
            const name = names.get(decodeFragment(anchor));
            return name === undefined ? whole : `#${encodeURIComponent(name)}`;
          }),
        }
      : section,
  );
  return { ...translated, sections };
}

/** What links to the headings of a page name, in their order. */
function listAnchors(document: ArticleDocument): readonly string[] {
  const anchors: string[] = [];
  for (const { anchor, blocks } of placeSections(document)) {
    if (anchor !== undefined) {
      anchors.push(anchor);
    }
    walk(blocks, (node) => {
      if (node.type === "heading" && node.anchor !== undefined) {
        anchors.push(node.anchor);
      }
    });
  }
  return anchors;
}
