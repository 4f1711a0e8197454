import type { Answer } from "../../answers/types.ts";
import { compileTemplate, isTemplate } from "../../job/templates/templates.ts";
import { TemplateError } from "../../job/templates/template-errors.ts";
import type { Article } from "../../job/types.ts";
import { listTexts } from "../../job/article-texts.ts";
import { toScope } from "../scope.ts";

/** What may lead to another article, wherever it stands: more than links look like this. */
const likely = /article:[^\s<>"'()[\]]+|\.\.\/[^\s<>"'()[\]]+/g;

/**
 * Everything in an article that may be a link to another: in its author's texts as they are rendered, and
 * in its answers. Quick, and generous: code that looks like a link is listed as well.
 */
export function findLikelyLinks(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
): readonly string[] {
  const bodies = [...answers.values()].map((answer) => (answer.kind === "text" ? answer.body : ""));
  const { vars, row, blocks } = article;
  // Most articles have no such link, and need no work.
  if (!mayHold(JSON.stringify([vars, row?.values, blocks])) && !bodies.some(mayHold)) {
    return [];
  }
  const scope = { ...toScope(article, answers), isDraft: true };
  const texts = listTexts(article).map(({ text }) => {
    try {
      return isTemplate(text) ? compileTemplate(text).render(scope) : text.value;
    } catch (error) {
      if (error instanceof TemplateError) {
        return text.value;
      }
      throw error;
    }
  });
  return [...new Set([...texts, ...bodies].flatMap((text) => text.match(likely) ?? []))];
}

function mayHold(text: string): boolean {
  return text.includes("article:") || text.includes("../");
}

/** The articles in which a link of an article names a place: what stands in them decides where it leads. */
export function listPlaced(likelyLinks: readonly string[]): readonly string[] {
  return likelyLinks.flatMap((url) => {
    const [, name] = /^(?:article:|\.\.\/)([^/#?]+)[^#]*#/.exec(url) ?? [];
    return name === undefined ? [] : [name];
  });
}
