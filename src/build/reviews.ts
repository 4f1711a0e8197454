import { recordOf } from "../answers/record-names.ts";
import type { Answer } from "../answers/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Article, Job } from "../job/types.ts";
import type { Run } from "./run.ts";
import { listUnreviewed } from "./unreviewed.ts";

/** Notes in the records which texts were reviewed: a change of one of them is seen from then on. */
export async function noteReviews(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  { store }: Pick<Run, "store">,
): Promise<void> {
  for (const block of listAsked(article)) {
    const answer = answers.get(block.id);
    if (answer?.kind === "text" && answer.reviewed !== undefined) {
      await store.noteReview(recordOf(article, block));
    }
  }
}

/** Says which texts nobody answers for. @returns whether the article waits for them */
export function holdBack(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  job: Job,
  { emit }: Pick<Run, "emit">,
): boolean {
  const unreviewed = listUnreviewed(article, answers, job);
  for (const { block, why, isWritten } of unreviewed) {
    if (isWritten) {
      emit({ type: "warning", article: article.slug, block, message: why });
    }
  }
  if (!job.output.requireReview || unreviewed.length === 0) {
    return false;
  }
  const names = unreviewed.map(({ block }) => block).join(", ");
  const message = `held back until these texts are reviewed: ${names}; what was published before stays`;
  emit({ type: "warning", article: article.slug, message });
  return true;
}
