import { hasWording } from "../article/locales/messages.ts";
import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import type { SourcePlace } from "../errors.ts";
import type { Article, Job } from "../job/types.ts";

/**
 * Warns, once for each, of languages in which pages would speak English where they speak by themselves:
 * their buttons, the notes of who made them.
 */
export function warnOfMissingWords(
  { articles }: Job,
  sources: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const article of articles) {
    const { language, wording, translations } = article;
    const places = [
      { language, at: findLanguage(article, sources) },
      ...(translations?.to ?? []).map((to) => ({
        language: to.language,
        at: translations?.ref ?? findLanguage(article, sources),
      })),
    ];
    for (const { language: tag, at } of places) {
      if (!found.has(tag) && !hasWording({ language: tag, ...(wording && { wording }) })) {
        const name = new Intl.DisplayNames(["en"], { type: "language" }).of(tag) ?? tag;
        const message = `Prelo has no words of its own in ${name}: its pages say “Notes”, “On this page” and the like in English`;
        const hint = `Give them under \`${tag}:\` in a file, and name it in the job file: \`output: { wording: wording.yaml }\`.`;
        found.set(tag, createDiagnostic(sources, at, message, hint, "warning", "WORDING_MISSING"));
      }
    }
  }
  return [...found.values()];
}

/** Where an article says its language; else its file's beginning. */
function findLanguage({ file }: Article, sources: ReadonlyMap<string, string>): SourcePlace {
  const lines = (sources.get(file) ?? "").split("\n");
  const index = lines.findIndex((line) => line.startsWith("language:"));
  return { file, line: Math.max(index, 0) + 1, column: 1 };
}
