import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { findConflict } from "../../src/prose/find-conflict.ts";

const conflict = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n";

test.each([
  ["at the beginning", conflict, 1],
  ["further down", `a\n\nb\n${conflict}`, 4],
  ["with the common ancestor", conflict.replace("=======", "||||||| base\nold\n======="), 1],
  ["with the line ends of Windows", `a\n${conflict}`.replaceAll("\n", "\r\n"), 2],
  ["without names", "<<<<<<<\na\n=======\nb\n>>>>>>>", 1],
  ["around a fence", conflict.replace("ours", "```\nours"), 1],
  ["after a fence that was closed", `\`\`\`js\nx\n\`\`\`\n${conflict}`, 4],
  ["the second one, of which the first is whole", `<<<<<<< a\n${conflict}`, 2],
])("a conflict is found %s", (_where, text, line) => {
  expect(findConflict(text)).toBe(line);
});

test.each([
  ["a heading that is underlined", "Title\n=======\n\ntext"],
  ["an arrow of seven", "<<<<<<< HEAD\n\n>>>>>>> x"],
  ["a conflict within a fence", `\`\`\`\n${conflict}\`\`\`\n`],
  ["a conflict within a long fence", `~~~~ diff\n~~~\n${conflict}~~~~\n`],
  ["a conflict that is indented", conflict.replaceAll(/^/gm, "    ")],
  ["the marks in another order", ">>>>>>> a\n=======\n<<<<<<< b\n"],
  ["more signs than seven", conflict.replaceAll(/[<>]{7}/g, (signs) => `${signs}<<`)],
])("%s is none", (_what, text) => {
  expect(findConflict(text)).toBeUndefined();
});

test("whatever two people wrote, what git leaves is found", () => {
  const side = string().map((text) => text.replaceAll(/[<>|=`~\r\n]/g, ""));
  assert(
    property(side, side, side, (before, ours, theirs) => {
      const text = `${before}\n<<<<<<< HEAD\n${ours}\n=======\n${theirs}\n>>>>>>> b\n`;
      expect(findConflict(text)).toBe(2);
    }),
  );
});
