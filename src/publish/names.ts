import { dirname } from "node:path/posix";
import type { Article } from "../job/types.ts";

// All articles of a job ask for the same names.
const known = new WeakMap<readonly Article[], ReadonlyMap<string, Article>>();

/** The articles of a job by their slugs, the names that they had, and those of their translations. */
export function namesOf(articles: readonly Article[]): ReadonlyMap<string, Article> {
  const names =
    known.get(articles) ??
    new Map([
      ...articles.flatMap((article) => article.aliases.flatMap((alias) => inAll(alias, article))),
      ...articles.flatMap((article) => inAll(article.slug, article)),
    ]);
  known.set(articles, names);
  return names;
}

/** Whether a translation, `bread/es`, is one of the articles' under the names that they have now. */
export function isTranslation(name: string, articles: readonly Article[]): boolean {
  return namesOf(articles).get(name)?.slug === dirname(name);
}

/** A name of an article in each of its languages. */
function inAll(name: string, article: Article): readonly (readonly [string, Article])[] {
  const languages = (article.translations?.to ?? []).map(({ language }) => language);
  return [name, ...languages.map((language) => `${name}/${language}`)].map((each) => [
    each,
    article,
  ]);
}
