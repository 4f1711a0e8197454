import { listAsked } from "../job/alt-blocks.ts";
import type { Article } from "../job/types.ts";
import { findDependencies } from "../plan/dependencies.ts";
import type { BuildOptions } from "./environment.ts";

/**
 * Which of an article's blocks may be asked for: all, none of a frozen build, or those that are named,
 * with what they quote and the descriptions of their pictures.
 */
export function whichMayAsk(
  article: Article,
  { frozen = false, only }: Pick<BuildOptions, "frozen" | "only">,
): (id: string) => boolean {
  if (frozen) {
    return () => false;
  }
  if (only === undefined) {
    return () => true;
  }
  const blocks = listAsked(article);
  const allowed = new Set<string>();
  const allow = (id: string): void => {
    const block = blocks.find((each) => each.id === id);
    if (block === undefined || allowed.has(id)) {
      return;
    }
    allowed.add(id);
    findDependencies(article, block).forEach(allow);
    blocks
      .filter((each) => each.kind === "alt" && each.image === id)
      .forEach((each) => allow(each.id));
  };
  blocks.filter(({ id }) => only.includes(`${article.slug}/${id}`)).forEach(({ id }) => allow(id));
  return (id) => allowed.has(id);
}
