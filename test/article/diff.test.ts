import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lint } from "markdownlint/sync";
import { micromark } from "micromark";
import { gfmTable, gfmTableHtml } from "micromark-extension-gfm-table";
import {
  gfmAutolinkLiteral,
  gfmAutolinkLiteralHtml,
} from "micromark-extension-gfm-autolink-literal";
import { parseMarkdown, normalizeMarkdown } from "../../src/article/normalize.ts";
import { renderBlocks } from "../../src/article/page/render-blocks.ts";
import { markdownish } from "./markdownish.ts";
const runs = Number(process.env["RUNS"] ?? 2000);
const seed = Number(process.env["SEED"] ?? 1);
function canon(h: string) {
  return h
    .replace(
      / rel="[^"]*"| class="[^"]*"| tabindex="0"| align="[^"]*"| disabled=""| disabled| loading="lazy"| decoding="async"/g,
      "",
    )
    .replace(/<\/?(div|span|del|p|input|tbody)[^>]*>/g, "")
    .replace(/~~?/g, "")
    .replace(/ \/>/g, ">")
    .replace(/\[[ x]\] /g, "")
    .replace(/<br>/g, "<br>")
    .replace(/<a href="[^"]*">/g, "<a>")
    .replace(/<img src="[^"]*"/g, "<img")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&hellip;/g, "…")
    .replace(/\s+/g, "")
    .replace(/\\([()[\]$*_])/g, "$1")
    .replace(/&amp;/g, "&")
    .replace(/\\\\/g, "\\");
}
test("differential", () => {
  const samples = fc.sample(markdownish, { numRuns: runs, seed });
  samples.sort((a, b) => a.length - b.length);
  const fails: string[] = [];
  const rules: Record<string, string[]> = {};
  for (const s of samples) {
    const md = normalizeMarkdown(s, { baseLevel: 2, source: "model" });
    if (!/\$|\\\(|\\\[/.test(md)) {
      const ours = canon(renderBlocks(parseMarkdown(s, { baseLevel: 2, source: "model" })));
      const theirs = canon(
        micromark(md, {
          extensions: [gfmTable(), gfmAutolinkLiteral()],
          htmlExtensions: [gfmTableHtml(), gfmAutolinkLiteralHtml()],
        }),
      );
      if (ours !== theirs)
        fails.push([JSON.stringify(s), JSON.stringify(md), ours, theirs].join("\n   "));
    }
    const page = `# T\n\nx\n\n## S\n\n${md}`;
    const r = lint({ strings: { p: page }, config: { default: true, MD013: false, MD033: false } })[
      "p"
    ]!;
    for (const e of r)
      (rules[e.ruleNames[0]!] ??= []).push(
        JSON.stringify(s) +
          "\n   " +
          JSON.stringify(md) +
          " @" +
          JSON.stringify(page.split("\n")[e.lineNumber - 1]),
      );
  }
  console.log("DIFF", fails.length, "of", runs, "\n" + fails.slice(0, 12).join("\n"));
  for (const [k, v] of Object.entries(rules))
    console.log("LINT", k, v.length, "\n" + v.slice(0, 4).join("\n"));
  expect(1).toBe(1);
});
