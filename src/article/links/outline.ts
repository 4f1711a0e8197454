import type { Answer } from "../../answers/types.ts";
import type { Article, HeadingStyle } from "../../job/types.ts";
import { renderText, toScope } from "../scope.ts";
import { anchorsOf, findAnchors } from "../sections/fragments.ts";
import { identifySections } from "../sections/page-ids.ts";
import { placeSections } from "../sections/section-blocks.ts";
import { hasAllTexts, listKnownSections } from "./known-sections.ts";

/** What a link from outside can lead to in an article. */
export interface Outline {
  /** The ids of its blocks, and the anchors of its headings. */
  readonly names: ReadonlySet<string>;
  /** False while answers are missing, whose headings are not known yet. */
  readonly isWhole: boolean;
  /** The fragment of the Markdown page that a name leads to; undefined for a block without a heading. */
  readonly inMarkdown: (name: string) => string | undefined;
  /** The id in the HTML page that a name leads to. */
  readonly inHtml: (name: string) => string;
}

/**
 * Sets an article without its pictures, for the places that links name. No I/O.
 * @param headingStyle of the Markdown page, where a section does not say its own
 * @throws TemplateError
 */
export function outlineOf(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  headingStyle: HeadingStyle,
): Outline {
  const isWhole = hasAllTexts(article, answers);
  const scope = { ...toScope(article, answers), isDraft: !isWhole };
  const sections = listKnownSections(article, answers);
  const placed = placeSections({ title: renderText(article.title, scope), sections });
  const anchors = new Set(placed.flatMap((section) => anchorsOf(section)));
  const findAnchor = findAnchors(
    placed,
    ({ section }) => (section.headingStyle ?? headingStyle) === "bold",
  );
  const { find } = identifySections(placed);
  return {
    names: new Set([...placed.map(({ section }) => section.id), ...anchors]),
    isWhole,
    inMarkdown: (name) => {
      const anchor = findAnchor(name);
      return anchor !== undefined && anchors.has(anchor) ? anchor : undefined;
    },
    inHtml: (name) => find(name) ?? name,
  };
}
