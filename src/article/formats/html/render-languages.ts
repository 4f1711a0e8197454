import { directionOf, nameInItself } from "../../locales/direction.ts";
import { findWording, type Speaker } from "../../locales/messages.ts";
import type { ArticleDocument } from "../../types.ts";
import { escapeHtml, escapePath } from "./escape-html.ts";

/**
 * What only some pages need beside the style sheet: those in several languages, and from right to left.
 * @param switches whether the page leads to others in their languages
 */
export function styleLanguages(language: string, switches: boolean): readonly string[] {
  return [
    ...(switches ? [switchStyle] : []),
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
  const places = alternates.pages.map(({ language, folder }) => ({
    language,
    href: folder === "" ? undefined : escapePath(`${folder}${file}`),
  }));
  return renderSwitch(places, page);
}

/**
 * Links to what is there in other languages, each by its own name.
 * @param places their addresses as attributes hold them; without one where the reader is
 */
export function renderSwitch(
  places: readonly { readonly language: string; readonly href: string | undefined }[],
  page: Speaker,
): string {
  const items = places.map(({ language, href }) => {
    const name = escapeHtml(nameInItself(language));
    const lang = escapeHtml(language);
    return href === undefined
      ? `<li><span aria-current="page">${name}</span></li>`
      : `<li><a href="${href}" hreflang="${lang}" lang="${lang}" dir="${directionOf(language)}">${name}</a></li>`;
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
