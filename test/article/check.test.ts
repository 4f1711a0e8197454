import { expect, test } from "vitest";
import { checkDocument } from "../../src/article/check.ts";

const files = new Set(["img/a b.png", "notas.md"]);

test("a sound page has no problem", () => {
  const page =
    "---\ntitle: x\n---\n\n# T\n\n## A\n\n![a](img/a%20b.png) [n](./notas.md#x) [f](#a) <https://e.org>\n\n### B\n\nc\n\n---\n\nfim\n";
  expect(checkDocument(page, files)).toEqual([]);
});

test.each([
  ["no title", "texto\n", /0 titles/],
  ["two titles", "# A\n\na\n\n# B\n\nb\n", /2 titles/],
  ["an empty section", "# T\n\n## A\n\n## B\n\nb\n", /“A” is empty/],
  ["an empty last section", "# T\n\n## A\n\n---\n\nfim\n", /“A” is empty/],
  [
    "a missing picture",
    "# T\n\n- | a |\n  |-|\n  | ![x](img/y.png) |\n",
    /“img\/y\.png” is not among/,
  ],
  ["a missing link", "# T\n\n> [x](y.md)\n", /“y\.md” leads to no file/],
  [
    "a remote picture",
    "# T\n\n![x](https://e.org/x.png?sig=abc)\n",
    /not local: https:\/\/e\.org\/x\.png$/,
  ],
  ["a protocol-relative picture", "# T\n\n![x](//e.org/x.png)\n", /not local/],
])("%s is a problem", (_, page, problem) => {
  expect(checkDocument(page, files)).toEqual([expect.stringMatching(problem)]);
});
