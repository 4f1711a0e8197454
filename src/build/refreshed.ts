import { recordPath } from "../answers/record-name.ts";
import { recordOf } from "../answers/record-names.ts";
import { numbersUpTo } from "../blocks/picture-numbers.ts";
import type { Asked } from "../job/asked.ts";
import type { Article } from "../job/types.ts";
import type { PlanContext } from "../plan/plan-context.ts";
import { namedNumbers, type Names, namesBlock } from "./named-blocks.ts";

/** What batches have to do with `--refresh`; records by their paths, single pictures with their numbers behind them. */
export interface Refreshing {
  /** Asked for in this run already: the names mean them no more. */
  readonly asked?: ReadonlySet<string> | undefined;
  /** Asked for anew by another command, and not recorded yet. */
  readonly renewing?: ReadonlySet<string> | undefined;
}

const none: ReadonlySet<string> = new Set();

/** Which of an article's answers are asked for although there are some. */
export function findRefreshed(
  article: Article,
  names: Names,
  { asked = none, renewing = none }: Refreshing,
): Required<Pick<PlanContext, "refreshes" | "asksAgain">> {
  const pathOf = (block: Asked): string => recordPath(recordOf(article, block));
  const isDone = (block: Asked, number: number): boolean => asked.has(`${pathOf(block)}/${number}`);
  const isNamed = (block: Asked): boolean =>
    !asked.has(pathOf(block)) && namesBlock(names, article, block);
  return {
    refreshes: (block) =>
      isNamed(block)
        ? !listPictures(block).some((number) => isDone(block, number))
        : renewing.has(pathOf(block)) && !asked.has(pathOf(block)),
    asksAgain: (block) => {
      const named = isNamed(block)
        ? listPictures(block)
        : [
            ...(asked.has(pathOf(block)) ? [] : namedNumbers(names, article.slug, block)),
            ...listPictures(block).filter((number) => renewing.has(`${pathOf(block)}/${number}`)),
          ];
      return named.filter((number) => !isDone(block, number));
    },
  };
}

function listPictures(block: Asked): readonly number[] {
  return block.kind === "image" ? numbersUpTo(block.n) : [];
}
