import type { SlugClaims } from "../folder/slug-claims.ts";
import type { Article } from "../types.ts";

/**
 * Claims a name that an article had before; reports one that another has, for both would stand in one
 * folder.
 */
export function claimAlias(
  alias: string,
  { slug, file }: Pick<Article, "slug" | "file">,
  claims: SlugClaims,
  report: (message: string, hint: string) => void,
): void {
  const owner = claims.claim(alias, file);
  if (owner !== undefined) {
    const whose =
      alias.toLowerCase() === slug.toLowerCase() ? "this article's own slug" : `that of ${owner}`;
    const hint = "An alias is a slug that an article had before, and that none has now.";
    report(`The alias \`${alias}\` is ${whose} already.`, hint);
  }
}
