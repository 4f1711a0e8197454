import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normalizeMarkdown } from "../../src/article/normalize.ts";
import { markdownish } from "./markdownish.ts";
const runs = Number(process.env["RUNS"] ?? 2000);
test("idempotent", () => {
  const fails: string[] = [];
  const seed = Number(process.env["SEED"] ?? 1);
  const samples = fc.sample(markdownish, { numRuns: runs, seed });
  samples.sort((a, b) => a.length - b.length);
  for (const s of samples) {
    const once = normalizeMarkdown(s, { baseLevel: 2, source: "model" });
    const twice = normalizeMarkdown(once, { baseLevel: 2, source: "model" });
    if (once !== twice)
      fails.push(
        JSON.stringify(s) + "\n   " + JSON.stringify(once) + "\n   " + JSON.stringify(twice),
      );
  }
  if (process.env["SHOW"])
    for (const s of samples.slice(-12))
      console.log(
        JSON.stringify(s),
        "\n=>\n" + normalizeMarkdown(s, { baseLevel: 2, source: "model" }),
      );
  console.log(fails.length, "of", runs);
  console.log(fails.slice(0, 25).join("\n"));
  expect(fails.length).toBe(0);
});
