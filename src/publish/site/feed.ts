import { Feed } from "feed";
import { escapeHtml } from "../../article/formats/html/escape-html.ts";
import { feedFile } from "../../article/feed-file.ts";
import { isTranslation, type SiteEntry } from "./entry.ts";
import type { Site } from "./site.ts";

/** A reader of feeds shows the newest. */
const mostEntries = 50;

/** A feed of a site: of what has a date, which the format wants. */
export interface SiteFeed {
  readonly file: string;
  /** Of the translations into it; undefined for the articles as they were written. */
  readonly language: string | undefined;
  readonly newest: string;
  readonly entries: readonly SiteEntry[];
}

/** The feeds of a site, so that nobody reads an article twice; none without an address. */
export function listFeeds({ baseUrl, entries, languages }: Site): readonly SiteFeed[] {
  return (baseUrl === undefined ? [] : [undefined, ...languages]).flatMap((language) => {
    const dated = entries.filter(
      (entry) =>
        entry.date !== undefined &&
        (language === undefined
          ? !isTranslation(entry)
          : isTranslation(entry) && entry.language === language),
    );
    const newest = dated[0]?.date;
    return newest === undefined
      ? []
      : [{ file: feedFile(language), language, newest, entries: dated.slice(0, mostEntries) }];
  });
}

/** Writes one as Atom. It says no time but the articles': the same articles give the same feed. */
export function writeFeed(
  { file, language, newest, entries }: SiteFeed,
  { title, description, baseUrl = "", pageOf }: Site,
): string {
  const feed = new Feed({
    title,
    ...(description !== undefined && { description }),
    // A feed of translations is another than that of the articles.
    id: language === undefined ? baseUrl : baseUrl + file,
    link: baseUrl,
    updated: toTime(newest),
    generator: "Prelo",
    copyright: "",
    feedLinks: { atom: baseUrl + file },
  });
  for (const entry of entries) {
    const date = toTime(entry.date ?? newest);
    const link = new URL(pageOf(entry), baseUrl).href;
    feed.addItem({
      // What a reader takes for HTML, as text.
      title: escapeHtml(entry.title),
      id: link,
      link,
      date,
      published: date,
      ...(entry.description !== undefined && { description: escapeHtml(entry.description) }),
      author: [{ name: entry.author ?? title }],
      category: (entry.tags ?? []).map((name) => ({ name, term: name })),
      ...(entry.cover !== undefined && {
        image: new URL(entry.folder + entry.cover.file, baseUrl).href,
      }),
    });
  }
  return `${feed.atom1()}\n`;
}

function toTime(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
