import { placeOfContents } from "../sections/contents.ts";
import { directionOf } from "../locales/direction.ts";
import { findWording } from "../locales/messages.ts";
import { escapeHtml } from "./html/escape-html.ts";
import { identifySections } from "../sections/page-ids.ts";
import { writeCopyScript } from "./html/copy-script.ts";
import { collectClasses } from "./html/page-classes.ts";
import { loadInTurn } from "./html/picture-setting.ts";
import { renderDate } from "./html/render-date.ts";
import { renderContents } from "./html/render-contents.ts";
import { renderFootnotes } from "./html/render-footnotes.ts";
import { renderLanguages } from "./html/render-languages.ts";
import { renderHead } from "./html/render-head.ts";
import { renderSection } from "./html/render-section.ts";
import { loadTypesetting } from "./html/typesetting.ts";
import { placeSections } from "../sections/section-blocks.ts";
import { foldLine } from "../markdown/clean-characters.ts";
import type { ArticleDocument } from "../types.ts";
import { describeMaking } from "../usage.ts";
import type { PageSettings } from "./render-page.ts";

/**
 * Sets an article as one HTML page that needs nothing but the pictures beside it: no
 * address is loaded, no script runs but the one that `output.script` allows, and its security policy keeps
 * it so.
 * @param placed its sections, where they have been read for another page
 */
export async function renderHtml(
  document: ArticleDocument,
  placed = placeSections(document),
  { links, script = false }: Pick<PageSettings, "links" | "script"> = {},
): Promise<string> {
  const classes = collectClasses();
  const { language } = document;
  const { messages } = findWording(document);
  const { sections, find } = identifySections(
    placed,
    links && ((url) => links.hrefOf(url, "html")),
  );
  const { classOf } = classes;
  const load = loadInTurn(sections);
  const typesetting = await loadTypesetting(placed, { page: document, load });
  const pictures = { document, words: messages, classOf, load };
  const setting = { pictures, typesetting, names: new Set<string>() };
  const parts = sections.map((section) => renderSection(section, document, setting));
  const place = document.toc ? placeOfContents(placed) : -1;
  if (place >= 0) {
    parts.splice(place, 0, renderContents(placed, { find, page: document, typesetting }));
  }
  const footnotes = renderFootnotes(sections, document, typesetting);
  typesetting.dispose();
  const notice = document.sandbox
    ? `<p class="notice" role="note">${escapeHtml(messages.sandboxNotice)}</p>\n`
    : "";
  const { sanitizeBody } = await import("./html/sanitize.ts");
  const making = describeMaking(document);
  const colophon =
    making === undefined ? "" : `\n<footer class="colophon"><p>${escapeHtml(making)}</p></footer>`;
  const isLeftToRight = directionOf(language) === "ltr";
  const body = `<main>
${renderLanguages(document)}<article>
${renderMasthead(document)}
${notice}${parts.join("\n")}
${footnotes}</article>
</main>${colophon}`;
  // It is set beside what the second wall has seen: it holds no text of the article.
  const copyScript = script && body.includes("<pre") ? writeCopyScript(messages) : undefined;
  const end = copyScript === undefined ? "" : `\n<script>${copyScript}</script>`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(document.language)}"${isLeftToRight ? "" : ' dir="rtl"'}>
${renderHead(document, classes, copyScript)}
<body>
${sanitizeBody(body)}${end}
</body>
</html>
`;
}

function renderMasthead(document: ArticleDocument): string {
  const lead =
    document.description === undefined
      ? ""
      : `\n<p class="lead">${escapeHtml(foldLine(document.description))}</p>`;
  const author =
    document.author === undefined ? "" : `<span>${escapeHtml(foldLine(document.author))}</span>`;
  const date = document.date === undefined ? "" : renderDate(document.date, document.language);
  const byline = author + date === "" ? "" : `\n<p class="byline">${author}${date}</p>`;
  return `<header class="masthead">
<h1>${escapeHtml(foldLine(document.title))}</h1>${lead}${byline}
</header>`;
}
