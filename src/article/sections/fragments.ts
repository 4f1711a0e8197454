import type { PlacedSection } from "./section-blocks.ts";
import { mapInlines, replaceInlines } from "../markdown/map-inlines.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { decodeFragment } from "../markdown/urls.ts";
import { walk } from "../markdown/walk.ts";

/** Says where a link to `#fragment` of the page leads: to which fragment, or nowhere. */
export type FindFragment = (fragment: string) => string | undefined;

/** Says where a link leads that only its page can tell: one for which {@link isLed}; or nowhere. */
export type LeadLink = (url: string) => string | undefined;

/** Whether a link leads to a place of the page itself, or to another article by its name. */
function isLed(url: string): boolean {
  return url.startsWith("#") || url.startsWith("article:");
}

/** @param toArticle where `article:…` leads; without it that stays as it stands */
export function leadBy(find: FindFragment, toArticle: LeadLink = (url) => url): LeadLink {
  return (url) => {
    if (!url.startsWith("#")) {
      return toArticle(url);
    }
    const fragment = find(decodeFragment(url.slice(1)));
    return fragment === undefined ? undefined : `#${fragment}`;
  };
}

/** Points links to where `lead` says; a link that leads nowhere becomes text. */
export function leadLinks(block: Block, lead: LeadLink): Block {
  // Most blocks have no such link, and need no work.
  return holdsLed([block]) ? mapInlines(block, (run) => tidyInlines(leadRun(run, lead))) : block;
}

/** The same for a heading of a section. */
export function leadRun(run: readonly Inline[], lead: LeadLink): readonly Inline[] {
  return replaceInlines(run, (inline) => {
    if (inline.type !== "link" || !isLed(inline.url)) {
      return [inline];
    }
    const url = lead(inline.url);
    return url === undefined ? inline.children : [{ ...inline, url }];
  });
}

function holdsLed(nodes: readonly (Block | Inline)[]): boolean {
  let holds = false;
  walk(nodes, (node) => {
    holds ||= node.type === "link" && isLed(node.url);
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

/** What links to a section's own heading and to those inside it name. */
export function anchorsOf({ anchor, blocks }: PlacedSection): readonly string[] {
  const inside = blocks.map((block) => (block.type === "heading" ? block.anchor : undefined));
  return [anchor, ...inside].filter((each) => each !== undefined);
}
