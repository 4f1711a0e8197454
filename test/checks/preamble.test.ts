import { expect, test } from "vitest";
import { checkText, reasonOf } from "./support.ts";

const text = "Bread is made of flour, water, salt and time.";

test.each([
  `Certainly! Here is the article:\n\n${text}`,
  `${text}\n\nI hope this helps!`,
  `Claro! Aqui está o artigo:\n\n\`\`\`markdown\n${text}\n\`\`\``,
])("an answer with something said around it fails: %j", async (body) => {
  expect(await reasonOf(body, { noPreamble: true })).toMatch(/before or after the answer/);
});

test.each([text, `\`\`\`markdown\n${text}\n\`\`\``, "Certainly, many bakers disagree."])(
  "one without passes: %j",
  async (body) => {
    expect(await checkText(body, { noPreamble: true })).toEqual([]);
  },
);

test("the other checks look at what is published, and name its lines in the whole", async () => {
  const body = `Sure! Here is the article:\n\n\`\`\`markdown\n# Bread\n\nBy [insert name].\n\`\`\``;
  expect(await reasonOf(body, { noPlaceholder: true })).toMatch(/^line 6 /);
  expect(await reasonOf(body, { words: { max: 4 } })).toBeUndefined();
});
