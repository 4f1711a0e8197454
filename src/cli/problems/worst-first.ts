import { errorCodes, exitCodes } from "../../errors.ts";
import type { Problem } from "./problem.ts";

/** Sorts problems: what weighs most, and explains the others, comes first. */
export function worstFirst(a: Problem, b: Problem): number {
  return rank(a) - rank(b);
}

/** What failed only because something else did explains nothing. */
const followers: ReadonlySet<string> = new Set([
  "DEPENDENCY_FAILED",
  "INTERRUPTED",
  "OUTPUT_STALE",
]);

const gravest = [exitCodes.internal, exitCodes.leak, exitCodes.usage, exitCodes.failed];

function rank({ code }: Problem): number {
  if (code === undefined) {
    return 0;
  }
  const grave = gravest.findIndex((exit) => exit === errorCodes[code].exit);
  return (grave === -1 ? gravest.length : grave) + (followers.has(code) ? gravest.length : 0);
}
