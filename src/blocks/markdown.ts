import * as z from "zod";
import { type BlockBase, defineKind } from "./kind.ts";
import { shownOwn } from "./own-pictures.ts";
import { type BlockReader } from "./block-reader.ts";
import { type SourceText, sourceText } from "./source-text.ts";

export interface MarkdownContent extends Pick<BlockBase, "own"> {
  readonly markdown: SourceText | typeof nothing;
}

/** What stands below a heading alone. */
const nothing = "";

export const markdown = defineKind({
  kind: "markdown",
  description: "A text of the author's.",
  keys: {
    markdown: z.union([sourceText, z.literal(nothing)]).meta({
      description:
        'Markdown that is published as it stands; `""` for a heading that has only others below it.',
      examples: ["Flour, water, salt, and **time**."],
    }),
  },
  async read(raw, reader): Promise<MarkdownContent | undefined> {
    const { markdown: text } = raw;
    if (text === nothing) {
      return readNothing(raw, reader);
    }
    const variants = reader.variantSettings(undefined);
    const pictures = await reader.findPicturesIn(text, variants.maxBytes);
    return { markdown: text, ...(pictures.length > 0 && { own: { pictures, variants } }) };
  },
  isText: true,
  markdown: ({ markdown: text }) => (text === nothing ? [] : [text]),
  section({ markdown: text, own }, { render, pictures }) {
    return {
      kind: "markdown",
      markdown: text === nothing ? text : render(text),
      source: "author",
      ...shownOwn(own, pictures),
    };
  },
});

/** A heading alone; reports a block that has not even that. */
function readNothing(raw: object, reader: BlockReader): MarkdownContent | undefined {
  if ("heading" in raw && raw.heading !== false) {
    return { markdown: nothing };
  }
  reader.report(
    ["markdown"],
    "`markdown` must not be empty.",
    "Only a block with a `heading` may say nothing more; write its text, or remove the block.",
  );
  return undefined;
}
