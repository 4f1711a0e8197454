import { type Move } from "../answers/move-records.ts";
import { isPrevious, recordPath } from "../answers/record-name.ts";
import { PreloError } from "../errors.ts";
import { type ArticleTask, prepareArticle } from "./prepare.ts";
import type { Run } from "./run.ts";
import type { OrphanIndex } from "./orphaned.ts";

/**
 * Gives answers other names, all at once, and says so for each article.
 * @throws PreloError WRITE_FAILED, READ_FAILED
 */
export async function moveAnswers(
  moves: readonly Move[],
  { store, emit }: Pick<Run, "store" | "emit">,
  orphaned: OrphanIndex,
): Promise<void> {
  await store.move(moves);
  const filled = new Set(moves.map(({ to }) => recordPath(to)));
  for (const { from, to } of moves) {
    if (orphaned.has(from) && !filled.has(recordPath(from))) {
      orphaned.take(from, to.slug);
    }
  }
  for (const article of new Set(moves.map(({ to }) => to.slug))) {
    const answers = moves
      .filter(({ to }) => to.slug === article && !isPrevious(to))
      .map(({ from, to, keep }) => ({
        block: to.id,
        from: recordPath(from),
        copied: keep && !orphaned.has(from),
      }));
    emit({ type: "moved", article, answers });
  }
}

/**
 * Gives every record of the job the name of the block that it answers, across articles too: before any
 * of them asks for what another has, or writes over it.
 * @throws PreloError WRITE_FAILED, READ_FAILED
 */
export async function settleNames(task: Omit<ArticleTask, "article">, run: Run): Promise<void> {
  const moves: Move[] = [];
  // What is to be asked for again has its place as well.
  const options = { ...task.options, refresh: [] };
  for (const article of task.orphaned.articles) {
    try {
      moves.push(...(await prepareArticle({ ...task, options, article })).moves);
    } catch (error) {
      // That is told by the article itself.
      if (!(error instanceof PreloError)) {
        throw error;
      }
    }
  }
  await moveAnswers(moves, run, task.orphaned);
  task.orphaned.refresh();
}
