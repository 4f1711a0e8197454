import * as z from "zod";
import { defaults } from "./settings/defaults.ts";
import { filledText } from "./settings/values.ts";
import { defineKind, type SampleLanguage, sampleLanguages } from "./kind.ts";

export interface RequestContent {
  /** The id of the block whose request is shown as code. */
  readonly of: string;
  readonly languages: readonly SampleLanguage[];
}

export const request = defineKind({
  kind: "request",
  description: "Code that sends the same request as another block.",
  keys: {
    request: filledText.meta({
      description: "The id of the block whose request is shown as code.",
      examples: ["summary"],
    }),
    languages: z
      .array(z.enum(sampleLanguages))
      .min(1)
      .default([...defaults.block.languages])
      .describe("The languages to show it in; default python."),
  },
  refersTo: () => [{ id: ["request"], needs: "request" }],
  read: ({ request: of, languages }): RequestContent => ({
    of,
    languages: [...new Set(languages)],
  }),
  shows: ({ of }) => of,
  rename: (block, idOf) => ({ ...block, of: idOf(block.of) }),
  section: ({ of, languages }, shown) => ({ kind: "code", ...shown.request(of, languages) }),
});
