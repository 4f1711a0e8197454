import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkText, reasonOf } from "./support.ts";

const ref = { file: "prompts/a.yaml", line: 4, column: 9 };

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
  expect(await reasonOf(body, { contains: [{ pattern: "^## fontes$", ref }] })).toBeUndefined();
  expect(
    await reasonOf(body, { contains: [{ pattern: String.raw`gpt-\d`, ref }] }),
  ).toBeUndefined();
  expect(await reasonOf(body, { excludes: [{ pattern: String.raw`gpt-\p{N}`, ref }] })).toBe(
    String.raw`it holds /gpt-\p{N}/ (line 5)`,
  );
});

test("all that is missing and all that is there is told in one reason each", async () => {
  const wanted = [{ text: "a" }, { text: "b" }, { text: "c" }];
  expect(await reasonOf("b", { contains: wanted })).toBe("it lacks “a”, “c”");
  expect(await reasonOf("c\na", { excludes: wanted })).toBe("it holds “a” (line 2), “c” (line 1)");
});

describe("an author's text", () => {
  test("may hold any character", async () => {
    for (let code = 0x21; code < 0x7f; code += 1) {
      const sign = String.fromCodePoint(code);
      for (const text of [
        sign,
        `${sign}${sign}`,
        `a${sign}b`,
        `state${sign}of${sign}the${sign}art`,
      ]) {
        expect(await reasonOf(`It is ${text}, no?`, { contains: [{ text }] })).toBeUndefined();
        expect(await reasonOf("It is other", { excludes: [{ text }] })).toBeUndefined();
      }
    }
  });

  test("is found where it stands, whatever it is", async () => {
    const texts = fc.string({ unit: "grapheme", minLength: 1 }).map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(
        texts.filter((text) => text !== ""),
        async (text) => {
          const body = `One\n ${text} \nthree`;
          expect(await reasonOf(body, { contains: [{ text }] })).toBeUndefined();
        },
      ),
    );
  });
});

test("a pattern that takes too long is to blame itself, at its line; the other checks are made", async () => {
  const pattern = "^(a+)+$";
  const body = `${"a".repeat(50)}!`;
  const checks = { words: { min: 2 }, contains: [{ text: "b" }], excludes: [{ pattern, ref }] };
  const reason = "the pattern /^(a+)+$/ (prompts/a.yaml:4) takes longer than 1 second";
  expect(await checkText(body, checks)).toEqual([
    { check: "words", reason: "1 word, at least 2 asked for", offBy: 1 },
    { check: "contains", reason: "it lacks “b”" },
    { check: "excludes", reason, ref },
  ]);
});
