import type { BlockReader } from "./block-reader.ts";

/** The most pictures of a block. */
export const mostPictures = 100;

/** The numbers of a block's pictures: from 1. */
export function numbersUpTo(n: number): readonly number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

/** The id under which the description of one picture is asked for and recorded. */
export function altId(image: string, number: number): string {
  return `${image}-alt-${number}`;
}

/** The numbers of the pictures that are published; reports one that is none of theirs, or stands twice. */
export function readShow(
  { show, n }: { readonly show?: readonly number[] | undefined; readonly n: number },
  reader: BlockReader,
): readonly number[] | undefined {
  if (show === undefined) {
    return numbersUpTo(n);
  }
  let isFine = true;
  for (const [index, number] of show.entries()) {
    if (number > n) {
      const message = `\`show\` names picture ${number}, but \`n\` is ${n}.`;
      const hint = `Name pictures by numbers from 1 to ${n}, or ask for more with \`n\`.`;
      reader.report(["show", index], message, hint);
      isFine = false;
    } else if (show.indexOf(number) < index) {
      reader.report(["show", index], `\`show\` names picture ${number} twice.`, "Name it once.");
      isFine = false;
    }
  }
  return isFine ? show : undefined;
}
