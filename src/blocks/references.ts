import * as z from "zod";
import { filledText, urlOf } from "./settings/values.ts";
import { defineKind } from "./kind.ts";
import type { Reference } from "./sections.ts";

const linkUrl = urlOf(["https?"], "must be a URL that begins with https:// or http://");

/** Stands for the sources that came with the answers. */
const auto = z.literal("auto");

const own = z
  .strictObject({
    title: filledText.meta({ description: "The title of the source.", examples: ["On bread"] }),
    url: linkUrl.meta({ description: "Its address.", examples: ["https://example.com/bread"] }),
  })
  .describe("One source.");

export const references = defineKind({
  kind: "references",
  description: "A list of sources.",
  keys: {
    references: z.union([auto, z.array(z.union([own, auto])).min(1)]).meta({
      description:
        "The sources; `auto` stands for those that the API returned with the answers, as the whole or one of the list.",
      examples: ["auto"],
    }),
  },
  read: (raw): { references: readonly Reference[]; auto?: true } => {
    const listed = [raw.references].flat();
    return {
      references: listed.filter((each) => typeof each === "object"),
      ...(listed.includes("auto") && { auto: true }),
    };
  },
  section: (block) => ({
    kind: "references",
    references: block.references,
    ...(block.auto && { auto: true }),
  }),
});
