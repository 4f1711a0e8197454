import { describePicture } from "./describe-picture.ts";
import { guessLanguage } from "./language.ts";
import { writePlaceholder } from "./placeholder.ts";
import { findSampleAnswer } from "./find-sample-answer.ts";

/**
 * The sandbox's answer to a prompt: the text written for it when it is one of the sample's,
 * otherwise a placeholder in the prompt's language. To a prompt with a picture it says what that
 * shows.
 *
 * @returns Markdown; the same arguments give the same text
 */
export function answerPrompt(
  prompt: string,
  instructions?: string,
  pictures: readonly string[] = [],
): string {
  const [picture] = pictures;
  if (picture !== undefined) return describePicture(picture, guessLanguage(prompt, instructions));
  return findSampleAnswer(prompt) ?? writePlaceholder(prompt, guessLanguage(prompt, instructions));
}
