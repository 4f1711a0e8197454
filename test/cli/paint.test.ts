import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitText, hasColours, paint, widthOf, wrapText } from "../../src/cli/paint.ts";

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [true, { TERM: "dumb" }, false],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "", NO_COLOR: "1" }, true],
  [true, { FORCE_COLOR: "0" }, false],
])("a terminal (%s) with %o has colours: %s", (isTerminal, variables, expected) => {
  expect(hasColours(isTerminal, variables)).toBe(expected);
  expect(paint("x", "bad", expected)).toBe(expected ? "\u001B[31mx\u001B[39m" : "x");
});

test("a wide character takes two columns, and is never cut in half", () => {
  expect(widthOf("パン🍞")).toBe(6);
  expect(fitText("パンの焼き方", 12)).toBe("パンの焼き方");
  expect(fitText("パンの焼き方", 6)).toBe("パン…");
  expect(widthOf(fitText("👩‍👩‍👧‍👦 family", 4))).toBeLessThanOrEqual(4);
});

test("a line is broken at spaces only, indented, and loses nothing", () => {
  expect(wrapText("  a.yaml:1 error: too long to fit", 16)).toEqual([
    "  a.yaml:1",
    "    error: too",
    "    long to fit",
  ]);
  const path = "output/a-very-long-name/article.html";
  expect(wrapText(path, 10)).toEqual([path]);
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zé語]{1,9}$/)),
      fc.integer({ min: 12, max: 40 }),
      (words, width) => {
        const lines = wrapText(words.join(" "), width);
        expect(
          lines
            .map((line) => line.trim())
            .join(" ")
            .trim(),
        ).toBe(words.join(" "));
        for (const line of lines) {
          expect(widthOf(line) <= width || !line.trim().includes(" ")).toBe(true);
        }
      },
    ),
  );
});
