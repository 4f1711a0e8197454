import { mapInlines, replaceInlines } from "../markdown/map-inlines.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import type { LinksFromSource } from "../types.ts";
import { decodeFragment } from "../markdown/urls.ts";

/** Leads the links of a text as they lead from the page that it was written for. */
export function leadFromSource(blocks: readonly Block[], links: LinksFromSource): readonly Block[] {
  return blocks.map((block) => mapInlines(block, (run) => leadRunFromSource(run, links)));
}

/** The same of a heading, or a caption. */
export function leadRunFromSource(
  run: readonly Inline[],
  links: LinksFromSource,
): readonly Inline[] {
  return replaceInlines(run, (inline) => [
    inline.type === "link" ? { ...inline, url: lead(inline.url, links) } : inline,
  ]);
}

function lead(url: string, { folder, anchors }: LinksFromSource): string {
  if (url.startsWith("#")) {
    const name = anchors.get(decodeFragment(url.slice(1)));
    return name === undefined ? url : `#${name}`;
  }
  // A scheme, the root of a site, or a search leads to the same place from everywhere.
  return /^(?:[/?]|[^/?#]+:)/.test(url) ? url : folder + url;
}
