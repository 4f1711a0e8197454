import { expect, test } from "vitest";
import { reasonOf } from "./support.ts";

test.each([
  ["Uma história média", "IA", false],
  ["A IA escreve", "ia", true],
  ["(IA)", "IA", true],
  ["IA-generativa", "IA", true],
  ["O ChatGPT e a API da\nOpenAI", "api da openai", true],
  ["modelos", "modelo", false],
  ["Preço: R$ 5", "R$", true],
  ["a.b", "a.b", true],
  ["aXb", "a.b", false],
  ["C++ e C#", "C++", true],
  ["人工知能は便利です", "人工知能", true],
  ["E\u0301 caf\u0065\u0301", "café", true],
  ["```\nimport openai\n```", "import openai", true],
  ["naïve", "na", false],
])("in %j, %j stands: %s", async (body, text, stands) => {
  const missing = await reasonOf(body, { contains: [{ text }] });
  expect(missing).toBe(stands ? undefined : `it lacks “${text}”`);
  const found = await reasonOf(body, { excludes: [{ text }] });
  if (stands) expect(found).toMatch(/^it holds “.*” \(line \d\)$/);
  else expect(found).toBeUndefined();
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
