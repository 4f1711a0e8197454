import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMarkdown } from "../../src/article/parse-markdown.ts";
import { readMarkdown } from "../../src/article/markdown/read-blocks.ts";
import { writeMarkdown } from "../../src/article/markdown/write-blocks.ts";
import { awkwardAnswers } from "./awkward-answers.ts";
import { markdownish } from "./markdownish.ts";
import {
  hasPandoc,
  type Outline,
  outlineOfMarkdownIt,
  outlineOfTree,
  outlinesOfPandoc,
} from "./outline.ts";
import { answer, renderMarkdown } from "./pages.ts";
import { makeArticle } from "./sample.ts";

/** A text as it is published, and what Prelo takes it for. */
interface Published {
  readonly markdown: string;
  readonly outline: Outline;
}

function publish(text: string): Published {
  const blocks = parseMarkdown(text, { baseLevel: 1, source: "author" });
  return { markdown: writeMarkdown(blocks), outline: outlineOfTree(blocks) };
}

function pageOf(change: Parameters<typeof makeArticle>[0]): Published {
  const page = renderMarkdown(makeArticle(change));
  const markdown = page.replace(/^---\n[\s\S]*?\n---\n/, "");
  return { markdown, outline: outlineOfTree(readMarkdown(markdown, "author") ?? []) };
}

const pages = [
  pageOf({ toc: true }),
  pageOf({ sandbox: true }),
  ...awkwardAnswers.map((text) =>
    pageOf({ toc: true, sections: [answer("a", text), answer("b", text)] }),
  ),
  ...awkwardAnswers.map((text) => publish(text)),
];
const generated = fc
  .sample(markdownish, { numRuns: 600, seed: 20_261_124 })
  .map((text) => publish(text));
const published = [...pages, ...generated].filter(({ markdown }) => markdown !== "");
/** markdown-it knows footnotes only with a plugin. */
const plain = published.filter(({ markdown }) => !markdown.includes("[^"));

test("there is something to compare", () => {
  const entries = published.flatMap(({ outline }) => outline);
  for (const kind of [/^h\d /, /^link /, /^image /]) {
    expect(entries.filter((entry) => kind.test(entry)).length).toBeGreaterThan(25);
  }
  expect(plain.length).toBeGreaterThan(400);
});

test("markdown-it finds the same headings, links and pictures", () => {
  for (const { markdown, outline } of plain) {
    expect({ markdown, outline: outlineOfMarkdownIt(markdown) }).toEqual({ markdown, outline });
  }
});

describe.skipIf(!hasPandoc)("pandoc (left out where it is not installed)", () => {
  test("finds the same headings, links and pictures in several hundred texts", () => {
    const outlines = outlinesOfPandoc(plain.map(({ markdown }) => markdown));
    expect(outlines).toHaveLength(plain.length);
    for (const [index, { markdown, outline }] of plain.entries()) {
      expect({ markdown, outline: outlines[index] }).toEqual({ markdown, outline });
    }
  });

  test("finds them in texts with footnotes, which it sets where their marks stand", () => {
    const noted = pages.filter(({ markdown }) => markdown.includes("[^"));
    expect(noted.length).toBeGreaterThan(1);
    for (const { markdown, outline } of noted) {
      const [found = []] = outlinesOfPandoc([markdown]);
      // A note that two texts share stands there at each of its marks.
      expect({ markdown, outline: [...new Set(found)].toSorted() }).toEqual({
        markdown,
        outline: [...new Set(outline)].toSorted(),
      });
    }
  });
});
