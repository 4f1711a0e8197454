import { expect, test, vi } from "vitest";
import {
  flushProgress,
  learnKeyNames,
  writeProgress,
  writeResult,
} from "../../src/cli/terminal.ts";

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

test("a secret is hidden in its line, whatever stands in the lines around it", () => {
  const secret = `Zq83h${Math.random().toString(36).slice(2, 7)}hd72kdhX9`;
  vi.stubEnv("MY_TOKEN", secret);
  // The redactor is made anew when names of keys are learnt.
  learnKeyNames(new Set([`NAME_${Math.random()}`]));
  const written: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const cut = (secret.match(/.{1,5}/g) ?? []).join("](x)");
  writeProgress("a1: fewer <3 words");
  writeProgress(`a2: ${cut} ->`);
  writeProgress(`a3: ${secret.slice(0, 10)}`);
  writeProgress(`${secret.slice(10)} is the rest`);
  flushProgress();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  expect(written.join("").split("\n")[1]).toBe("a2: [redacted: MY_TOKEN] ->");
  expect(written.join("").split("\n")).toHaveLength(5);
  expect(written.join("")).not.toContain(secret.slice(0, 10));
});
