import { directionOf, nameInItself } from "../../locales/direction.ts";
import { findWording } from "../../locales/messages.ts";
import type { ArticleDocument } from "../../types.ts";
import { escapeHtml, escapePath } from "./escape-html.ts";

/** What only pages in several languages, or from right to left, need beside the style sheet. */
export function styleLanguages({
  alternates,
  language,
}: Pick<ArticleDocument, "alternates" | "language">): readonly string[] {
  return [
    ...(alternates === undefined ? [] : [switchStyle]),
    ...(directionOf(language) === "rtl" ? [rightToLeftStyle] : []),
  ];
}

const switchStyle = `.languages{font:.9rem/1.5 var(--sans);padding-top:1.2rem}
.languages ul{display:flex;flex-wrap:wrap;gap:.3em 1.2em;list-style:none;margin:0;padding:0}
.languages li+li{margin-top:0}
.languages [aria-current]{color:var(--soft)}`;

/** Code is written from left to right in every language. */
const rightToLeftStyle = `pre,code,.tex,math{direction:ltr;unicode-bidi:isolate}
pre,.code{text-align:left}
h1,h2{letter-spacing:normal}`;

/** Links to the article in its other languages, each by its own name; empty without any. */
export function renderLanguages(
  page: Pick<ArticleDocument, "alternates" | "language" | "wording">,
): string {
  const { alternates } = page;
  if (alternates === undefined) {
    return "";
  }
  const file = `${alternates.name}.html`;
  const items = alternates.pages.map(({ language: tag, folder }) => {
    const name = escapeHtml(nameInItself(tag));
    const lang = escapeHtml(tag);
    return folder === ""
      ? `<li><span aria-current="page">${name}</span></li>`
      : `<li><a href="${escapePath(`${folder}${file}`)}" hreflang="${lang}" lang="${lang}" dir="${directionOf(tag)}">${name}</a></li>`;
  });
  const label = escapeHtml(findWording(page).messages.languages);
  return `<nav class="languages" aria-label="${label}"><ul>${items.join("")}</ul></nav>\n`;
}

/**
 * The lines of a page's head that say where it is in other languages, its own among them; who has none of
 * them is sent to the source.
 */
export function linkLanguages({
  alternates,
  address,
}: Pick<ArticleDocument, "alternates" | "address">): readonly string[] {
  const [source] = alternates?.pages ?? [];
  if (alternates === undefined || source === undefined) {
    return [];
  }
  const { name, pages } = alternates;
  const all = [
    ...pages.map(({ language, folder }) => [language, folder] as const),
    ["x-default", source.folder] as const,
  ];
  return all.map(([language, folder]) => {
    const file = address !== undefined && name === "index" ? "" : `${name}.html`;
    const path = escapePath(`${folder}${file}`);
    const href = address === undefined ? path : new URL(path, address).href;
    return `<link rel="alternate" hreflang="${escapeHtml(language)}" href="${href}">`;
  });
}
