import { plainText } from "./syntax/plain-text.ts";
import { tidyInlines } from "./syntax/tidy-inlines.ts";
import type { Block } from "./syntax/tree.ts";

/**
 * No heading of a page stands on it twice: the second gets a number, as in `Vantagens (2)`. So
 * every heading has an anchor of its own, no section loses its place, and no text is reworded.
 */
export function numberHeadings(blocks: readonly Block[]): readonly Block[] {
  const taken = new Set<string>();
  return blocks.map((block) => {
    if (block.type !== "heading") return block;
    const text = plainText(block.children);
    let unique = text;
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1)
      unique = `${text} (${number})`;
    taken.add(unique.toLowerCase());
    if (unique === text) return block;
    const suffix = { type: "text", text: unique.slice(text.length) } as const;
    return { ...block, children: tidyInlines([...block.children, suffix]) };
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
