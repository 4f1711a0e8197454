import type { AnswerStore } from "../../answers/store.ts";
import type { Answer, TextAnswer } from "../../answers/types.ts";
import { settingsOf } from "../../job/asked.ts";
import type { PlannedBlock } from "../../plan/plan-context.ts";
import type { PreparedArticle } from "../prepare.ts";

/** What stands where a text is still to come. */
const gap = "…";

/**
 * The answers that a page shows today, whatever a build would say of them: stale ones, those that were kept
 * aside because they fail a check, and for texts that are not there a mark of the gap.
 */
export function findAnswers(
  prepared: PreparedArticle,
  store: Pick<AnswerStore, "readRejected">,
): ReadonlyMap<string, Answer> {
  return new Map(
    prepared.planned.flatMap((planned) => {
      const { block } = planned;
      const answer = findAnswer(planned, prepared, store);
      if (answer !== undefined) {
        return [[block.id, answer] as const];
      }
      return block.kind === "image" || block.kind === "alt"
        ? []
        : [[block.id, standIn(planned, prepared)] as const];
    }),
  );
}

function findAnswer(
  { block, assessment }: PlannedBlock,
  { context }: PreparedArticle,
  store: Pick<AnswerStore, "readRejected">,
): Answer | undefined {
  const read = context.read.get(block.id);
  const recorded = read?.state === "read" ? read.answer : undefined;
  if (assessment === undefined) {
    return recorded;
  }
  const refused = assessment.refused && store.readRejected(assessment.refused.name)?.answer;
  return assessment.recorded ?? refused;
}

function standIn({ block }: PlannedBlock, { targets }: PreparedArticle): TextAnswer {
  return {
    kind: "text",
    fingerprint: "",
    provider: targets.providerFor(block).asked.name,
    endpoint: settingsOf(block).endpoint,
    model: settingsOf(block).model,
    request: {},
    created: "",
    finish: "",
    body: gap,
    edited: false,
  };
}
