import type { SourcePlace } from "../errors.ts";
import type { PictureFile } from "../files/picture-file.ts";
import type { PictureName } from "./settings/picture-name.ts";

/** The largest file that may go along with a prompt, and all of a block's together, in bytes. */
export const mostGivenBytes = 20 * 1024 * 1024;
export const mostGivenBytesInAll = 50 * 1024 * 1024;

/** One of the article's own pictures, and where it is named. */
export interface GivenName extends PictureName {
  readonly ref: SourcePlace;
}

/** A picture that goes along with a prompt: the author's own, or one of another block. */
export type GivenPicture = PictureFile | GivenName;

/**
 * What a block that another refers to must have: a `request`, a `text` of a model's; `originals` are pictures, shown
 * or not; `pictures` is one that is shown, the first unless a number says which; `gallery` all that are shown.
 */
export type Needs = "request" | "text" | "originals" | "pictures" | "gallery";

/** Where the id of another block stands, and which of its pictures is meant. */
export interface Referral {
  readonly id: readonly (string | number)[];
  readonly number?: readonly (string | number)[];
  readonly needs: Needs;
}

/** The blocks that a `reference` names, one or a list. @param at the keys that lead to it */
export function referralsIn(
  reference: unknown,
  at: readonly (string | number)[],
): readonly Referral[] {
  const paths = Array.isArray(reference) ? reference.map((_, index) => [...at, index]) : [at];
  return paths.map((path) => ({
    id: [...path, "image"],
    number: [...path, "number"],
    needs: "originals",
  }));
}
