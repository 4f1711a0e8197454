import { expect, test } from "vitest";
import { checkDocument } from "../../src/publish/check-page.ts";

const files = new Set(["img/a b.png", "notas.md"]);

/** What the check says of a page, problem by problem. */
const problemsOf = (page: string): readonly string[] =>
  checkDocument(page, files).map(({ says }) => says);
/** The lines that it says it of. */
const linesOf = (page: string): readonly (number | undefined)[] =>
  checkDocument(page, files).map(({ line }) => line);

test("a sound page has no problem", () => {
  const page =
    "---\ntitle: x\n---\n\n# T\n\n## A\n\n![a](img/a%20b.png) [n](./notas.md#x) [f](#a) [g](#b-c) <https://e.org>[^1]\n\n### B: C\n\nc `{{ x }}` $\\frac{{a}}{b}$\n\n[^1]: [h](#t)\n\n---\n\nfim\n";
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
  ["a missing link", "# T\n\n> [x](img/y.md)\n", /“img\/y\.md” leads to no file/],
  [
    "a remote picture",
    "# T\n\n![x](https://e.org/x.png?sig=abc)\n",
    /not local: https:\/\/e\.org\/x\.png$/,
  ],
  ["a missing heading", "# T\n\n[x](#y)\n", /“#y” leads to no heading/],
  ["a missing heading in a note", "# T\n\na[^1]\n\n[^1]: [x](#y)\n", /“#y” leads to no heading/],
  ["a section with nothing but a note", "# T\n\n## A\n\n[^1]: b\n", /“A” is empty/],
  ["a protocol-relative picture", "# T\n\n![x](//e.org/x.png)\n", /not local/],
])("%s is a problem", (_, page, problem) => {
  expect(problemsOf(page)).toEqual([expect.stringMatching(problem)]);
});

test.each([
  "Prezado [inserir nome],",
  "Dear [your name here], hello",
  "- [Insert the date]",
  "Olá {{ nome }}, tudo bem?",
  "{% if x %}",
  "[TODO: cite a source]",
  "TODO: write this",
  "> Lorem ipsum dolor sit amet, consectetur.",
  "| a |\n| - |\n| [TBD] |",
  "Total: [object Object]",
  "Dear {your name},",
  "Dear <insert name>,",
  "O total é {{ 'x' | upcase }}.",
  "[**insert name**]",
  // A pen may put it in quotation marks; a template that was not rendered knows nothing of them.
  'Ele escreve sobre "{{ vars.tema }}".',
  'O tema é "[object Object]".',
])("what was left to be filled in is a problem: %j", (text) => {
  const [problem, ...more] = problemsOf(`# T\n\n## Parte\n\n${text}\n`);
  expect(problem).toMatch(/was never filled in, under “Parte”\.$/);
  expect(more).toEqual([]);
});

test.each([
  "Press [Insert] or [Insert]/[Delete].",
  "“He gave [your honor] a book”, he said [emphasis added].",
  "TODO MUNDO sabe: para TODO: o quê?",
  "The filler text begins with “lorem ipsum”.",
  "Use `{{ name }}` and `[insert name]`.",
  "```liquid\n{{ page.title }} [TODO] TODO: x\n```",
  "A lista [1, 2] e o conjunto {a, b}; seu nome [sic].",
  'Models leave "[insert name]" and “TODO: more” behind.',
  "A soma $\\text{insert name} + [TODO]$ é conhecida.",
  "    {{ recuado }} [TODO]",
  "Press [Enter key] or [Add item]; the venue is TBD, the price XXX.",
  "Vue mostra valores entre {{}}.",
  "Complete a tarefa; insira o nome (obrigatório).",
])("a finished sentence is none: %j", (text) => {
  expect(checkDocument(`# T\n\n${text}\n`, files)).toEqual([]);
});

test("each passage is a problem, several of one paragraph as well, in their order", () => {
  expect(problemsOf("# T\n\nDe [inserir data] a {{ fim }}: [TODO] e [inserir data].\n")).toEqual([
    "“[inserir data]” was never filled in, under “T”.",
    "“{{ fim }}” was never filled in, under “T”.",
    "“[TODO]” was never filled in, under “T”.",
    "“[inserir data]” was never filled in, under “T”.",
  ]);
});

test.each([
  ["in a paragraph", "---\ntitle: x\n---\n\n# T\n\na\n\n[TODO]\n", [9]],
  ["in each of its items", "# T\n\n- a\n- [TODO]\n\n  b [x](img/y.md)\n- {{ c }}\n", [4, 4, 7]],
  ["in a table and a quote", "# T\n\n| a |\n|---|\n| [TBD] |\n\n> [TODO]\n", [3, 7]],
  ["in a note", "# T\n\na[^1]\n\n[^1]: b\n\n    [TODO]\n", [5]],
  ["after code and formulas", "# T\n\n```\na\n\nb\n```\n\n$$\nx\n$$\n\n[TODO]\n", [13]],
  ["of an empty section", "# T\n\n## A\n\n## B\n\nb\n\n## C\n", [3, 9]],
  ["of a second title", "# A\n\na\n\n# B\n\nb\n", [5]],
  ["that is nowhere", "a\n", [undefined]],
])("the line is told: %s", (_, page, lines) => {
  expect(linesOf(page)).toEqual(lines);
});
