import type { Messages } from "../../locales/types.ts";
import type { Block, Inline } from "../../markdown/tree.ts";
import { walk } from "../../markdown/walk.ts";
import type { PlacedSection } from "../../sections/section-blocks.ts";
import type { ArticleDocument } from "../../types.ts";
import type { ClassOf } from "./page-classes.ts";

/** What the pictures of a page share. */
export interface PictureSetting {
  readonly document: Pick<ArticleDocument, "aiNote" | "sandbox">;
  readonly words: Messages;
  readonly classOf: ClassOf;
  /** When the next picture loads, as attributes of its `img`. */
  readonly load: () => readonly string[];
}

/** Pictures behind more text than this, in characters, are below the fold of an ordinary window. */
const nearTopCharacters = 500;

/**
 * The first picture of a page loads at once, and before anything else where a reader sees it without
 * scrolling; all others load when they are nearly in sight.
 */
export function loadInTurn(sections: readonly PlacedSection[]): PictureSetting["load"] {
  let isFirst = true;
  const isNear = charactersBefore(sections) <= nearTopCharacters;
  return () => {
    const attributes = isFirst ? (isNear ? ['fetchpriority="high"'] : []) : ['loading="lazy"'];
    isFirst = false;
    return attributes;
  };
}

/** The text before the first picture; what is neither text nor picture counts as a long one. */
function charactersBefore(sections: readonly PlacedSection[]): number {
  let count = 0;
  for (const { section, blocks } of sections) {
    if (section.kind === "gallery" || section.kind === "poster") {
      return count;
    }
    if (section.kind !== "markdown") {
      return Infinity;
    }
    const before = charactersBeforeImage(blocks);
    if (before !== undefined) {
      return count + before;
    }
    count += section.markdown.length;
  }
  return count;
}

/** Undefined for a text without a picture. */
function charactersBeforeImage(blocks: readonly Block[]): number | undefined {
  let count = 0;
  let found: number | undefined;
  walk(blocks, (node) => {
    if (node.type === "image") {
      found ??= count;
    }
    count += lengthOf(node);
  });
  return found;
}

function lengthOf(node: Block | Inline): number {
  if (node.type === "text") {
    return node.text.length;
  }
  return node.type === "code" ? node.code.length : 0;
}
