import { listContents } from "../../sections/contents.ts";
import { type FindFragment, leadBy, leadLinks } from "../../sections/fragments.ts";
import { findWording, type Speaker } from "../../locales/messages.ts";
import type { PlacedSection } from "../../sections/section-blocks.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderBlocks } from "./render-blocks.ts";
import type { Typesetting } from "./typesetting.ts";

/** The table of contents as a landmark with a name; nothing for a page without headings. */
export function renderContents(
  placed: readonly PlacedSection[],
  {
    find,
    page,
    typesetting,
  }: {
    find: FindFragment;
    page: Speaker;
    typesetting: Typesetting;
  },
): string {
  const list = listContents(placed);
  if (list === undefined) {
    return "";
  }
  const name = escapeHtml(findWording(page).messages.contents);
  const links = renderBlocks([leadLinks(list, leadBy(find))], typesetting);
  return `<nav class="contents" aria-labelledby="contents__label">
<p class="label" id="contents__label">${name}</p>
${links}
</nav>`;
}
