import type { RecordName } from "../answers/record-name.ts";
import { type CheckFailure, findInapplicable } from "../checks/types.ts";
import { PreloError } from "../errors.ts";
import { tellAtRow, type Told } from "../job/tables/at-row.ts";
import { DataError, TemplateError } from "../job/templates/template-errors.ts";
import type { Article, Job, SourceRef } from "../job/types.ts";
import { lineOfRecord } from "../publish/record-place.ts";

/** What is needed to say where something in an article is wrong. */
export interface Located {
  readonly article: Pick<Article, "slug" | "file" | "row">;
  readonly job: Pick<Job, "dir" | "answersDir">;
}

/**
 * Where something is told that is wrong with an article. Of a table's article that is its row; what is wrong in
 * another file than the template, such as a record, is told there, and names the row.
 * @param ref undefined for the article as a whole
 */
export function locate(
  { article: { file, row } }: Pick<Located, "article">,
  ref: SourceRef | undefined,
  message: string,
): Told {
  if (row === undefined) {
    return { ref: ref ?? { file, line: 1, column: 1 }, message };
  }
  if (ref === undefined) {
    return { ref: row.ref, message };
  }
  return ref.file === file
    ? tellAtRow(row.ref, { ref, message })
    : { ref, message: `${message} (${row.ref.file}:${row.ref.line})` };
}

/**
 * The same of an error; an answer that is no JSON is told at its record's line.
 * @param ref of the block, where it is known, for an error that names no line itself
 */
export function locateError(error: PreloError, where: Located, ref?: SourceRef): Told {
  const { slug } = where.article;
  const record =
    error instanceof DataError
      ? lineOfRecord({ slug, id: error.answer, kind: "text" }, error.line, where.job)
      : undefined;
  return locate(where, record ?? error.ref ?? ref, error.message);
}

/** What stops an article, with its place in the message: a record that cannot be used has it there. */
export function withPlace(error: PreloError, where: Located): PreloError {
  if (!(error instanceof TemplateError)) {
    return error;
  }
  const { ref, message } = locateError(error, where);
  return new PreloError(error.code, `${ref.file}:${ref.line}:${ref.column}: ${message}`, {
    hint: error.hint,
    ref,
    cause: error,
  });
}

/** Where it stands that an answer fails its checks: at a check that cannot be applied, or in its record. */
export function placeOfUnfit(
  unfit: readonly CheckFailure[] | undefined,
  record: RecordName,
  job: Located["job"],
): SourceRef | undefined {
  const line = unfit?.find((failure) => failure.line !== undefined)?.line;
  return (
    findInapplicable(unfit)?.ref ??
    (line === undefined ? undefined : lineOfRecord(record, line, job))
  );
}
