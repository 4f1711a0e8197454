import { AttemptError } from "../../errors.ts";
import type { Notice } from "./protocol.ts";

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

/** What becomes of a request that a worker cannot read: each further one would be refused alike. */
export function refused({ worker, error = "" }: Notice): AttemptError {
  return new AttemptError("QUEUE_FAILED", `the worker ${worker} refuses it: ${error}`, {
    retryable: false,
    stops: "provider",
    hint: "Install the same release of Prelo wherever it runs, with the same PRELO_QUEUE_KEY.",
  });
}
