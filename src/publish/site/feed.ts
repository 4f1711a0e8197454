import { Feed } from "feed";
import { escapeHtml } from "../../article/formats/html/escape-html.ts";
import type { Site } from "./site.ts";

/** A reader of feeds shows the newest. */
const mostEntries = 50;

/**
 * The newest articles as an Atom feed: those that have a date, which the format wants. Nothing without an
 * address, or without such an article. It says no time but theirs: the same articles give the same feed.
 */
export function writeFeed({
  title,
  description,
  baseUrl,
  entries,
  pageOf,
}: Site): string | undefined {
  const dated = entries.flatMap((entry) =>
    entry.date === undefined ? [] : [{ entry, date: new Date(`${entry.date}T00:00:00Z`) }],
  );
  const [newest] = dated;
  if (baseUrl === undefined || newest === undefined) {
    return undefined;
  }
  const feed = new Feed({
    title,
    ...(description !== undefined && { description }),
    id: baseUrl,
    link: baseUrl,
    updated: newest.date,
    generator: "Prelo",
    copyright: "",
    feedLinks: { atom: `${baseUrl}feed.xml` },
  });
  for (const { entry, date } of dated.slice(0, mostEntries)) {
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
