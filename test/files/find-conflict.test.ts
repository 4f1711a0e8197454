import { assert, integer, property, string } from "fast-check";
import { expect, test } from "vitest";
import { findConflictMarks } from "../../src/files/find-conflict.ts";

const conflict = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n";
const inFence = `\`\`\`js\n${conflict}\`\`\`\n`;

function withSize(size: number): string {
  return conflict.replaceAll(/^[<=>]{7}/gm, (signs) => signs.charAt(0).repeat(size));
}

test.each([
  ["at the beginning", conflict, [1, 5]],
  ["further down", `a\n\nb\n${conflict}`, [4, 8]],
  ["in a fence", inFence, [2, 6]],
  ["around a fence", conflict.replace("ours", "```\nours"), [1, 6]],
  [
    "with the common ancestor",
    conflict.replace("=======", "||||||| base\nold\n======="),
    [1, 3, 7],
  ],
  [
    "with an ancestor that had one itself",
    conflict.replace(
      "=======",
      "||||||| base\n<<<<<<<<< one\na\n=========\nb\n>>>>>>>>> two\n=======",
    ),
    [1, 3, 4, 8, 11],
  ],
  ["with the line ends of Windows", `a\n${conflict}`.replaceAll("\n", "\r\n"), [2, 6]],
  ["without names", "<<<<<<<\na\n=======\nb\n>>>>>>>", [1, 5]],
  ["with small marks", `a\n${withSize(4)}`, [2, 6]],
  ["with large marks", withSize(32), [1, 5]],
  ["more than once", conflict + inFence, [1, 5, 7, 11]],
  ["with its end alone", `a\n>>>>>>> branch\n`, [2]],
  ["with its beginning alone", "<<<<<<< HEAD\na", [1]],
  ["with its first half", "<<<<<<< HEAD\na\n=======\n", [1]],
  ["with the ancestor alone", "a\n||||||| 1a2b3c4\n", [2]],
  ["after one that was half resolved", `<<<<<<< a\n${conflict}`, [1, 2, 6]],
])("a conflict is found %s", (_where, text, lines) => {
  expect(findConflictMarks(text)).toEqual(lines);
});

test.each([
  ["a heading that is underlined", "Title\n=======\n\ntext"],
  ["a conflict that is indented", conflict.replaceAll(/^/gm, " ")],
  ["the row of a table", "||||||| 1 |\n|-|-|-|-|-|-|-|-|\n"],
  ["a small mark alone", ">>>> x\n"],
  ["marks of different lengths", "<<<<\na\n=====\nb\n>>>>>>\n"],
  ["signs with no space behind them", "<<<<<<<x\n=======\n>>>>>>>x\n"],
])("%s is none", (_what, text) => {
  expect(findConflictMarks(text)).toEqual([]);
});

test("whatever two people wrote, what git leaves is found", () => {
  const side = string().map((text) => text.replaceAll(/[<>|=\r\n]/g, ""));
  assert(
    property(side, side, side, integer({ min: 3, max: 40 }), (before, ours, theirs, size) => {
      const [begin, divide, end] = ["<", "=", ">"].map((sign) => sign.repeat(size));
      const text = `${before}\n${begin} HEAD\n${ours}\n${divide}\n${theirs}\n${end} b\n`;
      expect(findConflictMarks(text)).toEqual([2, 6]);
    }),
  );
});
