import { languageIn, readArticleLink, type SiteLinks } from "../links/site-links.ts";
import type { Article } from "../../job/types.ts";

/**
 * The links of a translated page, which lies one folder below its source: they lead to the other article in
 * the same language where it has that and the link names no other, and else to the article itself.
 * @param source those of the page that it translates
 * @param names all articles of the job by their names
 */
export function translateLinks(
  source: SiteLinks,
  language: string,
  names: ReadonlyMap<string, Article>,
): SiteLinks {
  return {
    hrefOf: (url, format) => {
      const href = source.hrefOf(url, format);
      if (href === undefined) {
        return undefined;
      }
      const { name } = readArticleLink(url);
      const article = names.get(name);
      const isThere = article?.translations?.to.some((target) => target.language === language);
      const [, folder = "", page = "", place = ""] =
        /^(\.\.\/[^/]+\/)([^#]*)(#.*)?$/.exec(href) ?? [];
      if (article?.language === language || isThere !== true || languageIn(name) !== undefined) {
        return `../${href}`;
      }
      // Ids are the same in every language; a heading in Markdown is named after its words.
      return `../${folder}${language}/${page}${format === "html" ? place : ""}`;
    },
    // What leads elsewhere was looked at on the page of the source.
    explain: (href) => (href.startsWith("article:") ? source.explain(href) : undefined),
  };
}
