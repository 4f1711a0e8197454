import { outlineOf } from "../article/links/outline.ts";
import { openSiteLinks, readArticleLink, type SiteLinks } from "../article/links/site-links.ts";
import type { LoadResult } from "../job/load.ts";
import type { Job } from "../job/types.ts";
import { openNeighbours } from "./neighbours.ts";

/** The links between articles, as far as their files tell where they lead. */
export interface KnownLinks extends Pick<SiteLinks, "explain"> {
  /** The slug of the draft that a link leads to, if it does. */
  readonly draftAt: (url: string) => string | undefined;
}

/** Opens the links of a job that was just loaded, and may have mistakes. */
export function openKnownLinks(
  job: Pick<Job, "neighbours" | "output">,
  { diagnostics, groups, unread }: Pick<LoadResult, "diagnostics" | "groups" | "unread">,
  pages: readonly string[],
): KnownLinks {
  const isFaulty = diagnostics.length > 0;
  const unreadSlugs = new Set(unread.map(({ slug }) => slug));
  const known = openNeighbours(job, pages, (article) =>
    outlineOf(article, new Map(), job.output.headingStyle),
  );
  // A row with a mistake is no article, and a block with one is not there.
  const mayMiss = isFaulty && groups.flat().some(({ row }) => row !== undefined);
  const links = openSiteLinks({
    ...known,
    outlineOf: (article) => {
      const outline = known.outlineOf(article);
      return isFaulty ? { ...outline, isWhole: false } : outline;
    },
  });
  return {
    explain: (href) => {
      const { name } = readArticleLink(href);
      const isHidden = known.find(name) === undefined && (mayMiss || unreadSlugs.has(name));
      return isHidden ? undefined : links.explain(href);
    },
    draftAt: (url) => {
      const name = url.startsWith("article:")
        ? readArticleLink(url).name
        : (/^(?:\.\/)*\.\.\/([^/?#]+)/.exec(url)?.[1] ?? "");
      const article = known.find(name);
      return article?.draft === true ? article.slug : undefined;
    },
  };
}
