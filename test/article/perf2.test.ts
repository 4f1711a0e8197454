import { test } from "vitest";
import { markdown } from "../../src/article/syntax/math.ts";
import { readMarkdown } from "../../src/article/syntax/read-blocks.ts";
test("perf", () => {
  const s = "_a*".repeat(6666);
  let t = Date.now(); markdown.lexer(s); console.log("lexer", Date.now() - t);
  t = Date.now(); readMarkdown(s, "model"); console.log("read", Date.now() - t);
}, 300000);
