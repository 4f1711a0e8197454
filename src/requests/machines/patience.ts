import { toError } from "../../errors.ts";
import { sleep } from "../http/abort.ts";

const pauseMs = 500;
/** What Redis says when it cannot write now, and may later: full, its disk full, or just starting. */
const passing = /^(?:OOM|MISCONF|LOADING|BUSY|READONLY|TRYAGAIN|MASTERDOWN)\b/;

/** A message is told again after this time, in milliseconds. */
const tellAgainMs = 10_000;

/**
 * Passes messages on, each of a kind once in a while: what ails Redis ails every command.
 * @param clock in milliseconds
 */
export function tellSeldom(
  tell: (message: string) => void,
  clock: () => number,
): (message: string) => void {
  const told = new Map<string, number>();
  return (message) => {
    const [said = ""] = message.split(/\.? script: /, 1);
    const [kind = ""] = said.split(" ", 1);
    const nowMs = clock();
    if (nowMs - (told.get(kind) ?? -Infinity) >= tellAgainMs) {
      told.set(kind, nowMs);
      tell(said);
    }
  };
}

/**
 * Repeats a command for as long as Redis cannot carry it out: what came of a request is paid for.
 * @param onWait is told once what Redis says
 * @throws what the command throws otherwise; the signal's reason
 */
export async function untilWritten<Result>(
  command: () => Promise<Result>,
  onWait: (message: string) => void,
  signal: AbortSignal,
): Promise<Result> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await command();
    } catch (error) {
      const { message } = toError(error);
      if (!passing.test(message)) {
        throw error;
      }
      if (isFirst) {
        onWait(message);
      }
    }
    await sleep(pauseMs, signal);
  }
}
