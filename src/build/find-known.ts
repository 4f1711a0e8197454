import type { Article } from "../job/types.ts";
import { answerUsed, compileTemplate } from "../job/templates/templates.ts";
import { textsOfParts } from "../plan/article-texts.ts";
import type { Known } from "../job/unfold/place-blocks.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";

/**
 * What recorded answers tell of which blocks an article has: those that are settled, and that a list or a
 * condition of its names.
 * @param article as it was loaded
 * @returns undefined where its blocks depend on no answer
 */
export function findKnown(article: Article, planned: readonly PlannedBlock[]): Known | undefined {
  const names = new Set(
    textsOfParts(article)
      .flatMap((text) => compileTemplate(text).references)
      .map(answerUsed),
  );
  if (names.size === 0) {
    return undefined;
  }
  const bodies = planned.flatMap(({ block, ask, isStopped, assessment }) => {
    const isNamed = names.has(block.id) || names.has(block.repeated?.of);
    const answer = ask || isStopped === true ? undefined : assessment?.recorded;
    return isNamed && answer?.kind === "text" ? [[block.id, answer.body] as const] : [];
  });
  return { bodies: Object.fromEntries(bodies) };
}
