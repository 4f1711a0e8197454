import { writeFileSync } from "node:fs";
import { test } from "vitest";
import sharp from "sharp";
import { lint } from "markdownlint/sync";
import { renderHtml } from "../../src/article/html.ts";
import { renderMarkdown } from "../../src/article/markdown.ts";
import { makeArticle } from "./sample.ts";
test("dump", async () => {
  const doc = makeArticle();
  writeFileSync("/tmp/page/index.html", renderHtml(doc));
  writeFileSync("/tmp/page/sandbox.html", renderHtml(makeArticle({ sandbox: true })));
  writeFileSync("/tmp/page/article.md", renderMarkdown(doc, { headingStyle: "atx" }));
  writeFileSync("/tmp/page/bold.md", renderMarkdown(doc, { headingStyle: "bold" }));
  const md = renderMarkdown(doc, { headingStyle: "atx" });
  console.log(lint({ strings: { p: md }, config: { default: true, MD013: false, MD033: false } })["p"]!.map((e) => e.ruleNames[0] + " " + e.lineNumber + " " + (e.errorDetail ?? "") + md.split("\n")[e.lineNumber - 1]));
  let i = 0;
  for (const s of doc.sections) for (const p of s.kind === "gallery" ? s.pictures : s.kind === "poster" ? [s.picture] : []) { i += 1;
    for (const v of p.variants) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${v.widthPx}" height="${v.heightPx}"><rect width="100%" height="100%" fill="hsl(${i * 37},45%,72%)"/><path d="M${v.widthPx * .2} ${v.widthPx * .55} L${v.widthPx * .5} ${v.widthPx * .25} L${v.widthPx * .8} ${v.widthPx * .55} V${v.widthPx * .8} H${v.widthPx * .2} Z" fill="#fff"/></svg>`;
      await sharp(Buffer.from(svg)).toFormat(v.format).toFile("/tmp/page/" + v.file);
    } }
});
