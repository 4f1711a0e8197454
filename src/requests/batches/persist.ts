import { AttemptError } from "../../errors.ts";
import { sleep } from "../http/abort.ts";
import { nextDelay } from "../pace/next-delay.ts";
import type { RunContext } from "../context.ts";

/** No pause of the API's own is longer, whatever it asks for: the run holds the lock meanwhile. */
const longestMs = 30_000;

/**
 * Calls the API of files and batches until it answers, or says that it never will.
 * @param attempts how often, at the most
 * @param call made anew for each attempt
 * @throws AttemptError the last one; the signal's reason when the run is to end
 */
export async function persist<Result>(
  attempts: number,
  { random, aborting }: Pick<RunContext, "random" | "aborting">,
  call: (attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(attempt);
    } catch (error) {
      if (!(error instanceof AttemptError) || !error.retryable || attempt >= attempts) {
        throw error;
      }
      const { retryAfterMs } = error;
      const pauseMs = nextDelay({ attempt, retryAfterMs, random: random() });
      await sleep(Math.min(pauseMs, longestMs), aborting);
    }
  }
}
