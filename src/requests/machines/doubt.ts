import { AttemptError } from "../../errors.ts";

/**
 * What becomes of a request that was given away, and of which nothing was heard again: it may have been
 * sent, and billed, and is asked for once more at the most.
 */
export function inDoubt(why: string): AttemptError {
  return new AttemptError("REQUEST_IN_DOUBT", `it may have been sent, and no reply came: ${why}`, {
    retryable: true,
    mostAttempts: 2,
    mayBeBilled: true,
    hint: "The provider may have charged for it. Run the same command to ask again.",
  });
}
