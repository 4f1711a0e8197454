import type { ArticleResult } from "../../build/article-result.ts";
import type { Failure } from "../../build/failures.ts";
import type { PreloError } from "../../errors.ts";
import { NotKeptError } from "../../answers/not-kept.ts";
import { NotSentError } from "../../requests/not-sent.ts";
import { listSome } from "../list-some.ts";

/** What many blocks failed of alike is said once, with the blocks it met and those that it kept back. */
export function describeFailures(failures: readonly Failure[]): readonly string[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const { code, message, hint } = reasonOf(failure);
    // Each names a file of its own; what is wrong is the same.
    const said = failure.error instanceof NotKeptError ? hint : message;
    const key = `${code} ${said}`;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].flatMap((group) => {
    const met = group.filter(({ error }) => !(error instanceof NotSentError));
    const [first] = met.length > 0 ? met : group;
    if (first === undefined) {
      return [];
    }
    const { ref, block } = first;
    const { code, message: reason, hint } = reasonOf(first);
    const message = first.error instanceof NotSentError ? reason : first.message;
    const where = `${ref.file}:${ref.line}:${ref.column}`;
    const said = `${where} error ${code}${block === undefined ? "" : ` in "${block}"`}: ${message}`;
    const notSent = group.filter(({ error }) => error instanceof NotSentError);
    return [
      said,
      ...(hint === undefined ? [] : [`  ${hint}`]),
      ...listPlaces("The same at", met.slice(1)),
      ...listPlaces("Not sent", notSent),
    ].join("\n");
  });
}

/** Why a request was not sent is told once, by the one that met it. */
function reasonOf({ error }: Failure): PreloError {
  return error instanceof NotSentError ? error.reason : error;
}

/** The blocks that met such an error: the first so many by name. */
export function listBlocks(
  title: string,
  articles: readonly ArticleResult[],
  met: (error: PreloError) => boolean,
): readonly string[] {
  const names = articles.flatMap(({ slug, file, failures }) =>
    failures
      .filter(({ error }) => met(error))
      // Of a table's article the name says little, and its row more.
      .map(({ block, ref }) => {
        const row = ref.file === file ? "" : ` (${ref.file}:${ref.line})`;
        return `${slug}/${block ?? ""}${row}`;
      }),
  );
  if (names.length === 0) {
    return [];
  }
  return [`${title}: ${listSome(names)}`];
}

function listPlaces(title: string, failures: readonly Failure[]): readonly string[] {
  if (failures.length === 0) {
    return [];
  }
  const places = failures.map(
    ({ block, ref }) => `${block ?? "the page"} (${ref.file}:${ref.line})`,
  );
  return [`  ${title}: ${listSome(places)}`];
}
