import * as z from "zod";
import { defaults } from "./defaults.ts";
import { filledText, positiveInteger } from "./values.ts";

/** One picture of a block, by the block's id and its number, from 1. */
export interface PictureName {
  readonly image: string;
  readonly number: number;
}

export const pictureName = z
  .strictObject({
    image: filledText.describe("The id of an image or picture block of this article."),
    number: positiveInteger
      .default(defaults.block.poster_number)
      .describe("Which of its pictures; default 1."),
  })
  .describe("One of the article's own pictures.");

/** The picture that stands for an article: a block's first where no number is given. */
export const coverName = z
  .union([
    filledText.transform((image) => ({ image, number: undefined })),
    z
      .strictObject({
        image: filledText.describe("The id of an image or picture block of this article."),
        number: positiveInteger.describe("Which of its pictures; default: the first.").optional(),
      })
      .transform(({ image, number }) => ({ image, number })),
  ])
  .describe(
    "The picture that stands for the article where it is linked to: the id of a block, or `{ image: ID, number: 2 }`; default: the first picture.",
  );
