import { expect, test } from "vitest";
import { languageOfFile } from "../../../src/job/read/code-language.ts";

test("languages of files", () => {
  expect(["a/b.py", "x.TS", "run.sh", "a.zig", "Makefile", "a.b c"].map(languageOfFile)).toEqual([
    "python",
    "typescript",
    "bash",
    "zig",
    "text",
    "text",
  ]);
});
