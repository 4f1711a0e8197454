import { expect, test, vi } from "vitest";
import { writeResult } from "../../src/cli/terminal.ts";

test("no line that is printed is a command to GitHub's runner, and nothing commands a terminal", () => {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  writeResult("a\n::error::b\n  ::stop-commands::c\nd ::e\n\u001B[31mf");
  vi.restoreAllMocks();
  expect(written).toEqual(["a\n: :error::b\n  : :stop-commands::c\nd ::e\n\u241B[31mf\n"]);
});
