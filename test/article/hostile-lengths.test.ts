import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { checkDocument } from "../../src/publish/check-page.ts";
import { renderHtml } from "../../src/article/formats/html.ts";
import { findLeaks } from "../../src/publish/leaks.ts";
import { setMarkdown } from "../../src/article/formats/markdown.ts";
import { renderNotebook } from "../../src/article/formats/notebook.ts";
import { placeSections } from "../../src/article/sections/section-blocks.ts";
import { openChecks } from "../../src/checks/open-checks.ts";
import type { AnswerChecks } from "../../src/job/types.ts";
import { readAnswer } from "../../src/checks/answer/read-answer.ts";
import { createFinder } from "../../src/secrets/find.ts";
import { scan } from "../../src/secrets/scanner.ts";
import { makeArticle } from "./sample.ts";

const pieces = [
  ...Array.from("`[*_~<>|$&\\\n#-"),
  "`` ` ",
  "- a\n\n",
  "1. a\n- b\n",
  "# a\n",
  "```\n",
  "> a\nb\n",
  "| a | b |\n|---|---|\n",
  "**a**\n\n",
  "*a_",
  "[^1]: a\n",
  "[a](",
  "<a ",
  "<!--",
  "<details>\n",
  "<think>",
  "$$\nx\n$$\n\n",
  " \n",
  "\\( ",
  "$x ",
  "\\a ",
  "{",
  "a@",
  "sk-a1",
  "-----BEGIN PRIVATE KEY-----\n",
  "Here is ",
];

const all: AnswerChecks = {
  words: { min: 1 },
  excludes: [{ text: "a b" }],
  language: "en",
  noRefusal: true,
  noPlaceholder: true,
  noPreamble: true,
  altText: true,
  attempts: 1,
};

// What is quadratic takes minutes, of these lengths: the bound is far from both.
// The shorter ones are read to their end; of the longer ones most are shown as they are written.
test.each(pieces.flatMap((piece) => [[19_000, piece] as const, [100_000, piece] as const]))(
  "%i characters of %j are read, checked, set and searched for leaks in seconds",
  async (length, piece) => {
    const body = piece.repeat(length / piece.length);
    const check = await openChecks([all]);
    expect(check(body, all)).toBeInstanceOf(Array);
    const said = readAnswer(body)?.text ?? "";
    const markdown = said === "" ? body : said;
    const document = makeArticle({
      sections: [{ kind: "markdown", id: "x", heading: "H", level: 2, source: "model", markdown }],
    });
    const placed = placeSections(document);
    const page = setMarkdown(document, { headingStyle: "atx" }, placed);
    const texts = [page.text, await renderHtml(document, placed), renderNotebook(document, placed)];
    const key = `sk-test-${randomBytes(24).toString("hex")}`;
    const finder = createFinder([{ name: "KEY", value: key, isKey: true }]);
    const published = [...texts, `A ${key}.`].map((text, at) => ({ file: String(at), text }));
    const leaks = await findLeaks(published, finder, scan);
    expect(leaks).toContainEqual(expect.objectContaining({ name: "KEY" }));
    expect(checkDocument(page.text, new Set())).toBeInstanceOf(Array);
  },
);
