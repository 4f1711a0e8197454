import { defineKind } from "./kind.ts";
import { sourceText } from "./source-text.ts";

export const markdown = defineKind({
  kind: "markdown",
  description: "A text of the author's.",
  keys: {
    markdown: sourceText.meta({
      description: "Markdown that is published as it stands.",
      examples: ["Flour, water, salt, and **time**."],
    }),
  },
  read: ({ markdown: text }) => ({ markdown: text }),
  texts: (block) => [block.markdown],
  section: (block, { render }) => ({
    kind: "markdown",
    markdown: render(block.markdown),
    source: "author",
  }),
});
