import { isAsked } from "../job/asked.ts";
import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { TemplateError } from "../job/templates/template-errors.ts";
import { compileTemplate, isTemplate, scopeOf } from "../job/templates/templates.ts";
import type { Article, SourceRef } from "../job/types.ts";
import { type ArticleText, listTexts } from "../job/article-texts.ts";
import { findCycle, findDependencies, listGivenNames } from "./dependencies.ts";
import { explainReference, type KnownNames } from "./explain-reference.ts";

export interface CheckContext extends Pick<KnownNames, "declaredIds" | "hasAddress"> {
  readonly sources: ReadonlyMap<string, string>;
}

/** All mistakes in an article's templates: syntax, unknown names, cycles; each at its line. */
export function checkTemplates(article: Article, context: CheckContext): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const said = new Set<string>();
  const report = (ref: SourceRef, message: string, hint?: string): void => {
    // The blocks of a repeat have their mistakes in common.
    const key = JSON.stringify([ref.file, ref.line, ref.column, message]);
    if (!said.has(key)) {
      said.add(key);
      diagnostics.push(createDiagnostic(context.sources, ref, message, hint));
    }
  };
  const names = {
    article,
    blocks: new Map(article.blocks.map((block) => [block.id, block])),
    ...context,
  };

  const checkText = (each: ArticleText): boolean => {
    const { text } = each;
    try {
      const template = compileTemplate(text);
      const before = diagnostics.length;
      for (const reference of template.references) {
        const wrong = explainReference(reference, each, names);
        if (wrong !== undefined) {
          report(reference, wrong.message, wrong.hint);
        }
      }
      // What waits for nothing can be tried at once, so that it cannot fail in mid-run.
      const isReady = template.references.every(({ path }) => path[0] === "vars");
      if (isReady && diagnostics.length === before) {
        template.render(scopeOf(article));
      }
      return true;
    } catch (error) {
      if (!(error instanceof TemplateError)) {
        throw error;
      }
      report(error.ref, error.message, error.hint);
      return false;
    }
  };

  const sound = listTexts(article)
    .filter(({ text }) => isTemplate(text))
    .map(checkText);
  // Without a template or a reference nothing uses an answer.
  const refers = article.blocks.some(
    (block) => ("given" in block && block.given) || ("follows" in block && block.follows),
  );
  if ((sound.length > 0 || refers) && sound.every(Boolean)) {
    reportCycle(article, report);
  }
  return diagnostics;
}

type Report = (ref: SourceRef, message: string, hint?: string) => void;

function reportCycle(article: Article, report: Report): void {
  const asked = article.blocks.filter(isAsked);
  const dependencies = new Map(
    asked.map((block) => [block.id, findDependencies(article, block)] as const),
  );
  const cycle = findCycle(dependencies);
  const first = asked.find(({ id }) => id === cycle?.[0]);
  if (cycle === undefined || first === undefined) {
    return;
  }
  const given =
    first.kind === "image"
      ? listGivenNames(first).find(({ image }) => image === cycle[1])?.ref
      : undefined;
  const follows = first.kind === "image" ? undefined : first.follows;
  const followed = follows?.value === cycle[1] ? follows : undefined;
  report(
    given ?? followed ?? first.prompt,
    `these answers use one another in a circle: ${cycle.join(" → ")}`,
    "Take one of the references out.",
  );
}
