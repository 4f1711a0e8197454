import { test } from "vitest";
import { normalizeMarkdown } from "../../src/article/normalize.ts";
import { findLeaks } from "../../src/article/leaks.ts";
test("perf", () => {
  for (const p of [
    "[",
    "](",
    "[a](",
    "*a ",
    "**a",
    "$a ",
    "\\(",
    "\\[",
    "`",
    "<",
    "<b",
    "~~a",
    "> ",
    "- ",
    "_a*",
    "$$",
    "&",
    "a\n",
    "\n$$ ",
    "![",
    " *a* b",
    "[a](https://b.c) ",
    "http://a.b ",
    "|a",
    "  - a\n",
    "x\n\n$",
    "**a** *b* ",
  ]) {
    const t = Date.now();
    normalizeMarkdown(p.repeat(Math.floor(20000 / p.length)), { baseLevel: 2, source: "model" });
    const d = Date.now() - t;
    if (d > 100) console.log(JSON.stringify(p), d);
  }
  const t = Date.now();
  findLeaks("palavra de texto normal ".repeat(20000), [
    { name: "K", value: "sk-" + "abcdefgh1234".repeat(10) },
  ]);
  console.log("leaks", Date.now() - t);
}, 300000);
