import type * as publishModule from "../publish/publish-article.ts";

/** So long the first requests have to go out, in milliseconds. */
export const requestsFirstMs = 10;

// A rebuild that changes no page starts faster without what sets pages.
let publishing: Promise<typeof publishModule> | undefined;

/** What sets pages and writes them: it takes long to load. */
export function loadPublishing(): Promise<typeof publishModule> {
  return (publishing ??= import("../publish/publish-article.ts"));
}

/** What goes wrong is told when a page is due: the answers under way are recorded first. */
export function loadPublishingEarly(): void {
  loadPublishing().catch(() => {
    publishing = undefined;
  });
}
