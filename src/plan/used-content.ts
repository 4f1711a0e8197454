import { originalNumber } from "../answers/originals.ts";
import type { Answer } from "../answers/types.ts";
import type { Asked } from "../job/asked.ts";

/**
 * What a block's request takes from an answer that it uses: a text's body; of pictures, the hash
 * of the one that it looks at. Undefined when the answer does not hold it.
 */
export function usedContent(user: Asked, answer: Answer): string | undefined {
  if (answer.kind === "text") {
    return answer.body;
  }
  if (user.kind !== "alt") {
    return undefined;
  }
  return answer.images.find(({ file }) => originalNumber(file) === user.number)?.sha256;
}
