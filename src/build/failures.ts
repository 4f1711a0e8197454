import { PreloError, toError } from "../errors.ts";
import { AwaitsBatch } from "../requests/awaits-batch.ts";
import { isStop, NotSentError } from "../requests/not-sent.ts";
import { PublishError } from "../article/publish-error.ts";
import { locateError, type Located } from "./locate.ts";
import type { Article, SourceRef } from "../job/types.ts";
import type { Run } from "./run.ts";

/** Why a block, or an article as a whole, failed. */
export interface Failure {
  readonly block: string | undefined;
  /** The line of the YAML that it came from; of a table's article, its row. */
  readonly ref: { readonly file: string; readonly line: number; readonly column: number };
  /** The error's, with the place of a table's template. */
  readonly message: string;
  readonly error: PreloError;
}

/** Whether some of it only waits for a batch. */
export function isOut(failures: readonly Pick<Failure, "error">[]): boolean {
  return failures.some(({ error }) => error instanceof AwaitsBatch);
}

interface FailedIn extends Located {
  readonly article: Article;
}

/** The block that failed. */
interface Named {
  readonly id: string;
  readonly ref: SourceRef;
}

/**
 * Says a failure the moment it is known, once; what a stop or another's failure explains, not at all.
 * @returns whether it is said, now or before
 */
export function tellFailure(
  article: string,
  { block, ref, message, error }: Failure,
  { emit, told, stopping }: Pick<Run, "emit" | "told" | "stopping">,
): boolean {
  if (
    error instanceof AwaitsBatch ||
    error instanceof NotSentError ||
    isStop(error, stopping.signal.reason)
  ) {
    return false;
  }
  if (told.has(error)) {
    return true;
  }
  told.add(error);
  const { code, hint } = error;
  emit({
    type: "failed",
    article,
    ...(block !== undefined && { block }),
    ref: { file: ref.file, line: ref.line, column: ref.column },
    code,
    message,
    ...(hint !== undefined && { hint }),
  });
  return true;
}

/**
 * A failure of a block; without one, of the article as a whole: then it is told at the block's line that
 * a leak or a page's fault came from, at its template's line, or at the article's place.
 */
export function toFailure(error: PreloError, where: FailedIn, block?: Named): Failure {
  const blamed = error instanceof PublishError ? error.block : undefined;
  const culprit = block ?? where.article.blocks.find(({ id }) => id === blamed);
  return { block: culprit?.id, error, ...locateError(error, where, culprit?.ref) };
}

/** An answer of whatever form, from whatever server, fails its own article at the most. */
export function toPageError(error: unknown): PreloError {
  if (error instanceof PreloError) {
    return error;
  }
  const kind = toError(error).name;
  return new PreloError("PAGE_INVALID", `the page cannot be set (${kind})`, {
    hint: "Look for an answer with unusual Markdown. Prelo should have handled it: please report this.",
    cause: error,
  });
}
