import { acquireLock } from "../answers/lock.ts";
import { recordOf } from "../answers/record-names.ts";
import { AnswerStore } from "../answers/store.ts";
import { PreloError } from "../errors.ts";
import { type Asked, isTextBlock } from "../job/asked.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Article, Job } from "../job/types.ts";
import type { Environment } from "./environment.ts";

/** The id of the block whose answers are variants of one another; undefined for a block with a single answer. */
export function variedBlock(block: Asked): string | undefined {
  if (!isTextBlock(block)) {
    return undefined;
  }
  return block.variantOf ?? (block.askedAs === undefined ? undefined : block.id);
}

/**
 * Makes one of a block's answers the one that is published.
 * @param article as its blocks stand on the page
 * @param id of the answer: `teaser.2`, or the block's own
 * @throws PreloError USAGE, LOCKED, WRITE_FAILED
 */
export async function chooseVariant(
  { answersDir }: Pick<Job, "answersDir">,
  article: Article,
  id: string,
  { lockHolder }: Pick<Environment, "lockHolder">,
): Promise<void> {
  const blocks = listAsked(article);
  const block = blocks.find((each) => each.id === id);
  const of = block && variedBlock(block);
  if (block === undefined || of === undefined) {
    throw new PreloError("USAGE", `${article.slug}/${id} is not one of several answers`);
  }
  // What another run is just writing is not overwritten, nor is this by it.
  const giveLockBack = await acquireLock(answersDir, lockHolder);
  try {
    const store = new AnswerStore(answersDir);
    if (store.readRecord(recordOf(article, block)).state !== "read") {
      throw new PreloError("USAGE", `${article.slug}/${id} is not answered yet`);
    }
    await store.choose(recordOf(article, block), true);
    for (const other of blocks.filter((each) => each !== block && variedBlock(each) === of)) {
      await store.choose(recordOf(article, other), false);
    }
  } finally {
    await giveLockBack();
  }
}
