import * as fc from "fast-check";
import { expect, test } from "vitest";
import { locateInText } from "../../../src/job/yaml/locate-text.ts";
import type { SourceText } from "../../../src/job/types.ts";
import { articleOf, loadArticle } from "../job-files.ts";

/** Loads an article whose only prompt is written as given, and gives the prompt and the lines. */
async function promptOf(yaml: string): Promise<{ text: SourceText; lines: string[] }> {
  const source = `title: T\nblocks:\n  - id: p\n    prompt: ${yaml}\n  - markdown: M\n`;
  const [block] = articleOf(await loadArticle(source)).blocks;
  if (block?.kind !== "prompt") {
    throw new Error("no prompt");
  }
  return { text: block.prompt, lines: source.split("\n") };
}

/** 1-based line and column of a sign in a text's value. */
function placeIn(value: string, sign: string): [number, number] {
  const before = value.slice(0, value.indexOf(sign)).split("\n");
  return [before.length, (before.at(-1) ?? "").length + 1];
}

test.each([
  ["plain", "Use {{ x }} §now"],
  ["in single quotes", "'Use {{ x }} §now'"],
  ["in double quotes", '"Use {{ x }} §now"'],
  ["literal", "|\n      One\n        two {{ x }} §now\n      three"],
  ["literal with a comment", "| # why\n      One\n      §two"],
  ["literal with empty lines first", "|\n\n\n      One\n      §two"],
  ["literal with its own indentation", "|2\n        One\n      §two"],
  ["literal without a last line end", "|-\n      One\n\n      two §three"],
  ["literal on the first character", "|\n      §One\n      two"],
  ["folded", ">\n      One\n      two §three\n      four"],
  ["folded over paragraphs", ">\n      One\n      two\n\n      three\n      four §five"],
  ["folded with more indentation", ">\n      One\n        code §here\n      two"],
  ["plain over lines", "One\n      two §three\n      four"],
  ["quoted over lines", '"One\n      two\n\n      three §four"'],
  ["single quotes over lines", "'One\n      two §three'"],
])("a place in a text written %s is found in the file", async (_name, yaml) => {
  const { text, lines } = await promptOf(yaml);
  const { line, column } = locateInText(text, ...placeIn(text.value, "§"));
  expect(lines[line - 1]?.[column - 1]).toBe("§");
});

test("in a `|` block, each character is found where it stands", async () => {
  const word = fc.stringMatching(/^[a-zé{}%. ]{0,12}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 6 }), async (words) => {
      const value = ["x", ...words].join("\n");
      const { text, lines } = await promptOf(`|\n${value.replaceAll(/^/gm, "      ")}`);
      expect(text.literal).toBe(true);
      for (const [index, content] of text.value.trimEnd().split("\n").entries()) {
        for (let at = 0; at < content.length; at += 1) {
          const { line, column } = locateInText(text, index + 1, at + 1);
          expect(lines[line - 1]?.[column - 1]).toBe(content[at]);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("a text's own place is that of its first character", async () => {
  const { text } = await promptOf("|\n      One\n      two");
  expect(text).toMatchObject({ file: "prompts/a.yaml", line: 5, column: 7, literal: true });
});
