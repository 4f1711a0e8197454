import { PreloError, toError } from "../errors.ts";
import { isStop, NotSentError } from "../requests/not-sent.ts";
import { PublishError } from "../article/publish-error.ts";
import type { Article } from "../job/types.ts";
import type { Run } from "./run.ts";

/** Why a block, or an article as a whole, failed. */
export interface Failure {
  readonly block: string | undefined;
  /** The line of the YAML that it came from. */
  readonly ref: { readonly file: string; readonly line: number; readonly column: number };
  readonly error: PreloError;
}

/**
 * Says a failure the moment it is known, once; what a stop or another's failure explains, not at all.
 * @returns whether it is said, now or before
 */
export function tellFailure(
  article: string,
  { block, ref, error }: Failure,
  { emit, told, stopping }: Pick<Run, "emit" | "told" | "stopping">,
): boolean {
  if (error instanceof NotSentError || isStop(error, stopping.signal.reason)) {
    return false;
  }
  if (told.has(error)) {
    return true;
  }
  told.add(error);
  const { code, message, hint } = error;
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
 * A failure of the article as a whole: at its template's line, at the block's that a leak or
 * a page's fault came from, or at its file's first.
 */
export function toFailure(error: PreloError, { file, blocks }: Article): Failure {
  const blamed = error instanceof PublishError ? error.block : undefined;
  const block = blocks.find(({ id }) => id === blamed);
  if (block !== undefined) {
    return { block: block.id, ref: block.ref, error };
  }
  return { block: undefined, ref: error.ref ?? { file, line: 1, column: 1 }, error };
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
