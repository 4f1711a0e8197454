import { acquireLock } from "../answers/lock.ts";
import { recordOf } from "../answers/record-names.ts";
import { AnswerStore } from "../answers/store.ts";
import { PreloError } from "../errors.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Job } from "../job/types.ts";
import type { Environment } from "./environment.ts";

/** What a person made of a recorded text. */
export interface AnswerEdit {
  readonly article: string;
  readonly block: string;
  readonly text: string;
  /** What that person saw: nothing else is replaced. */
  readonly before: string;
}

/**
 * Puts a person's text in the place of a recorded answer, which is edited from then on.
 * @throws PreloError USAGE, LOCKED, EDIT_CONFLICT, WRITE_FAILED
 */
export async function editAnswer(
  job: Job,
  { article: slug, block: id, text, before }: AnswerEdit,
  { lockHolder }: Pick<Environment, "lockHolder">,
): Promise<void> {
  const article = job.articles.find((each) => each.slug === slug);
  const block = article && listAsked(article).find((each) => each.id === id);
  if (article === undefined || block === undefined || block.kind === "image") {
    throw new PreloError("USAGE", `${slug}/${id} is no text that a model answers`);
  }
  if (text.trim() === "") {
    throw new PreloError("USAGE", "a text cannot be empty", {
      hint: "Remove the block from the article if nothing should be there.",
    });
  }
  // What another run is just writing is not overwritten, nor is this by it.
  const giveLockBack = await acquireLock(job.answersDir, lockHolder);
  try {
    await new AnswerStore(job.answersDir).edit(recordOf(article, block), text, before);
  } finally {
    await giveLockBack();
  }
}
