import { createRandom } from "../draw.ts";
import type { BatchFault } from "../trouble.ts";

/** What becomes of a line: it comes too late, no reply comes for it, its answer is lost. */
export type Fate = "late" | "zero" | "lost" | undefined;

/** The second half comes too late, every second line has no reply, or every third is lost. */
export function findFate(fault: BatchFault | undefined, index: number, total: number): Fate {
  if (fault === "expire" && index >= Math.floor(total / 2)) {
    return "late";
  }
  if (fault === "zero" && index % 2 === 0) {
    return "zero";
  }
  return fault === "short" && index % 3 === 0 ? "lost" : undefined;
}

/** Another order than the one given, wherever there is another. */
export function shuffle<Item>(items: readonly Item[], seed: string): readonly Item[] {
  const random = createRandom(seed);
  const drawn = items.map((item, index) => ({ item, index, rank: random() }));
  const shuffled = drawn.toSorted((one, other) => one.rank - other.rank);
  const isSame = shuffled.every(({ index }, place) => index === place);
  return (isSame ? shuffled.toReversed() : shuffled).map(({ item }) => item);
}
