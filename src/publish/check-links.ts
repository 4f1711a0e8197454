import type { Token } from "marked";
import { decodeFragment } from "../article/markdown/urls.ts";
import { isFootnoteText } from "../article/markdown/footnote-tokens.ts";
import type { SiteLinks } from "../article/links/site-links.ts";
import { isMarkedToken } from "../article/markdown/parser.ts";

/** Where Prelo puts the pictures of an article, in its folder. */
const pictureFolder = "img";

/** What links and pictures of a page may point at. */
export interface Places {
  /** Every file of the article's folder, relative to it, with forward slashes. */
  readonly files: ReadonlySet<string>;
  /** Of the page's headings. */
  readonly anchors: ReadonlySet<string>;
  readonly links: Pick<SiteLinks, "explain">;
}

/** One sentence for each link and picture that leads nowhere, or away where it must not. */
export function checkTargets(tokens: readonly Token[], places: Places): readonly string[] {
  return tokens
    .flatMap((token) => targetsOf(token))
    .flatMap(({ type, href }) => {
      const problem = checkTarget(type, href, places);
      return problem === undefined ? [] : [problem];
    });
}

interface Target {
  readonly type: "link" | "image";
  readonly href: string;
}

/** Every link and picture in a token and below it, items and cells included. */
function targetsOf(token: Token): readonly Target[] {
  const own: readonly Target[] =
    token.type === "link" || token.type === "image"
      ? [{ type: token.type, href: String(token["href"]) }]
      : [];
  return [...own, ...childrenOf(token).flatMap((child) => targetsOf(child))];
}

function childrenOf(token: Token): readonly Token[] {
  if (isFootnoteText(token)) {
    return token.tokens;
  }
  if (!isMarkedToken(token)) {
    return [];
  }
  if (token.type === "list") {
    return token.items;
  }
  if (token.type === "table") {
    return [token.header, ...token.rows].flat().flatMap((cell) => cell.tokens);
  }
  return "tokens" in token ? (token.tokens ?? []) : [];
}

function checkTarget(
  type: "link" | "image",
  href: string,
  { files, anchors, links }: Places,
): string | undefined {
  if (type === "link" && href.startsWith("article:")) {
    return links.explain(href);
  }
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(href)) {
    return type === "image" ? `A picture is not local: ${withoutQuery(href)}` : undefined;
  }
  if (type === "link" && href.startsWith("#")) {
    return anchors.has(decodeFragment(href.slice(1)))
      ? undefined
      : `The link “${href}” leads to no heading of the page.`;
  }
  const path = withoutQuery(href);
  const file = decodeFragment(path).replace(/^(?:\.\/)+/, "");
  if (files.has(file)) {
    return undefined;
  }
  if (type === "image") {
    return `The picture “${path}” is not among the article's files.`;
  }
  // What else there is on the site, the author knows.
  return file.startsWith(`${pictureFolder}/`)
    ? `The link “${path}” leads to no file of the article.`
    : links.explain(withoutSearch(href));
}

function withoutSearch(href: string): string {
  return href.replace(/\?[^#]*/, "");
}

/** A query may be a signature, and a problem is printed. */
function withoutQuery(href: string): string {
  return href.replace(/[?#][\s\S]*$/, "");
}
