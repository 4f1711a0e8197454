import type { Answer } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import { altId } from "../job/alt-names.ts";
import type { Article } from "../job/types.ts";
import type { Outcome } from "../requests/run-tasks.ts";
import type { Describe, PictureRenderer } from "../pictures/picture-renderer.ts";

/** Reads the descriptions among an article's outcomes. What reads Markdown loads for no other. */
export async function describeFrom(outcomes: ReadonlyMap<string, Outcome>): Promise<Describe> {
  const { readAltText } = await import("../article/read-alt-text.ts");
  return ({ id }, number) => {
    const outcome = outcomes.get(altId(id, number));
    const answer: Answer | undefined = outcome?.ok === true ? outcome.answer : undefined;
    return answer?.kind === "text" ? readAltText(answer) : undefined;
  };
}

/**
 * Makes the pictures of the blocks with `alt: auto`, whose variants hold what a model said about
 * them, once all of that is there.
 * @returns the outcomes, with those pictures that could not be made as failures
 */
export async function illustrateDescribed(
  article: Article,
  outcomes: ReadonlyMap<string, Outcome>,
  renderer: PictureRenderer,
): Promise<ReadonlyMap<string, Outcome>> {
  const blocks = article.blocks
    .filter((block) => block.kind === "image")
    .filter(({ altSettings }) => altSettings !== undefined);
  if (blocks.length === 0) {
    return outcomes;
  }
  const after = new Map(outcomes);
  const describe = await describeFrom(outcomes);
  await Promise.all(
    blocks.map(async (block) => {
      const outcome = outcomes.get(block.id);
      if (outcome?.ok !== true || outcome.answer.kind !== "image") {
        return;
      }
      const numbers = Array.from({ length: block.n }, (_, index) => index + 1);
      if (numbers.some((number) => describe(block, number) === undefined)) {
        return;
      }
      try {
        await renderer.illustrateBlock(block, outcome.answer, describe);
      } catch (error) {
        if (!(error instanceof PreloError)) {
          throw error;
        }
        after.set(block.id, { ok: false, error, partial: outcome.answer });
      }
    }),
  );
  return after;
}
