import { expect, test } from "vitest";
import type { Article, Block } from "../../src/job/types.ts";
import { checkTemplates } from "../../src/plan/check-templates.ts";
import { makeArticle, makeImage, makePrompt, makeText } from "../support/job-parts.ts";

function check(blocks: readonly Block[], over: Partial<Article> = {}) {
  const article = makeArticle(blocks, over);
  const declaredIds = new Set(article.blocks.map(({ id }) => id));
  return checkTemplates(article, { declaredIds, sources: new Map(), hasAddress: false });
}

const resumo = makePrompt("resumo", "Escreva.");
const casa = makeImage("casa", "Uma casa");

test("an article without mistakes has none", () => {
  const conclusao = makePrompt(
    "conclusao",
    "{{ vars.tema }}: {{ answers.resumo }}, {{ vars.list[-1] }}, {{ vars.list.size }}",
  );
  const vars = { tema: "APIs", list: ["a"] };
  expect(
    check([conclusao, resumo, casa], { vars, system: makeText("Sobre {{ vars.tema }}.") }),
  ).toEqual([]);
});

test.each([
  ["an unknown id", "{{ answers.resumos }}", 'no block has the id "resumos"', "resumo"],
  [
    "an unknown id, nothing like it",
    "{{ answers.xyzxyz }}",
    'no block has the id "xyzxyz"',
    "resumo, casa, conclusao",
  ],
  ["an image as text", "{{ answers.casa }}", '"casa" is of kind image', undefined],
  ["an unknown variable", "{{ vars.temas }}", 'unknown variable "vars.temas"', "tema"],
  [
    "an unknown variable further down",
    "{{ vars.deep.x }}",
    'unknown variable "vars.deep.x"',
    undefined,
  ],
  ["an index behind the end", "{{ vars.list[7] }}", "unknown variable", undefined],
  ["an index before the beginning", "{{ vars.list[-2] }}", "unknown variable", undefined],
  ["an unknown root", "{{ answer.resumo }}", 'unknown variable "answer"', "answers.<id>"],
  ["an answer without its name", "{{ answers[vars.tema] }}", "named outright", "answers.<id>"],
  ["itself", "{{ answers.conclusao }}", "conclusao → conclusao", "Take one"],
  ["bad syntax", "{% if %}", "template: ", undefined],
])("%s", (_what, prompt, message, hint) => {
  const vars = { tema: "APIs", deep: { er: 1 }, list: ["a"] };
  const diagnostics = check([resumo, casa, makePrompt("conclusao", `Um\n${prompt}`)], { vars });
  const found = diagnostics.find((each) => each.message.includes(message));
  expect(found).toMatchObject({ severity: "error", file: "prompts/a.yaml" });
  expect(found?.hint ?? "").toContain(hint ?? "");
});

test("each mistake stands at its own line, all of them at once", () => {
  const prompt = "Um {{ vars.a }}\nDois {{ answers.b }}\nTrês {{ c }}";
  const diagnostics = check([makePrompt("x", prompt)]);
  expect(diagnostics.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual([10, 11, 12]);
});

test("did you mean", () => {
  const [found] = check([resumo, makePrompt("b", "{{ answers.resmuo }}")]);
  expect(found?.hint).toContain("Did you mean `resumo`?");
});

test("a longer cycle is shown with its way", () => {
  const diagnostics = check([
    makePrompt("a", "{{ answers.b }}"),
    makePrompt("b", "{{ answers.c }}"),
    makePrompt("c", "{{ answers.a }}"),
  ]);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]?.message).toContain("a → b → c → a");
});

test("answers have no place in what goes with every question, and one in what stands on the page", () => {
  const text = makeText("{{ answers.resumo }}");
  expect(check([resumo], { system: text })[0]?.message).toContain("cannot be used here");
  expect(check([resumo, { ...casa, alt: [text] }], { title: text, description: text })).toEqual([]);
  expect(
    check([resumo, { ...casa, caption: text }, { ...resumo, id: "b", heading: text }]),
  ).toEqual([]);
});

test("literal blocks are checked as well", () => {
  const block: Block = {
    id: "m",
    ref: resumo.ref,
    level: 2,
    kind: "markdown",
    markdown: makeText("{{ vars.x }}"),
  };
  expect(check([block])).toHaveLength(1);
});

test("ids of blocks with mistakes of their own are known", () => {
  const article = makeArticle([makePrompt("b", "{{ answers.broken }}")]);
  const context = { declaredIds: new Set(["b", "broken"]), sources: new Map(), hasAddress: false };
  expect(checkTemplates(article, context)).toEqual([]);
});
