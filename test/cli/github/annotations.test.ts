import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { annotate } from "../../../src/cli/github/annotations.ts";
import { toCommand, toMask } from "../../../src/cli/github/command.ts";
import type { Problem } from "../../../src/cli/problems/problem.ts";

const variables = { GITHUB_WORKSPACE: "/home/runner/site" };
const jobFile = "/home/runner/site/docs/pipeline.yaml";

function problem(code: Problem["code"], line: number, more: Partial<Problem> = {}): Problem {
  const place = { file: "prompts/a.yaml", line, column: 5 };
  return { severity: "error", code, message: "it failed", place, ...more };
}

/** As GitHub's runner decodes a value. */
function decode(text: string): string {
  return text
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%25", "%");
}

/** What is left of a text as it was: the rest is shown by signs. */
function printable(text: string): string {
  return text.replaceAll(/[^\n -~]/g, "");
}

/** As GitHub's runner reads a command. */
function read(command: string): { properties: Record<string, string>; data: string } {
  const [, properties = "", data = ""] = /^::error (.*?)::(.*)$/s.exec(command) ?? [];
  const pairs = properties.split(",").map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  return {
    properties: Object.fromEntries(pairs.map(([key = "", value = ""]) => [key, decode(value)])),
    data: decode(data),
  };
}

describe("annotations", () => {
  test("stand on the line of the YAML, by a path that the workspace knows, and say what to do", () => {
    const { commands } = annotate(
      [problem("PROVIDER_QUOTA", 7, { article: "a", block: "one", hint: "Add credit." })],
      jobFile,
      variables,
    );
    expect(commands).toEqual([
      "::error file=docs/prompts/a.yaml,line=7,col=5,title=PROVIDER_QUOTA a/one::it failed%0AAdd credit.",
    ]);
  });

  test("come the worst first, ten of a kind, and the rest is counted", () => {
    const { commands, more } = annotate(
      [
        problem("DEPENDENCY_FAILED", 1),
        ...Array.from({ length: 12 }, (_, index) => problem("CHECK_FAILED", index + 2)),
        problem("LEAK_FOUND", 40),
        problem("ANSWER_STALE", 50, { severity: "warning" }),
      ],
      jobFile,
      variables,
    );
    const lines = commands.map((command) => /line=(\d+)/.exec(command)?.[1]);
    expect(lines).toEqual(["40", "2", "3", "4", "5", "6", "7", "8", "9", "10", "50"]);
    expect(commands.at(-1)).toMatch(/^::warning /);
    expect(more).toEqual(["4 more errors without an annotation."]);
  });

  test("what stands in no file is told without one", () => {
    const { commands } = annotate([{ ...problem("LOCKED", 1), place: undefined }], jobFile, {});
    expect(commands).toEqual(["::error title=LOCKED::it failed"]);
  });
});

test("no text leaves its place in a command, and each is read as it was", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom(":", ",", "%", "\r", "\n", "=", "a", "0A", "::stop-commands::"),
    }),
  );
  fc.assert(
    fc.property(texts, texts, texts, (title, message, file) => {
      const command = toCommand({ kind: "error", title, message, file, line: 1 });
      expect(command).not.toMatch(/\p{Cc}/u);
      const { properties, data } = read(command);
      expect(Object.keys(properties)).toEqual(["file", "line", "title"]);
      const shown = [properties["title"] ?? "", data, properties["file"] ?? ""].map(printable);
      expect(shown).toEqual([title, message, file].map(printable));
    }),
  );
});

test("a mask takes a value as it is", () => {
  expect(toMask("a%b\nc")).toBe("::add-mask::a%25b%0Ac");
});
