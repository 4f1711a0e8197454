import type { Answer } from "../answers/types.ts";
import { describeUnreviewed, readReview } from "../answers/review.ts";
import { recordOf } from "../answers/record-names.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Article, Job, SourceRef } from "../job/types.ts";
import { placeOfRecord } from "../publish/record-place.ts";

/** A text that nobody answers for, and where that is to be written. */
export interface Unreviewed {
  readonly block: string;
  /** In words that follow its name. */
  readonly why: string;
  /** The record. */
  readonly ref: SourceRef;
  /** Whether a review is written there that does not hold, for whatever reason. */
  readonly isWritten: boolean;
}

/** The texts of models in an article that nobody has reviewed as they are now, in its order. */
export function listUnreviewed(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  job: Pick<Job, "dir" | "answersDir">,
): readonly Unreviewed[] {
  const shown = new Set(article.blocks.map(({ id, chosen = id }) => chosen));
  return listAsked(article).flatMap((block): readonly Unreviewed[] => {
    if (block.kind !== "alt" && !shown.has(block.id)) {
      return [];
    }
    const answer = answers.get(block.id);
    const why = answer?.kind === "text" ? describeUnreviewed(answer) : undefined;
    if (answer?.kind !== "text" || why === undefined) {
      return [];
    }
    const { name: file } = placeOfRecord(recordOf(article, block), job);
    const isWritten = readReview(answer).state !== "none";
    return [{ block: block.id, why, ref: { file, line: 1, column: 1 }, isWritten }];
  });
}
