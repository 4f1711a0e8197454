import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createDiagnostic,
  formatDiagnostic,
  JobError,
} from "../../../src/job/diagnostics/diagnostics.ts";

const sources = new Map([
  ["a.yaml", "one: 1\ntwo: 2\nthree: wrong\nfour: 4\nfive: 5\n"],
  ["tab\u001b.yaml", "x:\ty\u001b[31m\r\nlast"],
  ["long.yaml", `${"a".repeat(500)}HERE${"b".repeat(500)}\n`],
]);

describe("a diagnostic", () => {
  test("says where, what, and what to do, and shows the lines around", () => {
    const ref = { file: "a.yaml", line: 3, column: 8, endColumn: 13 };
    const diagnostic = createDiagnostic(sources, ref, "This is wrong.", "Write it right.");
    expect(formatDiagnostic(diagnostic)).toBe(
      [
        "a.yaml:3:8 error This is wrong.",
        "    1 | one: 1",
        "    2 | two: 2",
        "  > 3 | three: wrong",
        "      |        ^^^^^",
        "    4 | four: 4",
        "  Write it right.",
      ].join("\n"),
    );
  });

  test("needs neither a hint nor a known file", () => {
    const ref = { file: "none.yaml", line: 1, column: 1 };
    const diagnostic = createDiagnostic(sources, ref, "Gone.", undefined, "warning");
    expect(formatDiagnostic(diagnostic)).toBe("none.yaml:1:1 warning Gone.");
  });

  test("shows a window of a long line, with the mark under the place", () => {
    const ref = { file: "long.yaml", line: 1, column: 501, endColumn: 505 };
    const { frame = "" } = createDiagnostic(sources, ref, "m");
    const [shown = "", mark = ""] = frame.split("\n");
    expect(shown.length).toBeLessThan(130);
    expect(shown.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1)).toBe("HERE");
  });

  test("a mark beyond the end of a line, or of the file, does no harm", () => {
    for (const [line, column] of [
      [3, 400],
      [6, 1],
      [99, 1],
    ] as const) {
      const diagnostic = createDiagnostic(sources, { file: "a.yaml", line, column }, "m");
      expect(formatDiagnostic(diagnostic)).toContain("m");
    }
  });

  test("no control character reaches the terminal, whatever the file, its name or the message", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (text, message) => {
        const file = `${message}.yaml`;
        const texts = new Map([[file, text]]);
        const diagnostic = createDiagnostic(texts, { file, line: 1, column: 1 }, message, text);
        const printed = formatDiagnostic(diagnostic).replaceAll("\n", "");
        // oxlint would rather see no control characters in patterns, so they are compared by code.
        const codes = Array.from(printed, (sign) => sign.codePointAt(0) ?? 0);
        expect(codes.some((code) => code < 0x20 || (code >= 0x7f && code < 0xa0))).toBe(false);
      }),
    );
    const ref = { file: "tab\u001b.yaml", line: 1, column: 4 };
    expect(formatDiagnostic(createDiagnostic(sources, ref, "m"))).not.toContain("\u001b");
  });
});

function at(line: number) {
  const ref = { file: "a.yaml", line, column: 1 };
  return createDiagnostic(sources, ref, `Mistake ${line}.`, "Hint.");
}

test("a JobError carries all diagnostics, and says how many and where the first is", () => {
  const one = new JobError([at(2)]);
  expect(one).toMatchObject({ name: "JobError", code: "JOB_INVALID", exitCode: 2, hint: "Hint." });
  expect(one.message).toBe("a.yaml:2:1: Mistake 2.");
  const two = new JobError([at(2), at(3)]);
  expect(two.message).toContain("2 mistakes");
  expect(two.diagnostics).toHaveLength(2);
});
