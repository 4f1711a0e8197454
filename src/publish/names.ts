import type { Article } from "../job/types.ts";

// All articles of a job ask for the same names.
const known = new WeakMap<readonly Article[], ReadonlyMap<string, Article>>();

/** The articles of a job by their slugs, those of their translations, and the names that they had. */
export function namesOf(articles: readonly Article[]): ReadonlyMap<string, Article> {
  const names =
    known.get(articles) ??
    new Map([
      ...articles.flatMap((article) =>
        article.aliases.map((alias): [string, Article] => [alias, article]),
      ),
      ...articles.flatMap((article) =>
        (article.translations?.to ?? []).map(({ language }): [string, Article] => [
          `${article.slug}/${language}`,
          article,
        ]),
      ),
      ...articles.map((article): [string, Article] => [article.slug, article]),
    ]);
  known.set(articles, names);
  return names;
}
