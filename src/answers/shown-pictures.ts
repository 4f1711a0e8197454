import type { Article } from "../job/types.ts";
import { originalNumber } from "./originals.ts";
import type { Answer } from "./types.ts";

/**
 * What of an answer is published: of pictures those that their block shows, in its order. The others
 * stay in the record.
 * @param id of the block
 */
export function shownOf({ blocks }: Article, id: string, answer: Answer): Answer {
  if (answer.kind !== "image") {
    return answer;
  }
  const block = blocks.find((each) => each.id === id);
  if (block?.kind !== "image") {
    return answer;
  }
  const byNumber = new Map(answer.images.map((image) => [originalNumber(image.file), image]));
  return { ...answer, images: block.show.flatMap((number) => byNumber.get(number) ?? []) };
}
