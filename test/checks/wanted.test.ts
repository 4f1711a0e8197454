import { expect, test } from "vitest";
import { reasonOf } from "./support.ts";

const present: readonly (readonly [body: string, text: string])[] = [
  ["A IA escreve", "ia"],
  ["(IA)", "IA"],
  ["IA-generativa", "IA"],
  ["O ChatGPT e a API da\nOpenAI", "api da openai"],
  ["Preço: R$ 5", "R$"],
  ["a.b", "a.b"],
  ["C++ e C#", "C++"],
  ["人工知能は便利です", "人工知能"],
  ["O cafe\u0301 esfriou", "café"],
  ["```\nimport openai\n```", "import openai"],
];
const absent: readonly (readonly [body: string, text: string])[] = [
  ["Uma história média", "IA"],
  ["modelos", "modelo"],
  ["naïve", "na"],
  ["aXb", "a.b"],
  ["API OpenAI", "API da OpenAI"],
];

test.each(present)("in %j stands %j", async (body, text) => {
  expect(await reasonOf(body, { contains: [{ text }] })).toBeUndefined();
  expect(await reasonOf(body, { excludes: [{ text }] })).toMatch(/^it holds “.*” \(line \d\)$/);
});

test.each(absent)("in %j does not stand %j", async (body, text) => {
  expect(await reasonOf(body, { contains: [{ text }] })).toBe(`it lacks “${text}”`);
  expect(await reasonOf(body, { excludes: [{ text }] })).toBeUndefined();
});

test("a pattern finds letters of either case, and lines by ^ and $", async () => {
  const body = "Um título\n\n## Fontes\n\nO modelo GPT-5.";
  expect(await reasonOf(body, { contains: [{ pattern: "^## fontes$" }] })).toBeUndefined();
  expect(await reasonOf(body, { contains: [{ pattern: String.raw`gpt-\d` }] })).toBeUndefined();
  expect(await reasonOf(body, { excludes: [{ pattern: String.raw`gpt-\p{N}` }] })).toBe(
    String.raw`it holds /gpt-\p{N}/ (line 5)`,
  );
});

test("all that is missing and all that is there is told in one reason each", async () => {
  const wanted = [{ text: "a" }, { text: "b" }, { text: "c" }];
  expect(await reasonOf("b", { contains: wanted })).toBe("it lacks “a”, “c”");
  expect(await reasonOf("c\na", { excludes: wanted })).toBe("it holds “a” (line 2), “c” (line 1)");
});
