import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeHtml } from "../../../../../src/article/formats/html/escape-html.ts";
import { loadFormulas, showSource } from "../../../../../src/article/formats/html/math/formulas.ts";
import { hostileTexts } from "../../../hostile-texts.ts";
import { readTags } from "../../../html-tokens.ts";

const setFormula = await loadFormulas();

const mathNames = /^(?:math|semantics|annotation|m[a-z]+|span)$/;
const harmfulKeys = /^on|href|src|^style$|^id$|color|background/;

/** What a formula must not hold: anything but MathML, or an attribute that leads or runs. */
function findHarm(html: string): readonly string[] {
  const tags = readTags(html);
  const names = tags.map(({ name }) => name).filter((name) => !mathNames.test(name));
  const keys = tags.flatMap(({ attributes }) => Array.from(attributes.keys()));
  return names.concat(keys.filter((key) => harmfulKeys.test(key)));
}

describe("what KaTeX can read is MathML", () => {
  test("in the line, and on lines of its own", () => {
    expect(setFormula("$x^2$")).toMatch(/^<math xmlns="[^"]*"><semantics>.*<msup>/);
    expect(setFormula("\\(x\\)")).not.toContain("display=");
    expect(setFormula("$$x$$")).toContain(' display="block"');
    expect(setFormula("\\[\nx\n\\]")).toContain(' display="block"');
  });

  test("with its source beside it, for those who copy it", () => {
    const html = setFormula("$a < b$");
    expect(html).toContain('<annotation encoding="application/x-tex">a &#x3C; b</annotation>');
  });

  test.each([
    ["\\mathbb{R}", "ℝ"],
    ["\\mathbb{E}", "𝔼"],
    ["\\mathcal{L}", "ℒ"],
    ["\\mathfrak{g}", "𝔤"],
    ["\\mathbf{x}", "𝐱"],
    ["\\mathbf{1}", "𝟏"],
    ["\\mathsf{T}", "𝖳"],
    ["\\mathtt{a}", "𝚊"],
    ["\\boldsymbol{\\alpha}", "𝜶"],
  ])("%s is a letter of its own", (tex, letter) => {
    expect(setFormula(`$${tex}$`)).toMatch(new RegExp(`<m[in]>${letter}</m[in]>`, "u"));
  });

  test("words stay words, in another type", () => {
    expect(setFormula("$\\textbf{big}$")).toContain('<mtext class="bold">big</mtext>');
  });

  test("columns are aligned, and lines drawn, by classes", () => {
    const html = setFormula("$$\\begin{array}{l|r} a & b \\\\ \\hline c & d \\end{array}$$");
    expect(html.match(/<mtd class="left beside">/g)).toHaveLength(2);
    expect(html.match(/<mtd class="right">/g)).toHaveLength(2);
    expect(html.match(/<mtr class="below">/g)).toHaveLength(1);
    expect(setFormula("$\\boxed{x}$")).toContain('<menclose class="box">');
  });
});

describe("what it cannot or may not set is shown as it was written", () => {
  const deep = `${"\\frac1{".repeat(300)}x${"}".repeat(300)}`;
  const growing = `\\def\\a{xx}${"\\edef\\a{\\a\\a}".repeat(30)}\\a`;
  test.each([
    "\\unknown{x}",
    "\\frac{1",
    "\\href{javascript:alert(1)}{x}",
    "\\href{https://e.org}{x}",
    "\\url{javascript:alert(1)}",
    "\\includegraphics[width=1em]{https://e.org/x.png}",
    "\\htmlData{onclick=alert(1)}{x}",
    "\\htmlClass{a}{x}",
    "\\htmlId{a}{x}",
    "\\htmlStyle{background:url(//e.org)}{x}",
    "\\def\\a{\\a}\\a",
    "\\def\\a{\\a\\a}\\a",
    growing,
    deep,
  ])("%s", (tex) => {
    expect(setFormula(`$${tex}$`)).toBe(`<span class="tex">$${escapeHtml(tex)}$</span>`);
  });
});

test("no formula grows beyond its place, or takes a colour that could not be read", () => {
  const html = setFormula(
    "$\\rule{9999em}{9999em}\\kern{9999em}\\color{white}x\\colorbox{red}{y}$",
  );
  const sizes = readTags(html).flatMap(({ attributes }) =>
    ["width", "height"].map((key) => Number.parseFloat(attributes.get(key) ?? "0")),
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
  expect(findHarm(html)).toEqual([]);
});

test("hostile formulas hold nothing but MathML", () => {
  for (const text of hostileTexts) {
    for (const tex of [text, `\\text{${text}}`, `\\verb|${text}|`, `x_{${text}}`]) {
      expect(findHarm(setFormula(`$${tex}$`))).toEqual([]);
    }
  }
});

test("nor does any other TeX, and none fails", () => {
  const word = fc.constantFrom(
    ..."\\frac \\sqrt \\text \\href \\url \\def\\x \\x \\color{red} \\begin{matrix} \\end{matrix}".split(
      " ",
    ),
    ..."\\left( \\right) \\tag{1} \\verb|<| \\htmlStyle{a:b} \\cr \\hline & \\\\ { } ^ _ < > \" ' % #1 x".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      expect(findHarm(setFormula(`$$${words.join("")}$$`))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("the source is escaped", () => {
  expect(showSource("$<b>$")).toBe('<span class="tex">$&lt;b&gt;$</span>');
});
