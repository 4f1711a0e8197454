import { escapeHtml, escapePath } from "../../article/formats/html/escape-html.ts";
import { renderDate } from "../../article/formats/html/render-date.ts";
import { writePolicy } from "../../article/formats/html/render-head.ts";
import { styleSheet } from "../../article/formats/html/style-sheet.ts";
import type { SiteEntry } from "./entry.ts";
import type { Site } from "./site.ts";

/** So many articles have a card with a picture; of a site with more, the older ones are a list. */
const mostCards = 200;

const cardSheet = `
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:2rem 1.5rem;list-style:none;padding:0;margin:0 0 3rem}
.cards li{margin:0}
.cards img{width:100%;aspect-ratio:3/2;object-fit:cover;margin-bottom:.7rem}
.cards h3,.cards p{margin:0 0 .35rem}
.cards h3{font-size:1.15rem}
.cards a,.list a{text-decoration:none}
.cards a:hover,.list a:hover{text-decoration:underline}
.meta{font:.85rem/1.5 var(--sans);color:var(--soft)}
.site{width:min(64rem,100% - 2.5rem)}
`.trim();

/** The site's first page: a card for each article, by language; then its articles by tag. */
export function writeIndex(site: Site): string {
  const { title, description, baseUrl, entries } = site;
  const css = `${styleSheet}\n${cardSheet}`;
  const languages = [...new Set(entries.map(({ language }) => language))];
  const parts = languages.map((language) => {
    const own = entries.filter((entry) => entry.language === language);
    const name = languages.length === 1 ? "" : `<h2>${escapeHtml(nameOf(language))}</h2>\n`;
    return `<section lang="${escapeHtml(language)}">\n${name}${renderEntries(own, site, languages.length > 1 ? 3 : 2)}\n</section>`;
  });
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
    ...feedLink(site),
    `<style>${css}</style>`,
  ];
  return `<!DOCTYPE html>
<html lang="${escapeHtml(languages[0] ?? "en")}">
<head>
${head.join("\n")}
</head>
<body>
<main class="site">
<header class="masthead">
<h1>${escapeHtml(title)}</h1>${lead}
</header>
${[...parts, ...renderTags(site)].join("\n")}
</main>
</body>
</html>
`;
}

function feedLink({ baseUrl, title, entries }: Site): readonly string[] {
  return baseUrl === undefined || entries.every(({ date }) => date === undefined)
    ? []
    : [
        `<link rel="alternate" type="application/atom+xml" title="${escapeHtml(title)}" href="feed.xml">`,
      ];
}

function renderEntries(entries: readonly SiteEntry[], site: Site, level: number): string {
  const cards = entries
    .slice(0, mostCards)
    .map((entry, index) => renderCard(entry, site, level, index));
  const more = entries.slice(mostCards);
  const list = more.length === 0 ? "" : `\n${renderList(more, site)}`;
  return `<ul class="cards">\n${cards.join("\n")}\n</ul>${list}`;
}

function renderCard(entry: SiteEntry, site: Site, level: number, index: number): string {
  const { folder, cover, description, date, language, tags = [], sandbox } = entry;
  const load = index === 0 ? ' fetchpriority="high"' : ' loading="lazy"';
  const picture =
    cover === undefined
      ? ""
      : `<img src="${escapePath(folder + cover.file)}" width="${cover.width}" height="${cover.height}" alt="${escapeHtml(cover.alt)}"${load} decoding="async">\n`;
  const said = [
    ...(date === undefined ? [] : [renderDate(date, { language })]),
    ...(tags.length === 0 ? [] : [escapeHtml(tags.join(", "))]),
    ...(sandbox === true ? ["<strong>sandbox</strong>"] : []),
  ];
  const meta = said.length === 0 ? "" : `\n<p class="meta">${said.join(" · ")}</p>`;
  const text = description === undefined ? "" : `\n<p>${escapeHtml(description)}</p>`;
  return `<li>${picture}<h${level}>${linkTo(entry, site)}</h${level}>${meta}${text}</li>`;
}

function renderTags(site: Site): readonly string[] {
  const { entries } = site;
  const tags = [...new Set(entries.flatMap((entry) => entry.tags ?? []))].toSorted();
  return tags.length === 0
    ? []
    : tags.map((tag, index) => {
        const tagged = entries.filter((entry) => entry.tags?.includes(tag));
        const id = `tag-${index + 1}`;
        return `<section aria-labelledby="${id}">\n<h2 id="${id}">#${escapeHtml(tag)}</h2>\n${renderList(tagged, site)}\n</section>`;
      });
}

function renderList(entries: readonly SiteEntry[], site: Site): string {
  const items = entries.map(
    (entry) => `<li lang="${escapeHtml(entry.language)}">${linkTo(entry, site)}</li>`,
  );
  return `<ul class="list">\n${items.join("\n")}\n</ul>`;
}

function linkTo(entry: SiteEntry, { pageOf }: Site): string {
  return `<a href="${escapePath(pageOf(entry))}">${escapeHtml(entry.title)}</a>`;
}

/** A language in its own words. */
function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
