import { PreloError } from "../errors.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { didYouMean } from "../job/diagnostics/suggest.ts";
import type { Article } from "../job/types.ts";

/** Whether a command line names a block: by its id, or by its article's name and its id. */
export function namesBlock(names: readonly string[] | "all", slug: string, id: string): boolean {
  return names === "all" || names.includes(id) || names.includes(`${slug}/${id}`);
}

/**
 * @param said what stands before the name on the command line: `--refresh`
 * @throws PreloError USAGE for a name that no block has
 */
export function assertKnownBlocks(
  names: readonly string[] | "all",
  articles: readonly Article[],
  said: string,
): void {
  const known = articles.flatMap((article) =>
    listAsked(article).flatMap(({ id }) => [id, `${article.slug}/${id}`]),
  );
  const unknown = names === "all" ? undefined : names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new PreloError("USAGE", `${said} ${unknown}: no block that a model answers has this id`, {
      hint: didYouMean(unknown, known) ?? "`prelo plan` lists the ids.",
    });
  }
}
