import { TemplateError } from "../templates/template-errors.ts";
import type { Article, SourceRef } from "../types.ts";
import { unfold } from "../unfold/unfold.ts";

/** An article with its blocks as far as they are known before any answer; reports what keeps it from that. */
export function unfoldOrReport(
  article: Article,
  report: (at: SourceRef, message: string, hint?: string) => void,
): Article {
  try {
    return unfold(article);
  } catch (error) {
    if (!(error instanceof TemplateError)) {
      throw error;
    }
    report(error.ref, error.message, error.hint);
    // Its other mistakes are still to be found.
    const { parts = [], ...rest } = article;
    return { ...rest, blocks: parts.flatMap((part) => ("over" in part ? [] : [part])) };
  }
}
