import { didYouMean } from "../../job/diagnostics/suggest.ts";
import type { Article, OutputFormat } from "../../job/types.ts";
import { decodeFragment } from "../markdown/urls.ts";
import type { Outline } from "./outline.ts";

/** Where the links of a page lead that name other articles of its job. */
export interface SiteLinks {
  /** The address of `article:slug#id`, relative to a page of a format; undefined when it leads nowhere. */
  readonly hrefOf: (url: string, format: OutputFormat) => string | undefined;
  /**
   * Why a link leads nowhere, as one sentence: `article:…`, or a path to another article's folder.
   * Undefined for what leads somewhere, and for what is no such link.
   */
  readonly explain: (href: string) => string | undefined;
}

/** The articles of a job as links see them. */
export interface Neighbours {
  /** An article by its slug, or by a name that it had, also with the language of a translation. */
  readonly find: (name: string) => Article | undefined;
  /** All those names. */
  readonly names: readonly string[];
  readonly outlineOf: (article: Article) => Outline;
  /** The pages of each article's folder: `article.md`, …. */
  readonly pages: readonly string[];
  /** What a page of a format is called. */
  readonly pageFile: (format: OutputFormat) => string;
  /** Whether something that Prelo published stands in a folder of the output. */
  readonly isPublished: (folder: string) => boolean;
}

interface Target {
  readonly name: string;
  readonly fragment: string | undefined;
}

/** The article that a link names: `article:slug#id`. */
export function readArticleLink(url: string): Target {
  return readTarget(url.slice("article:".length));
}

function readTarget(path: string): Target {
  const [name = "", ...rest] = path.split("#");
  const fragment = rest.join("#");
  return {
    name: decodeFragment(name.replace(/\/$/, "")),
    fragment: fragment === "" ? undefined : decodeFragment(fragment),
  };
}

/** Leads the links of an article's pages, which stand in a folder of their own beside all others. */
export function openSiteLinks(neighbours: Neighbours): SiteLinks {
  const { find, outlineOf, pageFile } = neighbours;
  return {
    hrefOf: (url, format) => {
      const { name, fragment } = readArticleLink(url);
      const article = find(name);
      if (article === undefined) {
        return undefined;
      }
      const file = pageFile(format);
      // In Markdown, such a page is one of a site, whose address is its folder.
      const page = file === "index.md" ? "" : file;
      // A heading's anchor in Markdown is made of its words, which are others in a translation.
      const isElsewhere = languageIn(name) !== undefined && format === "markdown";
      const place =
        fragment === undefined || isElsewhere
          ? undefined
          : placeOf(outlineOf(article), fragment, format);
      return `../${folderOf(article, name)}${page}${place === undefined ? "" : `#${place}`}`;
    },
    explain: (href) =>
      href.startsWith("article:")
        ? explainTarget(href, readArticleLink(href), neighbours)
        : explainPath(href, neighbours),
  };
}

/** The language of the translation that a link names: `article:bread/es`. */
export function languageIn(name: string): string | undefined {
  return name.split("/")[1];
}

/** The folder that a name of an article stands for, with a slash at its end. */
function folderOf({ slug }: Article, name: string): string {
  const language = languageIn(name);
  return language === undefined ? `${slug}/` : `${slug}/${language}/`;
}

/** Jupyter names the places of a notebook in ways of its own: there a link leads to its top. */
function placeOf(outline: Outline, name: string, format: OutputFormat): string | undefined {
  switch (format) {
    case "html":
      return outline.inHtml(name);
    case "markdown":
      return outline.inMarkdown(name);
    case "notebook":
      return undefined;
    default:
      return format satisfies never;
  }
}

function explainTarget(
  href: string,
  { name, fragment }: Target,
  { find, names, outlineOf }: Neighbours,
): string | undefined {
  const article = find(name);
  if (article === undefined) {
    return withGuess(`The link “${href}” leads to no article of the job.`, didYouMean(name, names));
  }
  if (fragment === undefined) {
    return undefined;
  }
  const outline = outlineOf(article);
  if (!outline.isWhole || outline.names.has(fragment)) {
    return undefined;
  }
  const says = `The link “${href}” leads to no block or heading of ${article.slug}.`;
  return withGuess(says, didYouMean(fragment, outline.names));
}

/** A path such as `../bread/article.md#why`; what leads elsewhere is the author's own. */
function explainPath(href: string, neighbours: Neighbours): string | undefined {
  const [, path = ""] = /^(?:\.\/)*\.\.\/([^?]*)/.exec(href) ?? [];
  const [place = "", ...rest] = path.split("#");
  const [folder = "", ...below] = place.split("/");
  const name = decodeFragment(folder);
  const file = decodeFragment(below.join("/"));
  const article = neighbours.find(name);
  if (article === undefined) {
    const isMeant = neighbours.isPublished(name) || /^article\.(?:html|md|ipynb)$/.test(file);
    const says = `The link “${href}” leads to the folder of no article of the job.`;
    return name !== "" && isMeant ? withGuess(says, didYouMean(name, neighbours.names)) : undefined;
  }
  const isPage = file === "" || neighbours.pages.includes(file);
  if (!isPage && !file.includes("/")) {
    return `The link “${href}” leads to no page of ${article.slug}: there is ${neighbours.pages.join(", ")}.`;
  }
  const fragment = isPage ? decodeFragment(rest.join("#")) : "";
  const { isWhole, names, inMarkdown } = fragment === "" ? anything : neighbours.outlineOf(article);
  const hasPlace = file.endsWith(".md") ? inMarkdown(fragment) === fragment : names.has(fragment);
  return isWhole && !hasPlace
    ? `The link “${href}” leads to no heading of ${article.slug}.`
    : undefined;
}

const anything: Pick<Outline, "isWhole" | "names" | "inMarkdown"> = {
  isWhole: false,
  names: new Set(),
  inMarkdown: (name) => name,
};

function withGuess(says: string, guess: string | undefined): string {
  return guess === undefined ? says : `${says} ${guess}`;
}
