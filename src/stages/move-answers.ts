import type { Move } from "../answers/move-records.ts";
import { recordPath } from "../answers/record-name.ts";
import type { Run } from "./run.ts";
import type { UnclaimedIndex } from "./unclaimed.ts";

/**
 * Gives answers of an article other names, and says so.
 * @throws PreloError WRITE_FAILED, READ_FAILED
 */
export async function moveAnswers(
  moves: readonly Move[],
  article: string,
  { store, emit }: Pick<Run, "store" | "emit">,
  unclaimed: UnclaimedIndex,
): Promise<void> {
  await store.move(moves);
  for (const { from } of moves) if (unclaimed.has(from)) unclaimed.take(from, article);
  const answers = moves.map(({ from, to, keep }) => ({
    block: to.id,
    from: recordPath(from),
    copied: keep && !unclaimed.has(from),
  }));
  emit({ type: "moved", article, answers });
}
