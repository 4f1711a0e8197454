import { escapeHtml } from "../../article/formats/html/escape-html.ts";
import { isTranslation, type SiteEntry } from "./entry.ts";
import type { Site } from "./site.ts";

/** The format takes no more in one file. */
const mostPages = 50_000;

/** The first page, and all others, each with its translations, for search engines; nothing without an address. */
export function writeSitemap({ baseUrl, entries, pageOf }: Site): string | undefined {
  if (baseUrl === undefined) {
    return undefined;
  }
  const addressOf = (entry: SiteEntry): string => escapeHtml(new URL(pageOf(entry), baseUrl).href);
  const bySlug = new Map<string, SiteEntry[]>();
  for (const entry of entries) {
    bySlug.set(entry.slug, [...(bySlug.get(entry.slug) ?? []), entry]);
  }
  const urls = entries.slice(0, mostPages - 1).map((entry) => {
    const family = bySlug.get(entry.slug) ?? [];
    const others = family.length < 2 ? [] : family;
    const source = family.find((each) => !isTranslation(each));
    const alternates = others.map((other) => alternate(other.language, addressOf(other)));
    const byDefault =
      others.length > 0 && source ? [alternate("x-default", addressOf(source))] : [];
    const date = entry.date === undefined ? [] : [`<lastmod>${escapeHtml(entry.date)}</lastmod>`];
    const parts = [`<loc>${addressOf(entry)}</loc>`, ...date, ...alternates, ...byDefault];
    return `<url>\n${parts.join("\n")}\n</url>`;
  });
  const names =
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  const all = [`<url>\n<loc>${escapeHtml(baseUrl)}</loc>\n</url>`, ...urls];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${names}>\n${all.join("\n")}\n</urlset>\n`;
}

function alternate(language: string, address: string): string {
  return `<xhtml:link rel="alternate" hreflang="${escapeHtml(language)}" href="${address}"/>`;
}
