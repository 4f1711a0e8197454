import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { tellAtRow } from "../job/tables/at-row.ts";
import { explainName, type WrongName } from "../job/templates/explain-name.ts";
import {
  compileTemplate,
  isTemplate,
  type Reference,
  scopeOf,
} from "../job/templates/templates.ts";
import { TemplateError } from "../job/templates/template-errors.ts";
import type { Article, Row, SourceRef } from "../job/types.ts";
import { type ArticleText, listTexts } from "../job/article-texts.ts";

/** What a text of a table's template takes from a row. */
interface RowText extends Pick<ArticleText, "text" | "role"> {
  readonly references: readonly Reference[];
  /** Whether it waits for no answer: then it is tried at once, so that it cannot fail in mid-run. */
  readonly isReady: boolean;
}

// All rows of a table have the same blocks.
const known = new WeakMap<Article["blocks"], readonly RowText[]>();

function rowTextsOf(article: Article): readonly RowText[] {
  const texts =
    known.get(article.blocks) ??
    listTexts(article)
      .filter(({ text }) => isTemplate(text))
      .map(({ text, role }) => {
        const all = compileTemplate(text).references;
        const references = all.filter(({ path: [root] }) => root === "row");
        const isReady = all.every(({ path: [root] }) => root === "row" || root === "vars");
        return { text, role, references, isReady };
      })
      .filter(({ references }) => references.length > 0);
  known.set(article.blocks, texts);
  return texts;
}

/**
 * All mistakes that one row makes in the texts of its table's template, which are sound by themselves:
 * each at the row, with the template's place.
 */
export function checkRow(
  article: Article,
  { ref, values }: Row,
  sources: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (at: SourceRef, said: string, hint?: string): void => {
    const { message } = tellAtRow(ref, { ref: at, message: said });
    diagnostics.push(createDiagnostic(sources, ref, message, hint));
  };
  const scope = scopeOf(article);
  for (const { text, references, isReady, role } of rowTextsOf(article)) {
    const missing = references.find((reference) => missingIn(reference, values));
    if (missing !== undefined) {
      const { message, hint } = missingIn(missing, values) ?? {};
      report(missing, `${message} in this row`, hint);
      continue;
    }
    try {
      const rendered = isReady ? compileTemplate(text).render(scope).trim() : undefined;
      if (rendered === "" && role !== undefined) {
        report(text, `the ${role} comes out empty for this row`, "Fill the columns that it names.");
      }
    } catch (error) {
      if (!(error instanceof TemplateError)) {
        throw error;
      }
      report(error.ref, error.message, error.hint);
    }
  }
  return diagnostics;
}

function missingIn(reference: Reference, values: Row["values"]): WrongName | undefined {
  return explainName(reference, values, "Give the row such a column; null is none.");
}
