import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutThoughts } from "../../../src/endpoints/text/thoughts.ts";

const answer = "Dough rests, so that gluten relaxes.\n\nThen it is shaped.";

describe("thoughts around an answer are taken off", () => {
  test.each([
    ["a block", `<think>\nThe user asks.\n</think>\n\n${answer}`],
    ["another name", `<thinking>hm</thinking>${answer}`],
    ["in capitals", `<THINK>hm</THINK>\n${answer}`],
    ["with an attribute", `<reasoning effort="low">hm</reasoning> ${answer}`],
    ["a name with a prefix", `<seed:think>hm</seed:think>${answer}`],
    ["nothing thought", `<think>\n\n</think>\n\n${answer}`],
    ["several blocks, behind white space", `\n <think>a</think>\n<thought>b</thought>\n${answer}`],
    ["a block within a block", `<think>a <think>b</think> c\n</think>\n${answer}`],
    ["between marks", `<|begin_of_thought|>hm<|end_of_thought|>\n<|begin_of_solution|>${answer}`],
    ["between unused tokens", `<unused94>thought\nhm<unused95>${answer}`],
    ["announced", `Here is my thought process:\nhm\n\nHere is my response:\n\n${answer}`],
    ["in square brackets", `[THINK]hm[/THINK]${answer}`],
    ["in tags with bars", `<|think|>hm<|/think|>${answer}`],
    [
      "thought and solution",
      `<|begin_of_thought|>hm<|end_of_thought|>\n<|begin_of_solution|>${answer}<|end_of_solution|>`,
    ],
    ["a second block behind the answer", `<think>a</think>\n${answer}\n\n<think>\nb\n</think>\n`],
    [
      "a long block, and a second one behind the answer",
      `<think>${"hm ".repeat(200)}</think>\n${answer}\n\n<think>b</think>`,
    ],
    ["a block behind the answer alone", `${answer}\n\n<think>good?</think>`],
    ["the answer's tags alone", `<answer>\n${answer}\n</answer>`],
    ["tags of the answer as well", `<think>hm</think>\n<answer>\n${answer}\n</answer>`],
    ["a lone end on its own line", `Okay, the user asks.\n</think>\n\n${answer}`],
    ["a lone end behind the last word", `Okay, I am done.</think>\n\n${answer}`],
    ["a lone end between two words", `Okay, I am done.</think>${answer}`],
    ["a lone end between two sentences", `Okay, I am done. </think> ${answer}`],
    ["the tag first spoken of in code", `I close with \`</think>\` at last.\n</think>\n${answer}`],
    ["a code block that never ends", `Okay:\n\`\`\`js\nf()\n</think>\n\n${answer}`],
    [
      "channels",
      `<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>${answer}<|return|>`,
    ],
    ["the final channel alone", `<|start|>assistant<|channel|>final <|message|>${answer}`],
    [
      "channels with commentary",
      `<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary<|message|>b<|end|><|start|>assistant<|channel|>final<|constrain|>json<|message|>${answer}`,
    ],
    ["channels without their marks", `analysisThe user asks. I answer.assistantfinal${answer}`],
  ])("%s", (_what, text) => {
    expect(withoutThoughts(text)).toBe(answer);
  });
});

test("what one text began with changes nothing in the next", () => {
  expect(withoutThoughts(`<think>${"hm ".repeat(200)}</think>\n${answer}`)).toBe(answer);
  expect(withoutThoughts(`${answer}\n\n<think>b</think>`)).toBe(answer);
});

test("code that an answer begins with keeps its indent behind thoughts", () => {
  expect(withoutThoughts("<think>hm</think>\n\n    npm ci\n\nThat is all.")).toBe(
    "    npm ci\n\nThat is all.",
  );
});

test.each([
  ["never closed", "<think>\nOkay, the user"],
  ["nothing behind them", "<think>hm</think>\n "],
  ["the second never closed", "<think>a</think><think>b"],
  ["a lone end and no more", "I am thinking.\n</think>\n"],
  ["analysis alone", "<|channel|>analysis<|message|>hm"],
  ["analysis alone, without its marks", "analysisThe user asks"],
  ["an empty final channel", "<|channel|>analysis<|message|>a<|end|><|channel|>final<|message|> "],
])("no answer: %s", (_what, text) => {
  expect(withoutThoughts(text)).toBeUndefined();
});

describe("an article about such tags is left alone", () => {
  test.each([
    ["none at all", ` ${answer}\n`],
    ["an announcement without an end", `Here is my thought process: ${answer}`],
    [
      "in inline code",
      "Qwen writes `<think>` first.\n\nIt ends with `</think>`\n\nand then answers.",
    ],
    ["in a code block", "Such as:\n\n```text\n<think>\nhm\n</think>\nYes.\n```\n\nSo much for it."],
    [
      "the end alone in a code block",
      "Such as:\n\n~~~\nhm\n</think>\nYes.\n~~~\n\nSo much for it.",
    ],
    ["in indented code", "Such as:\n\n    hm\n    </think>\n    Yes.\n\nSo much for it."],
    ["in mid-sentence", "The tag </think> ends them, and </think> is what is looked for."],
    ["at the end of a line", "They are ended by the tag </think>\nwhich comes once."],
    ["both tags in mid-text", "It writes:\n\n<think>\nhm\n</think>\n\nand then it answers."],
    ["channels in mid-text", "gpt-oss begins with <|channel|>analysis<|message|>, then goes on."],
    ["several of the answer's tags", "<answer>a</answer>\n<answer>b</answer>"],
    ["the word analysis", "analysis of dough: it rests."],
  ])("%s", (_what, text) => {
    expect(withoutThoughts(text)).toBe(text);
  });
});

test("whatever is thought, the answer comes out, and once out stays as it is", () => {
  const thoughts = fc.string({ unit: fc.constantFrom(..."ab .\n<>`|".split("")) });
  fc.assert(
    fc.property(thoughts, (thought) => {
      const text = `<think>${thought}</think>\n${answer}`;
      expect(withoutThoughts(text)).toBe(answer);
      expect(withoutThoughts(answer)).toBe(answer);
    }),
  );
});

test.each(["</think>", "<think>", "a</think>\n", "```\n</think>\n", "<|channel|>", "`</think> "])(
  "a long text of %j is read in linear time",
  (part) => {
    // A reader that goes over the rest for each of them would outlast the test's time.
    for (const text of [`a ${part.repeat(400_000 / part.length)}`, part.repeat(50_000)]) {
      expect((withoutThoughts(text) ?? "").length).toBeLessThanOrEqual(text.length);
    }
  },
);
