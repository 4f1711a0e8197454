import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { didYouMean } from "../job/diagnostics/suggest.ts";
import type { Article } from "../job/types.ts";
import type { AttachedArticle } from "../blocks/material.ts";
import { findCycle } from "./dependencies.ts";

/** The articles whose texts go along with an article's questions, and where each is named. */
export function attachedArticles({ blocks }: Pick<Article, "blocks">): readonly AttachedArticle[] {
  return blocks.flatMap((block) => {
    const attached = "attach" in block ? (block.attach ?? []) : [];
    return attached.filter((each) => "article" in each);
  });
}

/** Articles that go along with questions and are not there, or wait for themselves: each at its line. */
export function checkAttached(
  articles: readonly Article[],
  sources: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const named = new Map(articles.map((article) => [article.slug, attachedArticles(article)]));
  if ([...named.values()].every((attached) => attached.length === 0)) {
    return [];
  }
  const unknown = [...named.values()].flat().filter(({ article }) => !named.has(article));
  const diagnostics = unknown.map(({ article, ref }) =>
    createDiagnostic(
      sources,
      ref,
      `The job has no article \`${article}\`.`,
      didYouMean(article, named.keys()) ?? "Name another article of this job, by its slug.",
    ),
  );
  const cycle = findCycle(
    new Map([...named].map(([slug, attached]) => [slug, attached.map(({ article }) => article)])),
  );
  const [first = "", next] = cycle ?? [];
  const at = named.get(first)?.find(({ article }) => article === next);
  return cycle === undefined || at === undefined
    ? diagnostics
    : [
        ...diagnostics,
        createDiagnostic(
          sources,
          at.ref,
          `These articles wait for one another in a circle: ${cycle.join(" → ")}.`,
          "Take one of the files out.",
        ),
      ];
}
