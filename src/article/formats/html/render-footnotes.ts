import { findWording, type Speaker } from "../../locales/messages.ts";
import type { PlacedSection } from "../../sections/section-blocks.ts";
import type { Note } from "../../markdown/tree.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderBlocks } from "./render-blocks.ts";
import { renderHeading } from "./render-heading.ts";
import { markId, noteId } from "./render-marks.ts";
import type { Typesetting } from "./typesetting.ts";

/** All footnotes of a page in one list at its end; nothing when it has none. */
export function renderFootnotes(
  sections: readonly PlacedSection[],
  page: Speaker,
  typesetting: Typesetting,
): string {
  const notes = sections.flatMap(({ blocks }) => blocks.filter((block) => block.type === "note"));
  if (notes.length === 0) {
    return "";
  }
  const { messages } = findWording(page);
  const items = notes.map((note) => renderNote(note, messages.backToText, typesetting));
  const id = "footnotes__heading";
  const title = [{ type: "text", text: messages.footnotes }] as const;
  const heading = renderHeading({ level: 2, id, target: id, title }, typesetting);
  return `<section class="footnotes" role="doc-endnotes" aria-labelledby="${id}">
${heading}
<ol>
${items.join("\n")}
</ol>
</section>
`;
}

function renderNote(
  { number = 0, uses = 0, children }: Note,
  describe: (footnote: number) => string,
  typesetting: Typesetting,
): string {
  const label = escapeHtml(describe(number));
  const links = Array.from({ length: uses }, (_, index) => {
    const name = uses > 1 ? `${label} (${index + 1})` : label;
    return `<a href="#${markId(number, index + 1)}" role="doc-backlink" aria-label="${name}">↩</a>`;
  });
  const content = renderBlocks(children, typesetting);
  const back = links.join(" ");
  const text = content.endsWith("</p>")
    ? `${content.slice(0, -"</p>".length)} ${back}</p>`
    : `${content}\n<p>${back}</p>`;
  return `<li id="${noteId(number)}">${text}</li>`;
}
