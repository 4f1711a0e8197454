import * as z from "zod";
import { filledText, urlOf } from "../settings/values.ts";
import { defineKind } from "./kind.ts";
import type { Reference } from "./sections.ts";

const linkUrl = urlOf(["https?"], "must be a URL that begins with https:// or http://");

export const references = defineKind({
  kind: "references",
  description: "A list of sources.",
  keys: {
    references: z
      .array(
        z
          .strictObject({
            title: filledText.meta({
              description: "The title of the source.",
              examples: ["On bread"],
            }),
            url: linkUrl.meta({
              description: "Its address.",
              examples: ["https://example.com/bread"],
            }),
          })
          .describe("One source."),
      )
      .min(1)
      .describe("The sources."),
  },
  read: (raw): { references: readonly Reference[] } => ({ references: raw.references }),
  section: (block) => ({ kind: "references", references: block.references }),
});
