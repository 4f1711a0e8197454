import * as z from "zod";
import { type AnswerChecks, checksSchema, type RawChecks } from "../settings/checks.ts";
import { type TextLayer, type TextSettings, textSchema } from "../settings/text.ts";
import { type BlockReader, defineKind, differs, type Shown } from "./kind.ts";
import type { SectionContent } from "./sections.ts";
import { type SourceText, sourceText } from "./source-text.ts";

/** What `prompt:` and `question:` have in common. */
export const answered = {
  text: textSchema.describe(differs("How to ask the text model")).optional(),
  checks: checksSchema.describe(differs("What the model's text is checked for")).optional(),
  share: z
    .boolean()
    .default(true)
    .describe(
      "false asks for an answer of its own, though another block asks the same; default true.",
    ),
};

export interface TextContent {
  readonly prompt: SourceText;
  readonly text: TextSettings;
  /** Unset where none is asked for. */
  readonly checks?: AnswerChecks;
  /** False: it gets an answer of its own, although another block has the same request. */
  readonly share?: false;
}

export const prompt = defineKind({
  kind: "prompt",
  description: "A text of the model's.",
  keys: {
    prompt: sourceText.meta({
      description: "What the text model is asked; may be a Liquid template.",
      examples: ["Summarise how bread is made."],
    }),
    ...answered,
  },
  asks: "text",
  read: (raw, reader) => readText(raw.prompt, raw, reader),
  section: showAnswer,
});

export async function readText(
  asked: SourceText,
  raw: {
    readonly text?: TextLayer | undefined;
    readonly checks?: RawChecks | undefined;
    readonly share: boolean;
  },
  reader: BlockReader,
): Promise<TextContent | undefined> {
  const text = reader.textSettings(raw.text);
  const checks = await reader.checks(raw.checks);
  return (
    text && {
      prompt: asked,
      text,
      ...(checks !== undefined && { checks }),
      ...(!raw.share && { share: false }),
    }
  );
}

export function showAnswer(_: TextContent, { answer }: Shown): SectionContent {
  return { kind: "markdown", source: "model", ...answer() };
}
