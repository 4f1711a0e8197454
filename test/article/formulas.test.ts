import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMarkdown } from "../../src/article/parse-markdown.ts";
import { writeProse } from "../../src/article/formats/notebook/prose.ts";
import type { Block } from "../../src/article/markdown/tree.ts";
import { walk } from "../../src/article/markdown/walk.ts";
import { writeMarkdown } from "../../src/article/markdown/write-blocks.ts";
import { findMathEnd } from "../../src/checks/prose/formulas.ts";
import { formulas, prices } from "./formula-corpus.ts";
import { findFormulas } from "./formats/notebook-format.ts";
import { hasCommand } from "../support/has-command.ts";

function read(markdown: string): readonly Block[] {
  return parseMarkdown(markdown, { baseLevel: 1, source: "model" });
}

/** The formulas of the page, without their delimiters. */
function formulasOf(blocks: readonly Block[]): readonly string[] {
  const found: string[] = [];
  walk(blocks, (node) => {
    if (node.type !== "math") {
      return;
    }
    found.push("raw" in node ? contentOf(node.raw) : node.content.trim());
  });
  return found;
}

function contentOf(raw: string): string {
  return raw.replace(/^(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])$/g, "").trim();
}

function countDollars(text: string): number {
  return text.split("$").length - 1;
}

function textOf(blocks: readonly Block[]): string {
  let text = "";
  walk(blocks, (node) => {
    if (node.type === "text") {
      text += node.text;
    }
  });
  return text;
}

/** The places of a page that a sentence may stand in. */
const places: Readonly<Record<string, (sentence: string) => string>> = {
  "a paragraph": (sentence) => sentence,
  "a heading": (sentence) => `# ${sentence}\n\nx`,
  "a table": (sentence) => `| a | b |\n| - | - |\n| ${sentence.replaceAll("|", "\\|")} | b |`,
  "strong text": (sentence) => `a **(${sentence.replaceAll("**", "")})** b`,
  "an item": (sentence) => `- ${sentence}\n- b`,
  "a footnote": (sentence) => `a[^1]\n\n[^1]: ${sentence}`,
};

describe.each(Object.entries(places))("in %s", (_place, put) => {
  test("no price becomes a formula, and none loses a dollar", () => {
    const wrong = prices.filter((sentence) => {
      const blocks = read(put(sentence));
      const isWhole = countDollars(textOf(blocks)) === countDollars(sentence);
      return formulasOf(blocks).length > 0 || !isWhole;
    });
    expect(wrong).toEqual([]);
  });

  test("no formula is lost", () => {
    const expected = formulas.map(([, ...each]) => each.map((raw) => contentOf(raw)));
    const found = formulas.map(([sentence]) => formulasOf(read(put(sentence))));
    expect(found).toEqual(expected);
  });
});

test("every dollar of a text is escaped, so that no reader makes a formula of it", () => {
  const pages = prices.map((sentence) => writeMarkdown(read(sentence)));
  expect(pages.filter((page) => /(?<!\\)\$/.test(page))).toEqual([]);
  const cells = prices.map((sentence) => writeProse(read(sentence)));
  expect(cells.filter((cell) => findFormulas(cell).length > 0)).toEqual([]);
});

test("the label of a link and the alt text of a picture are no place for a formula of prices", () => {
  const linked = read("[from $5 to 10$ or R$ 50](https://example.com/)");
  expect(writeMarkdown(linked)).toBe("[from \\$5 to 10\\$ or R\\$ 50](https://example.com/)\n");
});

const converter = "pandoc";
const hasPandoc = hasCommand(converter);

/** What pandoc reads as formulas in each of several texts. */
function readByPandoc(format: string, texts: readonly string[]): readonly (readonly string[])[] {
  const marker = "NEXT-TEXT";
  const input = texts.join(`\n\n${marker}\n\n`);
  const { stdout } = spawnSync(converter, ["-f", format, "-t", "json"], {
    input,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  const found: string[][] = [[]];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) {
      return;
    }
    if ("t" in node && "c" in node) {
      if (node.t === "Str" && node.c === marker) {
        found.push([]);
      }
      if (node.t === "Math" && Array.isArray(node.c)) {
        found.at(-1)?.push(String(node.c[1]).trim());
      }
    }
    for (const value of Object.values(node)) {
      visit(value);
    }
  };
  visit(JSON.parse(stdout));
  return found;
}

test.skipIf(!hasPandoc).each(["gfm+tex_math_dollars", "markdown"])(
  "pandoc finds the same formulas in the page, read as %s (needs pandoc)",
  (format) => {
    const sentences = [...prices, ...formulas.map(([sentence]) => sentence)];
    const pages = sentences.map((sentence) => read(sentence));
    const found = readByPandoc(
      format,
      pages.map((blocks) => writeMarkdown(blocks)),
    );
    const plain = found.map((each) => each.map((content) => content.replace(/^\{\}/, "")));
    expect(plain).toEqual(pages.map((blocks) => formulasOf(blocks)));
  },
);

test("what is written is read as the same formulas again", () => {
  const pieces = [...prices, ...formulas.map(([sentence]) => sentence)];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }), (parts) => {
      const blocks = read(parts.join(" "));
      expect(
        formulasOf(read(writeMarkdown(blocks))).map((each) => each.replace(/^\{\}/, "")),
      ).toEqual(formulasOf(blocks));
    }),
    { numRuns: 300 },
  );
});

/** True when a renderer could find a formula, or a command that links, outside of code. */
function mayBeFollowed(page: string): boolean {
  const prose = page.replaceAll(/^`{3}[^]*?^`{3}/gm, (code) => code.split("\n", 1)[0] ?? "");
  return /^`{3}math|(?<!\\)\$|\\(?:href|url|htmlClass)\b/im.test(prose);
}

describe("addresses", () => {
  test.each([
    "\\href{javascript:alert(1)}{x}",
    "\\href {javascript:alert(1)} {x}",
    "\\HREF{JavaScript:alert(1)}{x}",
    "\\\\href{javascript:alert(1)}{x}",
    "&#92;href{javascript:alert(1)}{x}",
    "&#x5C;href{javascript:alert(1)}{x}",
    "\\&#104;ref{javascript:alert(1)}{x}",
    "&bsol;href{data:text/html,x}{x}",
    "\\^^68ref{javascript:alert(1)}{x}",
    "{{\\href{%6Aavascript:alert(1)}{x}}}",
    "\\def\\go{\\href}\\go{javascript:alert(1)}{x}",
    "\\newcommand{\\go}[1]{\\url{#1}}\\go{javascript:alert(1)}",
    "\\let\\go=\\href \\go{javascript:alert(1)}{x}",
    "\\csname href\\endcsname{javascript:alert(1)}{x}",
    "\\url{javascript:alert(1)}",
    "\\includegraphics[width=1em]{https:x.png}",
    "\\htmlClass{a}{x}",
    "\\htmlStyle{background: url(x)}{x}",
    "\\htmlData{a=b}{x}",
    "\\cssId{a}{x} + \\class{b}{y}",
    "\\style{background: url(x)}{x}",
    "\\bbox[background: url(x)]{x}",
    "\\require{href} x",
    "\\text{\\href{vbscript:x}{y}}",
    "x^2 + \\href{file:x}{y}",
  ])("a formula that could lead anywhere is shown, in no renderer's hands: %s", (tex) => {
    const wrapped = [`$${tex}$`, `$$${tex}$$`, `\\(${tex}\\)`, `\\[${tex}\\]`, `$$\n${tex}\n$$`];
    const texts = [
      ...wrapped.map((text) => `a ${text} b`),
      ...wrapped,
      `\`\`\`math\n${tex}\n\`\`\``,
    ];
    const trees = texts.map((text) => read(text));
    expect(trees.map((blocks) => formulasOf(blocks))).toEqual(texts.map(() => []));
    const written = trees.map((blocks) => writeMarkdown(blocks));
    const pages = [...written, ...trees.map((blocks) => writeProse(blocks))];
    expect(pages.filter((page) => mayBeFollowed(page))).toEqual([]);
    expect(written.map((page) => writeMarkdown(read(page)))).toEqual(written);
  });

  test("an environment that Jupyter reads by itself cannot link", () => {
    const text = "\\begin{equation}\\href{javascript:alert(1)}{x}\\end{equation}";
    expect(writeProse(read(text))).not.toContain("\\href");
  });

  test("a formula without them stays one", () => {
    for (const tex of [
      "\\htmlx",
      "\\hrefs",
      "\\textstyle x",
      "\\displaystyle x",
      "a & b \\\\ c & d",
    ]) {
      expect(formulasOf(read(`$$${tex}$$`))).toEqual([tex]);
    }
  });
});

const bracket = (length: number): string => `\\(${" ".repeat(length - 5)}x\\)`;
const dollars = (length: number): string => `$x${"+x".repeat((length - 3) / 2)}$`;

test("a formula of up to 4000 characters is looked for, and no further", () => {
  for (const write of [bracket, dollars]) {
    expect(findMathEnd(write(3999), 0, "")).toBe(3999);
    expect(findMathEnd(write(4101), 0, "")).toBe(-1);
  }
});
