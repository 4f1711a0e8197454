import * as fc from "fast-check";
import { test } from "vitest";
import { normalizeMarkdown } from "../../src/article/normalize.ts";
import { markdownish } from "./markdownish.ts";
test("f", () => { for (const seed of [101, 102]) for (const source of ["model", "author"] as const) for (const s of fc.sample(markdownish, { numRuns: 20000, seed })) {
  const a = normalizeMarkdown(s, { baseLevel: 2, source }); const b = normalizeMarkdown(a, { baseLevel: 2, source }); if (a !== b) console.log(source, JSON.stringify(s), "\n", JSON.stringify(a), "\n", JSON.stringify(b)); } }, 200000);
