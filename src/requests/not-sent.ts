import { PreloError } from "../errors.ts";
import { ArticleBudgetError } from "./spending.ts";

/** What becomes of a request whose queue an earlier one's error had closed. */
export class NotSentError extends PreloError {
  override readonly name = "NotSentError";
  /** The error that closed the queue. */
  readonly reason: PreloError;

  constructor(reason: PreloError) {
    super(reason.code, `not sent: ${reason.message}`, { hint: reason.hint, cause: reason });
    this.reason = reason;
  }
}

/**
 * Whether a block failed only because the run was stopped.
 * @param stoppedBy why it was; undefined when it was not
 */
export function isStop(error: PreloError, stoppedBy: unknown): boolean {
  const isOfRun = error.code === "INTERRUPTED" || error.code === "BUDGET_EXCEEDED";
  return error === stoppedBy || (isOfRun && !(error instanceof ArticleBudgetError));
}
