import { isAnswerTo } from "../answers/types.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { moveAnswers } from "./move-answers.ts";
import { type ArticleTask, prepareArticle, type PreparedArticle } from "./prepare.ts";
import type { Run } from "./run.ts";

/** An article that is about to be built. */
export interface MovingTask extends ArticleTask {
  /** Gives the records of all articles their names, once in a run. */
  readonly settleNames: () => Promise<void>;
}

/** Plans the article with every record under its block's name. @throws PreloError WRITE_FAILED */
export async function prepareMoved(task: MovingTask, run: Run): Promise<PreparedArticle> {
  const { orphaned } = task;
  const prepared = await prepareArticle(task);
  const isAlone = orphaned.articles.length === 1;
  if (prepared.moves.length === 0 && (isAlone || !replacesAny(prepared))) {
    return prepared;
  }
  await task.settleNames();
  const settled = await prepareArticle(task);
  // Names are settled once; which blocks an article has may show only later.
  if (settled.moves.length === 0 || settled.article.parts === undefined) {
    return settled;
  }
  await moveAnswers(settled.moves, run, orphaned);
  return prepareArticle(task);
}

/** Whether a real answer to another request is to make way, which another article may ask for. */
function replacesAny({ planned, context }: PreparedArticle): boolean {
  return planned.some(({ block, ask, assessment }) => {
    const read = context.read.get(block.id);
    return (
      ask &&
      read?.state === "read" &&
      read.answer.provider !== sandboxProvider &&
      !(assessment !== undefined && isAnswerTo(read.answer, assessment.request))
    );
  });
}
