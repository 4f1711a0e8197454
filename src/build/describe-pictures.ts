import type { Answer } from "../answers/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Article } from "../job/types.ts";
import type { Describe } from "../pictures/original.ts";

/**
 * Reads what models said of an article's pictures. What reads Markdown loads for nothing else.
 * @param find an answer, by its block's id
 */
export async function describeFrom(
  article: Article,
  find: (id: string) => Answer | undefined,
): Promise<Describe> {
  const { readAltText } = await import("../article/read-alt-text.ts");
  const questions = listAsked(article).filter((block) => block.kind === "alt");
  return ({ id }, number) => {
    const question = questions.find((each) => each.image === id && each.number === number);
    const answer = question && find(question.id);
    return answer?.kind === "text" ? readAltText(answer) : undefined;
  };
}
