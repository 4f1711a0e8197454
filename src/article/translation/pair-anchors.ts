import { placeSections } from "../sections/section-blocks.ts";
import { walk } from "../markdown/walk.ts";
import type { ArticleDocument } from "../types.ts";

/** Whether a text may hold a link to a heading of its page; only then are all texts worth reading. */
const mayLinkHere = /\]\(\s*<?#|\]:\s*<?#/;

/**
 * What the anchors of a document's headings are called in its translation: an anchor is made of a heading's
 * words. Headings stand in the order of the source, or the anchors are not known.
 */
export function pairAnchors(
  source: ArticleDocument,
  translated: ArticleDocument,
): ReadonlyMap<string, string> {
  const { sections } = translated;
  if (!sections.some((section) => "markdown" in section && mayLinkHere.test(section.markdown))) {
    return new Map();
  }
  const [before, after] = [listAnchors(source), listAnchors(translated)];
  return before.length === after.length
    ? new Map(before.map((anchor, index) => [anchor, after[index] ?? anchor]))
    : new Map();
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
