import { createHash } from "node:crypto";
import { foldLine } from "../../markdown/clean-characters.ts";
import type { ArticleDocument } from "../../types.ts";
import { escapeHtml } from "./escape-html.ts";
import { copyStyle } from "./copy-script.ts";
import { describeForMachines } from "./json-ld.ts";
import { describeForShares } from "./open-graph.ts";
import type { PageClasses } from "./page-classes.ts";
import { linkLanguages, styleLanguages } from "./render-languages.ts";
import { styleSheet } from "./style-sheet.ts";

/**
 * The head of a page: its policy, what it says of itself, and its whole style sheet.
 * @param script the one that may run on it
 */
export function renderHead(
  document: ArticleDocument,
  classes: PageClasses,
  script?: string,
): string {
  const own = script === undefined ? [] : [copyStyle];
  const css = [
    styleSheet,
    ...styleLanguages(document.language, document.alternates !== undefined),
    ...own,
    classes.css(),
  ]
    .filter((part) => part !== "")
    .join("\n");
  const title = escapeHtml(foldLine(document.title));
  const lines = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${writePolicy(css, script)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    ...renderMeta("description", document.description),
    ...renderMeta("author", document.author),
    ...renderMeta("keywords", document.tags.join(", ")),
    ...renderMeta("robots", document.draft && "noindex"),
    '<meta name="generator" content="Prelo">',
    '<meta name="color-scheme" content="light dark">',
    ...renderCanonical(document),
    ...linkLanguages(document),
    ...describeForShares(document),
    ...renderFeed(document),
    `<style>${css}</style>`,
    `<script type="application/ld+json">${describeForMachines(document)}</script>`,
  ];
  return `<head>\n${lines.join("\n")}\n</head>`;
}

/**
 * Nothing runs but this one script, if there is any, and nothing is loaded but pictures beside the page,
 * and this one style sheet.
 */
export function writePolicy(css: string, script?: string): string {
  const pictures = css.includes('url("data:image/') ? "'self' data:" : "'self'";
  return [
    "default-src 'none'",
    `img-src ${pictures}`,
    `style-src '${hashOf(css)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function renderMeta(name: string, content: string | undefined): readonly string[] {
  if (content === undefined || content === "") {
    return [];
  }
  return [`<meta name="${name}" content="${escapeHtml(foldLine(content))}">`];
}

function renderFeed({ feed }: ArticleDocument): readonly string[] {
  return feed === undefined
    ? []
    : [`<link rel="alternate" type="application/atom+xml" href="${escapeHtml(feed)}">`];
}

function renderCanonical({ pageUrl }: ArticleDocument): readonly string[] {
  return pageUrl === undefined ? [] : [`<link rel="canonical" href="${escapeHtml(pageUrl)}">`];
}
