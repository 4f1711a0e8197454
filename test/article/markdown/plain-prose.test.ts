import * as fc from "fast-check";
import { Marked } from "marked";
import { describe, expect, test } from "vitest";
import { parseMarkdown } from "../../../src/article/parse-markdown.ts";
import { escapeLineStart } from "../../../src/article/markdown/line-start.ts";
import { markdown } from "../../../src/article/markdown/parser.ts";
import {
  isPlainProse,
  readPlainProse,
  takePlainProse,
} from "../../../src/article/markdown/plain-prose.ts";
import { readTokens } from "../../../src/article/markdown/read-blocks.ts";
import { writeInlines } from "../../../src/article/markdown/write-inlines.ts";
import { markdownish } from "../markdownish.ts";

const stock = new Marked({ gfm: true });

const word = fc.constantFrom(
  "palavra",
  "Ação",
  "e",
  "12",
  "1.",
  "2)",
  "bem-vindo",
  "-",
  "–",
  "--",
  "===",
  "(sim)",
  "“não”",
  '"so"',
  "it's",
  "50%",
  "e/ou",
  "nota:",
  "a:b",
  "www.",
  "www.ex.org",
  "http:",
  "//ex.org",
  "http://ex.org",
  "fim.",
  "(",
  "[x]",
  "*",
  "_",
  "!",
  "TODO:",
);
const space = fc.constantFrom(
  " ",
  " ",
  " ",
  "\n",
  "\n\n",
  "  ",
  "  \n",
  "\n    ",
  "\t",
  "\n\n\n",
  "",
);
const sentences = fc
  .array(fc.tuple(word, space), { maxLength: 20 })
  .map((pairs) => pairs.flat().join(""));
const shortSentences = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((words) => words.join(" "));
const headings = fc
  .tuple(
    fc.constantFrom("# ", "## ", "###### ", "#", "#  ", " ## "),
    shortSentences,
    fc.constantFrom("", "\n", "\n\n", "\n\n\n", " #\n", "\n \n", "\n===\n"),
  )
  .map((parts) => parts.join(""));
/** Prose between pieces of Markdown of all sorts; without formulas and footnotes, which marked lacks. */
const mixed = fc
  .array(fc.oneof(sentences, headings, markdownish, fc.constant("\n\n")), { maxLength: 6 })
  .map((parts) => parts.join("").replaceAll(/[$^\\]/g, ""));

describe("plain prose", () => {
  test.each([
    "Uma frase.",
    "Two sentences. Plainly said, as was asked.\nAnd a second line.",
    "“Não”, disse ela: era bem-vindo (e/ou 50%).",
  ])("is %j", (text) => {
    expect(isPlainProse(text)).toBe(true);
  });

  test.each([
    "",
    " a",
    "a ",
    "a  b",
    "a\n\nb",
    "a \nb",
    "a\n b",
    "1. a",
    "- a",
    "a\n- b",
    "a\n---",
    "a\n===",
    "a *b*",
    "a_b",
    "`a`",
    "see www.ex.org",
    "http://ex.org",
    "mailto:a",
    "a@b.org",
    "a & b",
    "a < b",
    "a | b",
    "$a$",
    "[a]",
    "\\(a\\)",
    "a\tb",
    "a\u202Eb",
  ])("is not %j", (text) => {
    expect(isPlainProse(text)).toBe(false);
  });

  test("is read as marked reads it, wherever it stands", () => {
    fc.assert(
      fc.property(mixed, (text) => {
        expect([...markdown.lexer(text)]).toEqual([...stock.lexer(text)]);
      }),
      { numRuns: 2000 },
    );
  });

  test("comes out of its tokens as out of marked's", () => {
    fc.assert(
      fc.property(mixed, (text) => {
        expect(readTokens(markdown.lexer(text), "model")).toEqual(
          readTokens(stock.lexer(text), "model"),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("is read as the rules of Markdown would have it, were they asked", () => {
    fc.assert(
      fc.property(fc.array(shortSentences, { minLength: 1, maxLength: 4 }), (paragraphs) => {
        const prose = readPlainProse(paragraphs.join("\n\n"));
        fc.pre(prose !== undefined);
        const options = { baseLevel: 2, source: "model" } as const;
        // A mark behind it takes the long way through all the rules.
        const marked = parseMarkdown(`${paragraphs.join("\n\n")}\n\n*fim*`, options);
        expect(marked.slice(0, -1)).toEqual(prose);
      }),
      { numRuns: 500 },
    );
  });

  test("is short enough for a pattern: a paragraph of millions of letters takes the other way", () => {
    const long = "a b ".repeat(5_000_000).trim();
    expect(isPlainProse(long)).toBe(false);
    expect(takePlainProse(long)).toBeUndefined();
    const whole = `${"a b ".repeat(4999).trim()}.`;
    expect(takePlainProse(`${whole}\n\n${long}`)).toBe(whole);
    expect(takePlainProse(`${whole}\n\n`)).toBe(whole);
    expect(takePlainProse(`${whole} c d e f`)).toBeUndefined();
  });

  test("is one paragraph, and is written as it stands", () => {
    fc.assert(
      fc.property(shortSentences, (text) => {
        fc.pre(isPlainProse(text));
        expect(stock.parse(text)).toBe(`<p>${escape(text)}</p>\n`);
        expect(
          writeInlines([
            { type: "text", text },
            { type: "code", code: "x" },
          ]),
        ).toBe(`${text}\`x\``);
        expect(text.split("\n").map((line) => escapeLineStart(line))).toEqual(text.split("\n"));
      }),
      { numRuns: 500 },
    );
  });
});

function escape(text: string): string {
  return text.replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
