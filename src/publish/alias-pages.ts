import { join } from "node:path";
import { writeFrontMatter } from "../article/front-matter.ts";
import { escapeHtml } from "../article/formats/html/escape-html.ts";
import { pageFile } from "../article/formats/page-formats.ts";
import { foldLine } from "../article/markdown/clean-characters.ts";
import { writeMarkdown } from "../article/markdown/write-blocks.ts";
import { text } from "../article/sections/section-body.ts";
import type { ArticleDocument } from "../article/types.ts";
import type { Article, Job } from "../job/types.ts";
import { leadingFormats } from "./alias-check.ts";
import { readManifest } from "./manifest.ts";
import type { Page, Publication } from "./publish.ts";

/**
 * What is published in the folders of the names that an article had: pages that lead to where it is now.
 * @param inputs the hash of the article's own
 */
export function composeAliases(
  document: ArticleDocument,
  article: Article,
  job: Pick<Job, "output">,
  inputs: string,
): readonly Publication[] {
  const pages = leadingFormats(job).map((format): Page => {
    const file = pageFile(format, job.output.file);
    const to = `../${article.slug}/`;
    return format === "html"
      ? { file, text: leadInHtml(document, `${to}${file}`) }
      : {
          file,
          text: leadInMarkdown(
            document,
            file === "index.md" ? to : `${to}${file}`,
            job.output.titleHeading,
          ),
        };
  });
  return pages.length === 0
    ? []
    : article.aliases.map((alias) => ({
        folder: join(job.output.dir, alias),
        article: alias,
        inputs,
        pages,
        pictures: [],
        newPictures: [],
        from: [article.file],
        parts: [],
        previous: readManifest(join(job.output.dir, alias)),
      }));
}

/** Works without a script; search engines take the new address for the old one. */
function leadInHtml({ title, language, pageUrl }: ArticleDocument, to: string): string {
  const name = escapeHtml(foldLine(title));
  const address = escapeHtml(to);
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="${escapeHtml(pageUrl ?? to)}">
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
}

function leadInMarkdown(
  { slug, title, language }: ArticleDocument,
  to: string,
  titleHeading: boolean,
): string {
  const head = writeFrontMatter(
    new Map([
      ["title", title],
      ["lang", language],
    ]),
  );
  const page = writeMarkdown([
    ...(titleHeading ? [{ type: "heading" as const, level: 1, children: [text(title)] }] : []),
    {
      type: "paragraph",
      children: [{ type: "link", url: to, children: [{ type: "text", text: slug }] }],
    },
  ]);
  return head + page;
}
