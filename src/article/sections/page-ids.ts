import {
  type FindFragment,
  findAnchors,
  leadBy,
  leadLinks,
  leadRun,
  type LeadLink,
} from "./fragments.ts";
import type { PlacedSection } from "./section-blocks.ts";
import type { Block } from "../markdown/tree.ts";

/** The sections as they stand in the HTML page, and where links within that page lead. */
export interface IdentifiedSections {
  readonly sections: readonly PlacedSection[];
  readonly find: FindFragment;
}

/** The id of a section's own heading; the section itself has the id of its block. */
export function headingId(id: string): string {
  return `${id}-heading`;
}

/**
 * Gives each heading inside a text an id: its anchor, unless a section's id is that already.
 * A link to a heading of a section leads to the section.
 * @param toArticle where a link to another article leads
 */
export function identifySections(
  placed: readonly PlacedSection[],
  toArticle?: LeadLink,
): IdentifiedSections {
  const taken = new Set(placed.flatMap(({ section: { id } }) => [id, headingId(id)]));
  const ids = new Map<string, string>();
  for (const { section, anchor, blocks } of placed) {
    if (anchor !== undefined) {
      ids.set(anchor, section.id);
    }
    for (const block of blocks) {
      if (block.type !== "heading" || block.anchor === undefined) {
        continue;
      }
      const id = findFree(block.anchor, taken);
      taken.add(id);
      ids.set(block.anchor, id);
    }
  }
  const findAnchor = findAnchors(placed);
  const find: FindFragment = (fragment) => {
    const anchor = findAnchor(fragment) ?? fragment;
    return ids.get(anchor) ?? anchor;
  };
  const lead = leadBy(find, toArticle);
  const identify = (block: Block): Block => {
    const led = leadLinks(block, lead);
    if (led.type !== "heading" || led.anchor === undefined) {
      return led;
    }
    return { ...led, anchor: ids.get(led.anchor) ?? led.anchor };
  };
  const sections = placed.map((section) =>
    Object.assign({}, section, {
      title: leadRun(section.title, lead),
      caption: leadRun(section.caption, lead),
      blocks: section.blocks.map((block) => identify(block)),
    }),
  );
  return { sections, find };
}

/** A heading of nothing but signs has an empty anchor. */
function findFree(wanted: string, taken: ReadonlySet<string>): string {
  const base = wanted === "" ? "heading" : wanted;
  let id = base;
  for (let number = 2; taken.has(id); number += 1) {
    id = `${base}-${number}`;
  }
  return id;
}
