import { expect, test } from "vitest";
import { findInAnswer, findOnPage } from "../../../src/checks/placeholders/find-placeholders.ts";

const passagesOf = (answer: string): readonly string[] =>
  findInAnswer(answer).map(({ passage }) => passage);

test("each passage of an answer is found, in its order, with its line", () => {
  const answer =
    "Dear [your name],\n\n`[TODO]` and [add a link] by XXX.\n\n```\nTODO:\n```\n\n- {{ x }}, {{ y }}\n";
  expect(findInAnswer(answer).map(({ passage, line }) => [passage, line])).toEqual([
    ["[your name]", 1],
    ["[add a link]", 3],
    ["XXX", 3],
    ["{{ x }}", 9],
    ["{{ y }}", 9],
  ]);
});

test("of passages that overlap one is found", () => {
  expect(passagesOf("[insert {{ name }}] [TODO: XXX] <your name>")).toEqual([
    "[insert {{ name }}]",
    "[TODO: XXX]",
    "<your name>",
  ]);
});

test.each([
  "{% if x %}",
  "[object Object]",
  "{insert name}",
  "\\{\\{ x \\}\\}",
  "[**insert name**]",
  "A cell:\n\n| a | b |\n|---|---|\n| TODO | c |",
  "Vitamin A\n\nTODO: more",
  "Um copo d'[inserir bebida]",
])("what a page may not show is found in an answer too: %j", (text) => {
  expect(passagesOf(text)).toHaveLength(1);
});

test.each([
  "The sum $\\text{insert name}$ and\n\n$$\n[TODO] {{ x }}\n$$\n\nand \\(\\{{a}\\} [insert x]\\).",
  "So:\n\n    {{ indented }}\n\n    [TODO]\n\nthat is all.",
  "\t{{ indented }}",
  'They write "{{ x }}", “[object Object]” or «{% x %}».',
])("code, formulas and what is spoken of may hold anything: %j", (text) => {
  expect(passagesOf(text)).toEqual([]);
});

test("an indented line of a list or of a paragraph is no code", () => {
  expect(passagesOf("1. one\n\n    [TODO]\n\n- two\n    {{ x }}\n")).toEqual(["[TODO]", "{{ x }}"]);
  expect(passagesOf("one\n    [TODO]\n")).toEqual(["[TODO]"]);
});

test("all that a page may not show fails the check, but for a template's traces in quotes", () => {
  const page = 'a "{{ x }}" “[TODO]” [TODO] XXX [add a link] [object Object]';
  expect(findOnPage(page).map(({ passage, quoted }) => [passage, quoted])).toEqual([
    ["{{ x }}", true],
    ["[TODO]", false],
    ["[object Object]", false],
  ]);
});

const length = 200_000;
const repeated = [
  ..." \n\t[{<(*_\"'`$\\|X.TODO:-#%]}>".split(""),
  "[insert ",
  "[please ",
  "[insert name",
  "{{",
  "{{ a ",
  "{% ",
  "<your ",
  "[your    ",
  "TODO ",
  "TODO:",
  "A TODO:\n",
  "- TODO",
  "| TODO ",
  "[TODO: ",
  "XXX ",
  "\\[",
  "\\( ",
  "$a",
  "$$\n",
  "[[TODO",
  "lorem ipsum dolor ",
  "[add ",
  "*[**",
  '"{{x}}',
  "{{x}}",
];
test.each(repeated)("a hostile text takes no time: %j again and again", (part) => {
  const text = part.repeat(Math.ceil(length / part.length));
  for (const hostile of [text, `[insert${text}`, `{{${text}}}`, `TODO${text}TODO:`]) {
    const start = process.cpuUsage();
    findInAnswer(hostile);
    findOnPage(hostile);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1_000_000).toBeLessThan(2);
  }
});
