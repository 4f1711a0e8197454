import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toJunit } from "../../../src/cli/problems/junit.ts";
import type { Problem } from "../../../src/cli/problems/problem.ts";
import { findPython, runPython } from "../../support/python.ts";

const articles = [{ slug: "a", file: "prompts/a.yaml", blocks: ["one", "two"] }];
const stale: Problem = {
  severity: "error",
  code: "ANSWER_STALE",
  message: "its answer is stale",
  hint: "Build.",
  place: { file: "prompts/a.yaml", line: 3, column: 5 },
  article: "a",
  block: "one",
};

describe("a JUnit report", () => {
  test("has a suite for each article, a test for each block and the page, and what failed", () => {
    const kept: Problem = { ...stale, severity: "warning", block: "two" };
    const xml = toJunit(articles, [stale, kept]);
    expect(xml).toContain('<testsuite name="a" tests="3" failures="1"');
    expect(xml).toContain('name="one" file="prompts/a.yaml" line="3"');
    expect(xml).toContain('<failure type="ANSWER_STALE" message="its answer is stale">');
    expect(xml).toContain("prompts/a.yaml:3:5 ANSWER_STALE: its answer is stale&#10;Build.");
    expect(xml).toMatch(/name="two"[^>]*>\s*<system-out>/);
    expect(xml).toContain('name="the page" time="0"/>');
  });

  test("has a test for each mistake of the job", () => {
    const { article: _, block: __, ...mistake } = stale;
    const other = { ...mistake, place: { file: "pipeline.yaml", line: 1, column: 1 } };
    const xml = toJunit([], [mistake, other]);
    expect(xml).toContain('<testsuite name="the job" tests="2" failures="2"');
    expect(xml).toContain('name="prompts/a.yaml:3:5"');
  });

  const python = findPython("xml.dom.minidom");
  test.skipIf(python === undefined)("is well-formed XML whatever the texts hold", async () => {
    const texts = fc.sample(fc.string({ unit: "binary", maxLength: 60 }), 100);
    const hostile = ["]]> <a> & \" ' \u0000\u001B[31m\u0085\uFFFE\uD800", "\r\n\t", ...texts];
    const problems = hostile.map((text) => ({ ...stale, message: text, block: text, hint: text }));
    const program =
      "import sys, xml.dom.minidom as m; d = m.parseString(sys.argv[1].encode()); print(len(d.getElementsByTagName('failure')))";
    const printed = await runPython(python ?? "", program, [toJunit(articles, problems)]);
    expect(Number(printed)).toBeGreaterThan(hostile.length / 2);
  });
});
