import type { PlacedSection } from "./section-blocks.ts";
import { mapInlines, replaceInlines } from "../markdown/map-inlines.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { walk } from "../markdown/walk.ts";

/** Says where a link to `#fragment` of the page leads: to which fragment, or nowhere. */
export type FindFragment = (fragment: string) => string | undefined;

/** Points links within the page to where `find` says; a link that leads nowhere becomes text. */
export function leadFragments(block: Block, find: FindFragment): Block {
  const lead = (run: readonly Inline[]): readonly Inline[] =>
    replaceInlines(run, (inline) => {
      if (inline.type !== "link" || !inline.url.startsWith("#")) {
        return [inline];
      }
      const fragment = find(decodeFragment(inline.url.slice(1)));
      return fragment === undefined ? inline.children : [{ ...inline, url: `#${fragment}` }];
    });
  // Most blocks have no such link, and need no work.
  return holdsFragment(block) ? mapInlines(block, (run) => tidyInlines(lead(run))) : block;
}

function holdsFragment(block: Block): boolean {
  let holds = false;
  walk([block], (node) => {
    holds ||= node.type === "link" && node.url.startsWith("#");
  });
  return holds;
}

/**
 * An author may link to a heading by its anchor, or to a block by its id: that is its heading.
 * @param isBold whether the headings of a section are lines of text, to which nothing can lead
 */
export function findAnchors(
  placed: readonly PlacedSection[],
  isBold: (section: PlacedSection) => boolean = () => false,
): FindFragment {
  const anchors = new Set(placed.flatMap((section) => anchorsOf(section)));
  const byId = new Map(placed.map(({ section, anchor }) => [section.id, anchor]));
  const bold = new Set(placed.filter(isBold).flatMap((section) => anchorsOf(section)));
  const areAllBold = placed.every(isBold);
  return (fragment) => {
    const anchor = anchors.has(fragment) ? fragment : (byId.get(fragment) ?? fragment);
    return areAllBold || bold.has(anchor) ? undefined : anchor;
  };
}

function anchorsOf({ anchor, blocks }: PlacedSection): readonly string[] {
  const inside = blocks.map((block) => (block.type === "heading" ? block.anchor : undefined));
  return [anchor, ...inside].filter((each) => each !== undefined);
}

/** A fragment as a heading's anchor is written: percent-encoded letters are letters. */
export function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
