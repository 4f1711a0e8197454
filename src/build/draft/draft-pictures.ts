import type { Answer } from "../../answers/types.ts";
import { PreloError } from "../../errors.ts";
import type { Article, ImageBlock } from "../../job/types.ts";
import type { PictureRenderer } from "../../pictures/picture-renderer.ts";
import { describeFrom } from "../describe-pictures.ts";
import { illustrateOwn } from "../illustrate-blocks.ts";

/**
 * Makes the pictures of a draft: those that are there, and placeholders for the others.
 * @returns why some of the author's own, or posters of videos, cannot be shown
 */
export async function drawPictures(
  { article, renderer }: { readonly article: Article; readonly renderer: PictureRenderer },
  answers: ReadonlyMap<string, Answer>,
): Promise<readonly PreloError[]> {
  const describe = await describeFrom(article, (id) => answers.get(id));
  const problems: PreloError[] = [];
  for (const block of article.blocks) {
    if (block.kind === "image") {
      const answer = answers.get(block.id);
      await renderer.illustrateWhatIsThere(withPlaceholders(block, answer), answer, describe);
    } else if (block.kind === "video" && block.posterPicture !== undefined) {
      await renderer.showAsPoster(block, answers.get(block.posterPicture.image));
    } else if (block.kind === "video") {
      const problem = await tryTo(() => renderer.illustrateVideo(block));
      if (problem !== undefined) {
        problems.push(problem);
        await renderer.showAsPoster(block, undefined);
      }
    } else {
      const problem = await tryTo(async () => illustrateOwn(block, renderer));
      problems.push(...(problem === undefined ? [] : [problem]));
    }
  }
  return problems;
}

async function tryTo(show: () => Promise<void>): Promise<PreloError | undefined> {
  try {
    await show();
    return undefined;
  } catch (error) {
    if (error instanceof PreloError) {
      return error;
    }
    throw error;
  }
}

/** Where no picture is there, one small file stands for each: nobody looks at it closely. */
function withPlaceholders(block: ImageBlock, answer: Answer | undefined): ImageBlock {
  const { variants } = block;
  const widths = [...variants.widths].slice(0, 1);
  const formats = [...variants.formats].slice(-1);
  const small = answer === undefined && { widths, formats };
  return { ...block, variants: { ...variants, onError: "placeholder", ...small } };
}
