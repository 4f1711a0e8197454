import * as z from "zod";
import { filledText } from "../settings/values.ts";
import { defineKind } from "./kind.ts";
import type { SectionContent } from "./sections.ts";

export const languageName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_+#.-]{0,39}$/, "must be a language's short name, such as python");

export interface Code {
  readonly code: string;
  readonly language: string;
}

export const code = defineKind({
  kind: "code",
  description: "Source code, written here.",
  keys: {
    code: filledText.meta({ description: "Source code.", examples: ["print(1)"] }),
    language: languageName.meta({
      description: "Its language, such as python.",
      examples: ["python"],
    }),
  },
  read: ({ code: text, language }): Code => ({ code: text, language }),
  section: showCode,
});

export function showCode({ language, code: text }: Code): SectionContent {
  return { kind: "code", samples: [{ language, code: text }] };
}
