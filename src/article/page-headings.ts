import { plainText } from "./syntax/plain-text.ts";
import { tidyInlines } from "./syntax/tidy-inlines.ts";
import type { Block } from "./syntax/tree.ts";

/** Gives the headings of one page their texts and anchors, in their order. */
export interface HeadingRegister {
  /** @returns what stands behind the text to tell it from a heading before; and the anchor */
  readonly enter: (text: string) => { readonly suffix: string; readonly anchor: string };
}

/**
 * No heading of a page stands on it twice: the second gets a number, as in `Vantagens (2)`. So
 * no section loses its place, and no text is reworded.
 */
export function registerHeadings(): HeadingRegister {
  const taken = new Set<string>();
  const anchorOf = nameAnchors();
  return {
    enter: (text) => {
      let unique = text;
      for (let number = 2; taken.has(unique.toLowerCase()); number += 1)
        unique = `${text} (${number})`;
      taken.add(unique.toLowerCase());
      return { suffix: unique.slice(text.length), anchor: anchorOf(unique) };
    },
  };
}

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

/** The blocks of a text with their headings entered. */
export function enterHeadings(
  blocks: readonly Block[],
  register: HeadingRegister,
): readonly Block[] {
  return blocks.map((block) => {
    if (block.type !== "heading") return block;
    const { suffix, anchor } = register.enter(plainText(block.children));
    if (suffix === "") return { ...block, anchor };
    const children = tidyInlines([...block.children, { type: "text", text: suffix }]);
    return { ...block, anchor, children };
  });
}

/** Turns every heading but the title into a strong line of its own. */
export function setHeadingsBold(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block): Block => {
    if (block.type !== "heading" || block.level === 1) return block;
    const children = tidyInlines([{ type: "strong", children: block.children }]);
    return { type: "paragraph", children };
  });
}
