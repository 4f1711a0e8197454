import type { TextAnswer } from "../answers/types.ts";
import { readAnswer } from "../checks/answer/read-answer.ts";

/**
 * What a page shows of an answer: a person's text as it stands; of a model's, the answer itself, without
 * what it says around it. Empty where a model gave nothing but thoughts.
 */
export function shownText({ body, edited }: Pick<TextAnswer, "body" | "edited">): string {
  return edited ? body : (readAnswer(body)?.text ?? "");
}
