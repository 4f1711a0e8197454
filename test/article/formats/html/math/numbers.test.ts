import { describe, expect, test } from "vitest";
import { loadFormulas } from "../../../../../src/article/formats/html/math/formulas.ts";

const setFormula = await loadFormulas();

function withoutSource(html: string): string {
  return html.replace(/<annotation.*<\/annotation>/, "");
}

/** The cells of each row: their classes, and what they show. */
function rowsOf(tex: string): readonly (readonly string[])[] {
  const rows = withoutSource(setFormula(`$$${tex}$$`))
    .split("</mtr>")
    .slice(0, -1);
  return rows.map((row) => {
    const cells = row.split("</mtd>").slice(0, -1);
    return cells.map((cell) => {
      const classes = /.*<mtd(?: class="([^"]*)")?>/.exec(cell)?.[1] ?? "";
      return `${classes}:${cell.replaceAll(/<[^>]*>/g, "").replaceAll("\u00A0", " ")}`;
    });
  });
}

describe("the number of an equation", () => {
  test("stands beside it", () => {
    expect(rowsOf("x = 1 \\tag{1}")).toEqual([[":x=1", "number:(1)"]]);
    expect(rowsOf("x \\tag*{a $y^2$}")).toEqual([[":x", "number:a y2"]]);
    expect(rowsOf("\\begin{equation} x \\tag{7a} \\end{equation}")).toEqual([
      [":x", "number:(7a)"],
    ]);
    // TeX refuses two numbers; here none is lost.
    expect(rowsOf("x \\tag{1} \\tag{2}")).toEqual([[":x", "number:(1)(2)"]]);
    expect(rowsOf("\\begin{aligned} a &= b \\tag{1} \\end{aligned}").at(-1)?.at(-1)).toBe(
      "number:(1)",
    );
  });

  test("does not make the formula smaller", () => {
    expect(setFormula("$$\\sum_i x \\tag{1}$$")).toMatch(
      /<mtd><mstyle scriptlevel="0" displaystyle="true">.*∑/,
    );
  });

  test("stands in its own row, in one column with the others", () => {
    expect(
      rowsOf("\\begin{align} a &= b \\tag{1} \\\\ c &= d \\\\ e \\tag{2} \\end{align}"),
    ).toEqual([
      ["right:a", "left:=b", "number:(1)"],
      ["right:c", "left:=d"],
      ["right:e", "left:", "number:(2)"],
    ]);
  });

  test("is not made up where none was given", () => {
    expect(rowsOf("\\begin{align} a &= b \\end{align}")).toEqual([["right:a", "left:=b"]]);
  });

  test("is not taken from the formula by its colour", () => {
    const raw = String.raw`$$\textcolor{#0a5c1e}{a} + x \tag{3}$$`;
    expect(setFormula(raw)).toBe(`<span class="tex">${raw}</span>`);
  });

  test("within a sentence is shown as it was written", () => {
    expect(setFormula("$x \\tag{1}$")).toBe('<span class="tex">$x \\tag{1}$</span>');
  });
});
