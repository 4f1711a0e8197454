import type { OrphanedAnswer } from "../build/orphaned.ts";
import { plural, pronoun } from "../job/diagnostics/plural.ts";
import { listSome } from "./list-some.ts";

/**
 * Says which answers no block uses, and what removes them: those that a person edited in a line of their own.
 * @param nameOf what they are called
 */
export function describeOrphans(
  orphaned: readonly OrphanedAnswer[],
  nameOf: (answer: OrphanedAnswer) => string,
): readonly string[] {
  return [false, true].flatMap((edited): readonly string[] => {
    const group = orphaned.filter((answer) => answer.edited === edited);
    if (group.length === 0) {
      return [];
    }
    const what = `${plural(group.length, "answer")} that no block uses`;
    const which = edited ? `${what} and a person edited` : what;
    const command = edited ? "prelo prune --edited" : "prelo prune";
    const remedy = `\`${command}\` removes ${pronoun(group.length)}`;
    return [`${which}; ${remedy}: ${listSome(group.map(nameOf))}`];
  });
}
