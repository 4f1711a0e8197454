import { join, posix } from "node:path";
import { composeFrontMatter, writeFrontMatter } from "../article/front-matter.ts";
import { escapeHtml } from "../article/formats/html/escape-html.ts";
import { pageFile } from "../article/formats/page-formats.ts";
import { directionOf } from "../article/locales/direction.ts";
import { foldLine } from "../article/markdown/clean-characters.ts";
import { writeMarkdown } from "../article/markdown/write-blocks.ts";
import { text } from "../article/sections/section-body.ts";
import type { ArticleDocument, PageHead } from "../article/types.ts";
import type { Article, Job } from "../job/types.ts";
import { leadingFormats } from "./alias-check.ts";
import { readManifest } from "./manifest.ts";
import type { Page, Publication } from "./publish.ts";

/**
 * What is published in the folders of the names that an article had: pages that lead to where it is now.
 * @param article the article, or one of its translations
 * @param inputs the hash of the article's own
 */
export function composeAliases(
  document: ArticleDocument,
  article: Pick<Article, "file" | "slug">,
  job: Pick<Job, "output">,
  inputs: string,
): readonly Publication[] {
  const formats = leadingFormats(job);
  return (formats.length === 0 ? [] : (document.aliases ?? [])).map((alias) => {
    const folder = join(job.output.dir, alias.slug);
    const to = `${posix.relative(alias.slug, article.slug)}/`;
    return {
      folder,
      article: alias.slug,
      inputs,
      pages: formats.map((format): Page => {
        const file = pageFile(format, job.output.file);
        const lead = format === "html" ? leadInHtml : leadInMarkdown;
        return { file, text: lead(alias, to, document, job) };
      }),
      pictures: [],
      newPictures: [],
      from: [article.file],
      parts: [],
      previous: readManifest(folder),
    };
  });
}

/** A page that leads to a folder, relative to its own; the document is what it leads to. */
type Lead = (
  alias: PageHead,
  to: string,
  document: ArticleDocument,
  job: Pick<Job, "output">,
) => string;

/** Works without a script; search engines take the new address for the old one. */
const leadInHtml: Lead = ({ title, language }, to, { pageUrl }, { output }) => {
  const name = escapeHtml(foldLine(title));
  const address = escapeHtml(to + pageFile("html", output.file));
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="${pageUrl === undefined ? address : escapeHtml(pageUrl)}">
<meta http-equiv="refresh" content="0; url=${address}">
</head>
<body>
<main>
<h1>${name}</h1>
<p><a href="${address}">${address}</a></p>
</main>
</body>
</html>
`;
};

/** The header is the author's as well, so that a site sets the page as any other, at an address of its own. */
const leadInMarkdown: Lead = (alias, to, _document, { output }) => {
  const { title } = alias;
  const file = pageFile("markdown", output.file);
  // In Markdown, a page of that name is one of a site, whose address is its folder.
  const url = file === "index.md" ? to : to + file;
  const page = writeMarkdown([
    ...(output.titleHeading
      ? [{ type: "heading" as const, level: 1, children: [text(title)] }]
      : []),
    { type: "paragraph", children: [{ type: "link", url, children: [text(title)] }] },
  ]);
  return writeFrontMatter(composeFrontMatter(alias, page)) + page;
};
