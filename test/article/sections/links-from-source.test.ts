import { expect, test } from "vitest";
import { leadFromSource } from "../../../src/article/sections/links-from-source.ts";
import { parseMarkdown } from "../../../src/article/parse-markdown.ts";
import { writeMarkdown } from "../../../src/article/markdown/write-blocks.ts";

const links = { folder: "../", anchors: new Map([["where-to-eat", "dónde-comer"]]) };

test.each([
  ["[a](../b/article.html#c)", "[a](../../b/article.html#c)"],
  ["[a](files/b.pdf)", "[a](../files/b.pdf)"],
  ["[a [b] c](../d)", "[a &#91;b&#93; c](../../d)"],
  ["[a][b]\n\n[b]: ../c", "[a](../../c)"],
  ["[a](#where-to-eat), [b](#elsewhere)", "[a](#dónde-comer), [b](#elsewhere)"],
  ["[a](/b), [c](?d=e), [f](tel:+12), [g](https://e.org/h)", undefined],
  ["`[a](../b)`, `[a](#where-to-eat)`", undefined],
  ["```markdown\n[a](../b)\n[c]: #where-to-eat\n```", undefined],
])("%s of a page one folder above", (text, expected = text) => {
  const blocks = parseMarkdown(text, { baseLevel: 1, source: "author" });
  expect(writeMarkdown(leadFromSource(blocks, links)).trim()).toBe(expected);
});
