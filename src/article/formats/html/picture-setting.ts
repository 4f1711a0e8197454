import type { Messages } from "../../locales/types.ts";
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

/** The text before the first section with pictures; what is no text counts as a long one. */
function charactersBefore(sections: readonly PlacedSection[]): number {
  const index = sections.findIndex(
    ({ section: { kind } }) => kind === "gallery" || kind === "poster",
  );
  return sections
    .slice(0, index)
    .reduce(
      (sum, { section }) =>
        sum + (section.kind === "markdown" ? section.markdown.length : Infinity),
      0,
    );
}
