import { expect, test } from "vitest";
import { Foot } from "../../src/cli/foot.ts";

const screen = { columns: 40, rows: 10, colours: false };

test("what is drawn is removed row by row, also when the terminal has become narrower since", () => {
  const foot = new Foot();
  expect(foot.erase(40)).toBe("");
  expect(foot.draw([["one"], ["two ", { text: "red", tone: "bad" }]], screen)).toBe("one\ntwo red");
  expect(foot.erase(40)).toBe("\r\u001B[1A\u001B[J");
  // 30 columns take two rows of 20, and so does a wide text of 15 characters.
  foot.draw([["x".repeat(30)], ["語".repeat(15)]], screen);
  expect(foot.erase(20)).toBe("\r\u001B[3A\u001B[J");
  expect(foot.erase(20)).toBe("");
});

test("no line reaches the last column, and no more are drawn than there are rows", () => {
  const foot = new Foot();
  const line = [{ text: "x".repeat(30), tone: "good" as const }, "語".repeat(10)];
  expect(foot.draw([line], screen)).toBe(`${"x".repeat(30)}${"語".repeat(4)}…`);
  const many = Array.from({ length: 20 }, (_, index) => [`line ${index}`]);
  expect(foot.draw(many, screen).split("\n")).toHaveLength(9);
  expect(foot.draw([["a"]], { ...screen, colours: true })).toBe("a");
});
