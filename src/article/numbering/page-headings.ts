import { plainText } from "../markdown/plain-text.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block } from "../markdown/tree.ts";

/**
 * Names the anchors of a page's headings as GitHub does: lower case, letters, digits, hyphens and
 * underscores, a hyphen for each space, and a number for what would be the same.
 */
export function nameAnchors(): (heading: string) => string {
  const counts = new Map<string, number>();
  return (heading) => {
    const base = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    let anchor = base;
    while (counts.has(anchor)) {
      const count = (counts.get(base) ?? 0) + 1;
      counts.set(base, count);
      anchor = `${base}-${count}`;
    }
    counts.set(anchor, 0);
    return anchor;
  };
}

/** The blocks of a text with the anchors of their headings. */
export function anchorHeadings(
  blocks: readonly Block[],
  anchorOf: (heading: string) => string,
): readonly Block[] {
  return blocks.map((block) =>
    block.type === "heading" ? { ...block, anchor: anchorOf(plainText(block.children)) } : block,
  );
}

/** Turns every heading but the title into a strong line of its own. */
export function setHeadingsBold(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block): Block => {
    if (block.type !== "heading" || block.level === 1) {
      return block;
    }
    const children = tidyInlines([{ type: "strong", children: block.children }]);
    return { type: "paragraph", children };
  });
}
