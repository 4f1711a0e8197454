import { originalNumber } from "../answers/originals.ts";
import type { Answer } from "../answers/types.ts";
import type { Asked } from "../job/asked.ts";
import type { ImageBlock } from "../job/types.ts";
import { listGivenNames } from "./dependencies.ts";

/**
 * What a block's request takes from an answer that it uses: a text's body; of pictures, the hashes
 * of those that the model is shown, one a line. Undefined when the answer does not hold it.
 * @param id of the block whose answer it is
 */
export function usedContent(user: Asked, id: string, answer: Answer): string | undefined {
  if (answer.kind === "text") {
    return answer.body;
  }
  const hashes = numbersUsed(user, id).map(
    (number) => answer.images.find(({ file }) => originalNumber(file) === number)?.sha256,
  );
  return hashes.length === 0 || hashes.includes(undefined) ? undefined : hashes.join("\n");
}

/** The numbers of the pictures that a block is shown of another; none of a text. */
export function numbersUsed(user: Asked, id: string): readonly number[] {
  switch (user.kind) {
    case "alt":
      return [user.number];
    case "image":
      return listGivenNames(user)
        .filter(({ image }) => image === id)
        .map(({ number }) => number);
    case "prompt":
    case "question":
      return [];
    default:
      return user satisfies never;
  }
}

/**
 * The hashes of the pictures that go along with a block's prompt, in their order; empty ones for those
 * that are not there yet.
 * @param contents what it uses of other blocks, by their ids: see {@link usedContent}
 */
export function hashesOfGiven(
  { given = [] }: ImageBlock,
  contents: Readonly<Record<string, string>>,
): readonly string[] {
  const left = new Map(Object.entries(contents).map(([id, text]) => [id, text.split("\n")]));
  return given.map((each) =>
    "image" in each ? (left.get(each.image)?.shift() ?? "") : each.sha256,
  );
}
