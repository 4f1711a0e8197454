import type { ReadResult } from "../answers/read-result.ts";
import type { Asked } from "../job/asked.ts";
import type { Article } from "../job/types.ts";
import { answerUsed, compileTemplate } from "../job/templates/templates.ts";
import { textsOfParts } from "../job/article-texts.ts";
import type { Known } from "../job/unfold/place-blocks.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";

/**
 * What recorded answers tell of which blocks an article has: those that are settled, and that a list or a
 * condition of its names.
 * @param article as it was loaded
 * @returns undefined where its blocks depend on no answer
 */
export function findKnown(
  article: Article,
  planned: readonly PlannedBlock[],
  read: ReadonlyMap<string, ReadResult>,
): Known | undefined {
  const names = new Set(
    textsOfParts(article)
      .flatMap((text) => compileTemplate(text).references)
      .map(answerUsed),
  );
  const chosen = findChosen(planned, read);
  if (names.size === 0 && chosen === undefined) {
    return undefined;
  }
  const bodies = planned.flatMap(({ block, ask, isStopped, assessment }) => {
    const isNamed = namesFor(block).some((name) => names.has(name));
    const answer = ask || isStopped === true ? undefined : assessment?.recorded;
    return isNamed && answer?.kind === "text" ? [[block.id, answer.body] as const] : [];
  });
  return { bodies: Object.fromEntries(bodies), ...(chosen !== undefined && { chosen }) };
}

/** What the file calls a block. */
function namesFor({ id, repeated, ...block }: Asked): readonly (string | undefined)[] {
  return [id, repeated?.of, "variantOf" in block ? block.variantOf : undefined];
}

/** Which variants their records call the chosen ones, by their blocks' ids; undefined for none. */
function findChosen(
  planned: readonly PlannedBlock[],
  read: ReadonlyMap<string, ReadResult>,
): Known["chosen"] {
  const chosen = planned.flatMap(({ block }) => {
    const found = read.get(block.id);
    return isMarked(found) && "variantOf" in block && block.variantOf !== undefined
      ? [[block.variantOf, block.id] as const]
      : [];
  });
  // The first one that says so; where the block's own does, it is that.
  const others = chosen.filter(([id]) => !isMarked(read.get(id)));
  return others.length === 0 ? undefined : Object.fromEntries(others.toReversed());
}

function isMarked(found: ReadResult | undefined): boolean {
  return found?.state === "read" && found.answer.kind === "text" && found.answer.chosen === true;
}
