import { posix } from "node:path";
import { escapeHtml, escapePath } from "../../article/formats/html/escape-html.ts";
import { renderDate } from "../../article/formats/html/render-date.ts";
import { writePolicy } from "../../article/formats/html/render-head.ts";
import { styleSheet } from "../../article/formats/html/style-sheet.ts";
import { directionOf, nameInItself } from "../../article/locales/direction.ts";
import { renderSwitch, styleLanguages } from "../../article/formats/html/render-languages.ts";
import { nameAnchors } from "../../article/numbering/page-headings.ts";
import type { SiteEntry } from "./entry.ts";
import { listFeeds } from "./feed.ts";
import type { Site } from "./site.ts";

/** So many articles have a card with a picture; of a site with more, the older ones are a list. */
const mostCards = 200;

const cardSheet = `
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:2rem 1.5rem;list-style:none;padding:0;margin:0 0 3rem}
.cards li{margin:0}
.cards img{width:100%;aspect-ratio:3/2;object-fit:cover;margin-bottom:.7rem}
.cards :is(h2,h3,p){margin:0 0 .35rem}
.cards :is(h2,h3){font-size:1.15rem}
.cards :is(h2,h3) a,.list a{text-decoration:none}
.cards :is(h2,h3) a:hover,.list a:hover{text-decoration:underline}
.meta{font:.85rem/1.5 var(--sans);color:var(--soft)}
.site{width:min(64rem,100% - 2.5rem)}
`.trim();

/** The page while it is written: what its parts share. */
interface Page extends Site {
  readonly language: string;
  /** The one whose picture a reader sees first. */
  readonly first: SiteEntry | undefined;
  /** The address of a tag's list on the page. */
  readonly idOfTag: ReadonlyMap<string, string>;
}

/** The site's first page: a card for each article, by language; then its articles by tag. */
export function writeIndex(site: Site): string {
  const { title, description, baseUrl, entries, languages } = site;
  const anchorOf = nameAnchors();
  const idOfLanguage = new Map(languages.map((each) => [each, anchorOf(each)]));
  const tags = [...new Set(entries.flatMap((entry) => entry.tags ?? []))].toSorted();
  const idOfTag = new Map(tags.map((tag) => [tag, anchorOf(`tag ${tag}`)]));
  const [language = "en"] = languages;
  const css = [styleSheet, ...styleLanguages(language, languages.length > 1), cardSheet].join("\n");
  const first = entries.find((entry) => entry.language === language && entry.cover !== undefined);
  const page: Page = { ...site, language, first, idOfTag };
  const parts = languages.map((each) => {
    const own = entries.filter((entry) => entry.language === each);
    const id = escapeHtml(idOfLanguage.get(each) ?? "");
    const [label, heading] =
      languages.length === 1
        ? ["", ""]
        : [` aria-labelledby="${id}"`, `<h2 id="${id}">${escapeHtml(nameInItself(each))}</h2>\n`];
    return `<section${label}${speaks(each, page)}>\n${heading}${renderEntries(own, page, languages.length > 1 ? 3 : 2)}\n</section>`;
  });
  const wording = entries.find((entry) => entry.language === language)?.wording;
  const places = languages.map((each) => ({
    language: each,
    href: `#${escapePath(idOfLanguage.get(each) ?? "")}`,
  }));
  const speaker = { language, ...(wording !== undefined && { wording }) };
  const nav = languages.length > 1 ? `\n${renderSwitch(places, speaker).trimEnd()}` : "";
  const lead = description === undefined ? "" : `\n<p class="lead">${escapeHtml(description)}</p>`;
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${writePolicy(css)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    ...(description === undefined
      ? []
      : [`<meta name="description" content="${escapeHtml(description)}">`]),
    '<meta name="generator" content="Prelo">',
    '<meta name="color-scheme" content="light dark">',
    ...(baseUrl === undefined ? [] : [`<link rel="canonical" href="${escapeHtml(baseUrl)}">`]),
    ...feedLinks(site),
    `<style>${css}</style>`,
  ];
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<head>
${head.join("\n")}
</head>
<body>
<main class="site">
<header class="masthead">
<h1>${escapeHtml(title)}</h1>${lead}${nav}
</header>
${[...parts, ...renderTags(page)].join("\n")}
</main>
</body>
</html>
`;
}

function feedLinks(site: Site): readonly string[] {
  const title = escapeHtml(site.title);
  return listFeeds(site).map(({ file, language }) => {
    const into = language === undefined ? "" : ` hreflang="${escapeHtml(language)}"`;
    return `<link rel="alternate" type="application/atom+xml" title="${title}"${into} href="${escapePath(file)}">`;
  });
}

/** The language of a part, where it is not that of the page. */
function speaks(language: string, page: Page): string {
  return language === page.language
    ? ""
    : ` lang="${escapeHtml(language)}" dir="${directionOf(language)}"`;
}

function renderEntries(entries: readonly SiteEntry[], page: Page, level: number): string {
  const cards = entries.slice(0, mostCards).map((entry) => renderCard(entry, page, level));
  const more = entries.slice(mostCards);
  const list = more.length === 0 ? "" : `\n${renderList(more, page)}`;
  return `<ul class="cards">\n${cards.join("\n")}\n</ul>${list}`;
}

function renderCard(entry: SiteEntry, page: Page, level: number): string {
  const { folder, cover, description, date, tags = [], sandbox } = entry;
  const load = entry === page.first ? ' fetchpriority="high"' : ' loading="lazy"';
  const picture =
    cover === undefined
      ? ""
      : `<img src="${escapePath(posix.normalize(folder + cover.file))}" width="${cover.width}" height="${cover.height}" alt="${escapeHtml(cover.alt)}"${load} decoding="async">\n`;
  const said = [
    ...(date === undefined ? [] : [renderDate(date, entry.language)]),
    ...(tags.length === 0 ? [] : [tags.map((tag) => linkToTag(tag, page)).join(", ")]),
    ...(sandbox === true ? ["<strong>sandbox</strong>"] : []),
  ];
  const meta = said.length === 0 ? "" : `\n<p class="meta">${said.join(" · ")}</p>`;
  const text = description === undefined ? "" : `\n<p>${escapeHtml(description)}</p>`;
  return `<li>${picture}<h${level}>${linkTo(entry, page)}</h${level}>${meta}${text}</li>`;
}

function renderTags(page: Page): readonly string[] {
  return [...page.idOfTag].map(([tag, name]) => {
    const tagged = page.entries.filter((entry) => entry.tags?.includes(tag));
    const id = escapeHtml(name);
    return `<section aria-labelledby="${id}">\n<h2 id="${id}">#${escapeHtml(tag)}</h2>\n${renderList(tagged, page)}\n</section>`;
  });
}

function linkToTag(tag: string, { idOfTag }: Page): string {
  return `<a href="#${escapePath(idOfTag.get(tag) ?? "")}">${escapeHtml(tag)}</a>`;
}

function renderList(entries: readonly SiteEntry[], page: Page): string {
  const items = entries.map(
    (entry) => `<li${speaks(entry.language, page)}>${linkTo(entry, page)}</li>`,
  );
  return `<ul class="list">\n${items.join("\n")}\n</ul>`;
}

function linkTo(entry: SiteEntry, { pageOf, language }: Page): string {
  const into = entry.language === language ? "" : ` hreflang="${escapeHtml(entry.language)}"`;
  return `<a href="${escapePath(pageOf(entry))}"${into}>${escapeHtml(entry.title)}</a>`;
}
