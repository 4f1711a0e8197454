import type { OutputSettings } from "../../job/types.ts";
import type { SiteLinks } from "../links/site-links.ts";
import type { PlacedSection } from "../sections/section-blocks.ts";
import type { ArticleDocument } from "../types.ts";

/** What decides about all pages of an article beside the article itself. */
export interface PageSettings
  extends
    Pick<OutputSettings, "headingStyle">,
    Partial<Pick<OutputSettings, "titleHeading" | "script">> {
  /** Where links to other articles lead; without it they stay as they were written. */
  readonly links?: SiteLinks;
}

/**
 * Sets an article in a format.
 * @param placed its sections, read once for all its pages
 */
export type RenderPage = (
  document: ArticleDocument,
  placed: readonly PlacedSection[],
  settings: PageSettings,
) => string | Promise<string>;
