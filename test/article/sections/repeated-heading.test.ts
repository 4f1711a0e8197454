import { expect, test } from "vitest";
import { placeSections } from "../../../src/article/sections/section-blocks.ts";
import { writeMarkdown } from "../../../src/article/markdown/write-blocks.ts";
import type { MarkdownSection } from "../../../src/article/types.ts";

const heading = "Why does dough rest?";

function published(markdown: string, over: Partial<MarkdownSection> = {}): string {
  const section = {
    kind: "markdown",
    id: "a",
    level: 2,
    heading,
    source: "model",
    markdown,
  } as const;
  const [placed] = placeSections({ title: "T", sections: [{ ...section, ...over }] });
  return writeMarkdown(placed?.blocks ?? []);
}

test.each([
  "**Why does dough rest?**\n\nIt *relaxes*.",
  "Why does dough rest?\n\nIt *relaxes*.",
  "Why does dough rest\n\nIt *relaxes*.",
  "“Why does dough rest?”\n\nIt *relaxes*.",
  "*Why does dough rest?*\nIt *relaxes*.",
  "**Why does dough rest?**  \nIt *relaxes*.",
  "**Question:** Why does dough rest?\n\nIt *relaxes*.",
  "# Why does dough rest?\n\nIt *relaxes*.",
  '## "WHY DOES DOUGH REST"\n\nIt *relaxes*.',
])("a first line that repeats the question is not set again: %j", (markdown) => {
  expect(published(markdown)).toBe("It *relaxes*.\n");
});

test("nor in plain prose", () => {
  expect(published("Why does dough rest?\n\nIt relaxes.")).toBe("It relaxes.\n");
});

test.each([
  "Why does dough rest? It relaxes.",
  "Why does dough rest?",
  "It relaxes.\n\nWhy does dough rest?",
])("what is more than that, or all there is, stays: %j", (markdown) => {
  expect(published(markdown)).toBe(`${markdown}\n`);
});

test("an author's text, and one that a person edited, stay as they stand", () => {
  const markdown = "**Why does dough rest?**\n\nIt relaxes.";
  expect(published(markdown, { source: "author" })).toBe(`${markdown}\n`);
  expect(published(markdown, { edited: true })).toContain("Why does dough rest?");
});
