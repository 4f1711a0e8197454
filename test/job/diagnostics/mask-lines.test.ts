import { expect, test } from "vitest";
import { maskLines } from "../../../src/job/diagnostics/mask-lines.ts";

const maskLine = (line: string): string | undefined => maskLines([line])[0];

test.each([
  ["api_key: hunter2", "hunter2"],
  ["  apiKey: 'hunter2'", "hunter2"],
  ["token: hunter2 # mine, really", "hunter2"],
  ["password: a,b}c", "b}c"],
  ["{ api_key: hunter2, base_url: u }", "hunter2"],
  ['{"authorization":"hunter2"}', "hunter2"],
  ["api_key:hunter2", "hunter2"],
  ["api_key_env: hunter2-is-my-key", "hunter2"],
  ["base_url: https://me:hunter2@host/", "hunter2"],
])("%s", (line, secret) => {
  expect(maskLine(line)).not.toContain(secret);
  expect(maskLine(line)).toContain("[hidden]");
});

test.each([
  "max_output_tokens: 2048",
  "api_key_env: OPENAI_API_KEY",
  "{ api_key_env: MY_KEY, limits: { tokens_per_minute: 5 } }",
  "title: What is a token?",
])("leaves %s", (line) => {
  expect(maskLine(line)).toBe(line);
});

test("what stands beside a secret stays", () => {
  expect(maskLine("{ api_key: hunter2, base_url: u }")).toBe("{ api_key: [hidden], base_url: u }");
});

test.each([
  ["api_key:\n  hunter2\nnext: x"],
  ["api_key: |\n  hunter2\n\n  hunter2\nnext: x"],
  ["api_key: first\n  hunter2\nnext: x"],
  ['a: { api_key: "first\n hunter2", b: 1 }\nnext: x'],
  ["password:\nhunter2\nnext: x"],
])("secrets over several lines: %j", (text) => {
  const masked = maskLines(text.split("\n")).join("\n");
  expect(masked).not.toContain("hunter2");
  expect(masked).toContain("next: x");
});
