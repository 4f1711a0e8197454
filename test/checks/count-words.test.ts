import { expect, test } from "vitest";
import { countWords } from "../../src/checks/count-words.ts";
import { toProse } from "../../src/checks/prose/to-prose.ts";
import { checkText } from "./support.ts";

const count = (markdown: string): number => countWords(toProse(markdown, { inlineCode: "keep" }));

test.each([
  ["", 0],
  ["One.", 1],
  ["Guarde a chave fora do código.", 6],
  ["O pré-treinamento usa muito texto, don't you think?", 8],
  ["# A heading\n\n- one\n- two **three**\n\n1. four", 6],
  ["A — B – C * D", 4],
  ["R$ 3,50 em 2026", 4],
  ["Veja [o manual](https://example.com/a-long/path?with=words in it) agora", 6],
  ['Veja [o manual](https://example.com/x_(y) "O título") agora', 4],
  ["Um `código` no texto", 4],
  ["Antes\n\n```python\nprint(1, 2, 3)\n```\n\ndepois", 2],
  ["Antes\n\n~~~\n```\numa duas três\n~~~\ndepois", 2],
  ["Antes\n\n````\n```\num dois\n```\ntrês\n````\n\ndepois", 2],
  ["- item\n\n  ```\n  um dois\n  ```\n\n- outro", 2],
  ["nunca fechado\n\n```\num dois três", 2],
  ["A soma $a + b + c$ e $$\nx = y\n$$ fim", 4],
  ["Custa $5 e $6 hoje", 5],
  ["<b>forte</b> <!-- um dois três --> fim", 2],
  ["Leia https://example.com/um/dois e pronto", 3],
  ["私は学生です。", 4],
  ["我们喜欢写文章。", 4],
  ["ฉันชอบอ่านหนังสือ", 4],
  ["Python は楽しい言語です", 5],
])("%j has %i words", (markdown, words) => {
  expect(count(markdown)).toBe(words);
});

test("the length is checked at both ends, and the reason says by how much it fails", async () => {
  const words = { min: 3, max: 5 };
  expect(await checkText("one two", { words })).toEqual([
    { check: "words", reason: "2 words, at least 3 asked for", offBy: 1 },
  ]);
  expect(await checkText("one two three", { words })).toEqual([]);
  expect(await checkText("one two three four five", { words })).toEqual([]);
  expect(await checkText("one two three four five six seven", { words })).toEqual([
    { check: "words", reason: "7 words, at most 5 asked for", offBy: 2 },
  ]);
});
