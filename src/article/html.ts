import { createHash } from "node:crypto";
import { placeOfContents } from "./contents.ts";
import { findWording } from "./messages.ts";
import { escapeHtml } from "./page/escape-html.ts";
import { describeForMachines } from "./page/json-ld.ts";
import { identifySections } from "./page/page-ids.ts";
import { collectPreviews, type Previews } from "./page/previews.ts";
import { renderContents } from "./page/render-contents.ts";
import { renderFootnotes } from "./page/render-footnotes.ts";
import { renderSection } from "./page/render-section.ts";
import { styleSheet } from "./page/style-sheet.ts";
import { loadTypesetting } from "./page/typesetting.ts";
import { placeSections } from "./section-blocks.ts";
import { foldLine } from "./syntax/clean-characters.ts";
import type { ArticleDocument } from "./types.ts";
import { describeMaking } from "./usage.ts";

/**
 * Sets an article as one HTML page that needs nothing but the pictures beside it: no script
 * runs, no address is loaded, and its security policy keeps it so.
 */
export async function renderHtml(document: ArticleDocument): Promise<string> {
  const previews = collectPreviews();
  const placed = placeSections(document);
  const typesetting = await loadTypesetting(placed);
  const setting = { previewClass: previews.classOf, typesetting };
  const { language } = document;
  const { sections, find } = identifySections(placed);
  const parts = sections.map((section) => renderSection(section, document, setting));
  const place = document.toc ? placeOfContents(placed) : -1;
  if (place >= 0) parts.splice(place, 0, renderContents(placed, { find, language, typesetting }));
  const { messages } = findWording(language);
  const notice = document.sandbox
    ? `<p class="notice" role="note">${escapeHtml(messages.sandboxNotice)}</p>\n`
    : "";
  const making = describeMaking(document.usage, document.language, document.sandbox);
  return `<!doctype html>
<html lang="${escapeHtml(document.language)}">
${renderHead(document, previews)}
<body>
${renderMasthead(document)}
<main>
${notice}${parts.join("\n")}
${renderFootnotes(sections, language, typesetting)}</main>
<footer class="colophon"><p>${escapeHtml(making)}</p></footer>
</body>
</html>
`;
}

function renderHead(document: ArticleDocument, previews: Previews): string {
  const css = [styleSheet, previews.css()].filter((part) => part !== "").join("\n");
  const hash = createHash("sha256").update(css).digest("base64");
  const policy = [
    "default-src 'none'",
    "img-src 'self' data:",
    `style-src 'sha256-${hash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(foldLine(document.title))}</title>
${renderMeta("description", document.description)}${renderMeta("author", document.author)}${renderMeta("keywords", document.tags.join(", "))}<meta name="generator" content="Prelo">
<meta property="og:type" content="article">
<meta property="og:title" content="${escapeHtml(foldLine(document.title))}">
<style>${css}</style>
<script type="application/ld+json">${describeForMachines(document)}</script>
</head>`;
}

function renderMeta(name: string, content: string | undefined): string {
  if (content === undefined || content === "") return "";
  return `<meta name="${name}" content="${escapeHtml(foldLine(content))}">\n`;
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

/** The day in words, in the article's language; the machine's time zone plays no part. */
function renderDate(date: string, language: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return `<span>${escapeHtml(foldLine(date))}</span>`;
  const { locale } = findWording(language);
  const words = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(day);
  return `<time datetime="${escapeHtml(date)}">${escapeHtml(words)}</time>`;
}
