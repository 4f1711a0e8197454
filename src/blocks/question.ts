import { defineKind } from "./kind.ts";
import { answered, followedBlock, readText, renameFollowed, showAnswer } from "./prompt.ts";
import { sourceText } from "./source-text.ts";

export const question = defineKind({
  kind: "question",
  description: "A question, and the model's answer.",
  keys: {
    question: sourceText.meta({
      description: "The heading, and what the text model is asked.",
      examples: ["Why does dough rest?"],
    }),
    prompt: sourceText.describe("Asked instead of the question.").optional(),
    ...answered,
  },
  asks: "text",
  isText: true,
  refersTo: followedBlock,
  rename: renameFollowed,
  heading: (raw) => raw.question,
  read: (raw, reader) => readText(raw.prompt ?? raw.question, raw, reader),
  section: showAnswer,
});
