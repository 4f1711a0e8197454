import { type Context, createContext, Script } from "node:vm";

/** How long an author's pattern, schema or template may take on one text, in milliseconds. */
export const longestMs = 1000;

interface Guard {
  readonly context: Context;
  readonly script: Script;
}

let guard: Guard | undefined;

/**
 * Does work that may never end, such as a search with an author's regular expression. Only the end
 * of a script's time interrupts one that is running; the work itself runs where it was written.
 * @param work is cut off in the middle, and must leave nothing behind that anyone uses then
 * @param onTimeUp gives what stands for the result when the time is up
 */
export function withinTime<T>(work: () => T, onTimeUp: () => T): T {
  guard ??= { context: createContext({}), script: new Script("work()") };
  const { context, script } = guard;
  let result: { readonly value: T } | undefined;
  context["work"] = () => {
    result = { value: work() };
  };
  try {
    script.runInContext(context, { timeout: longestMs });
  } catch (error) {
    if (!isTimeUp(error)) {
      throw error;
    }
  }
  return result === undefined ? onTimeUp() : result.value;
}

function isTimeUp(error: unknown): boolean {
  // It may come from the other context, whose Error is another.
  return Object(error).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
