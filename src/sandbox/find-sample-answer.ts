import type { SampleAnswer } from "./sample-answer.ts";
import { sampleQuestions } from "./sample-questions.ts";
import { sampleSections } from "./sample-sections.ts";

const samples: readonly SampleAnswer[] = [...sampleSections, ...sampleQuestions];

/**
 * The text written for this prompt, if it is one of the sample's. A prompt may hold other answers,
 * so that its beginning decides; `/completions` may have its instructions before it, as a
 * paragraph of their own.
 */
export function findSampleAnswer(prompt: string): string | undefined {
  const paragraphs = prompt
    .split(/\n\s*\n/u)
    .map((paragraph) => paragraph.replaceAll(/\s+/gu, " ").trim())
    .filter((paragraph) => paragraph !== "");
  for (const paragraph of paragraphs.slice(0, 2)) {
    const found = samples.find(({ begins }) => paragraph.startsWith(begins));
    if (found !== undefined) {
      return found.answer;
    }
  }
  return undefined;
}
