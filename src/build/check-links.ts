import { kindOf } from "../blocks/kinds.ts";
import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import type { LoadResult } from "../job/load.ts";
import { compileTemplate, isTemplate, scopeOf } from "../job/templates/templates.ts";
import { TemplateError } from "../job/templates/template-errors.ts";
import type { Article, Job, SourceRef, SourceText } from "../job/types.ts";
import { locateInText } from "../job/yaml/locate-text.ts";

/** A text with links that are to be looked at. */
interface LinkedText {
  readonly article: Article;
  readonly text: SourceText;
}

/**
 * What is wrong with the links to other articles in the author's own texts, as far as that shows before
 * anything is answered: one that leads nowhere is a mistake, one that leads to a draft a warning.
 * @param pages the names of each article's pages
 */
export async function checkLinks(
  articles: readonly Article[],
  job: Job,
  loaded: LoadResult,
  pages: readonly string[],
): Promise<readonly Diagnostic[]> {
  const linked = listLinked(articles);
  if (linked.length === 0) {
    return [];
  }
  // What reads Markdown loads only for texts with such links.
  const { listArticleLinks } = await import("../article/links/list-links.ts");
  const { openKnownLinks } = await import("../publish/known-links.ts");
  const links = openKnownLinks(job, loaded, pages);
  return linked.flatMap(({ article, text }) =>
    listArticleLinks(render(text, article)).flatMap((url): readonly Diagnostic[] => {
      const at = placeOf(url, text);
      const says = links.explain(url);
      if (says !== undefined) {
        return [createDiagnostic(loaded.sources, at, says)];
      }
      const draft = article.draft === true ? undefined : links.draftAt(url);
      const message = `The link “${url}” leads to ${draft}, which is a draft.`;
      return draft === undefined
        ? []
        : [createDiagnostic(loaded.sources, at, message, undefined, "warning")];
    }),
  );
}

/** Each text once: all rows of a table have the same, but for what they fill in. */
function listLinked(articles: readonly Article[]): readonly LinkedText[] {
  const seen = new Set<SourceText>();
  return articles.flatMap((article) =>
    article.blocks
      .flatMap((block) => [block.heading, ...kindOf(block).markdown(block)])
      .filter((text) => text !== undefined)
      .filter((text) => /article:|\.\.\//.test(text.value) && !seen.has(text))
      .map((text) => {
        if (!isTemplate(text)) {
          seen.add(text);
        }
        return { article, text };
      }),
  );
}

/** What an answer is to fill in is left out; what is wrong with a template is told elsewhere. */
function render(text: SourceText, article: Article): string {
  try {
    return compileTemplate(text).render({ ...scopeOf(article), isDraft: true });
  } catch (error) {
    if (error instanceof TemplateError) {
      return "";
    }
    throw error;
  }
}

/** Where a link stands; where its text begins for one that a template made. */
function placeOf(url: string, text: SourceText): SourceRef {
  const before = text.value.slice(0, Math.max(0, text.value.indexOf(url))).split("\n");
  return locateInText(text, before.length, (before.at(-1)?.length ?? 0) + 1);
}
