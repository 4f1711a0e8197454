import { readdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { build } from "../../src/index.ts";
import { makeJob, readText } from "../scenarios/support/folder.ts";
import { startProvider } from "../scenarios/support/provider.ts";
import { promptOf, textReply } from "../scenarios/support/replies.ts";

const drawn = { heading_style: "atx", level: 3, picture: "plot.png" };

/** An article as one made by hand: bold titles of sections, prompts of pictures as headings, code with what it gave. */
const article = {
  title: "Uses of *one* API",
  language: "en",
  heading_style: "bold",
  ai_note: false,
  blocks: [
    { markdown: "An introduction.\n\n- a list" },
    { heading: "**Summary**", prompt: "Summarise." },
    { question: "What does `n` mean?" },
    { heading: "Code", markdown: "" },
    {
      heading: "Install `openai`",
      level: 3,
      code: "!pip install openai",
      language: "sh",
      output: "Successfully installed",
    },
    {
      code: 'import openai\n\nprint("ready")',
      language: "python",
      output: ["ready", { picture: "plot.png", alt: "A plot" }],
    },
    { code: "x = 1", language: "python" },
    { heading: "Pictures", markdown: "Each below its prompt." },
    { heading: "Draw a white house, number 1", ...drawn, alt: "House 1" },
    {
      heading: "Draw a white house, number 2",
      ...drawn,
      alt: "House 2",
      caption: "By [Ana](https://example.org/ana), *2026*; [all](article:source) < {1}",
    },
    { heading: "References", references: [{ title: "Docs", url: "https://example.org/docs" }] },
  ],
};

const sections = [
  "# Uses of \\*one\\* API",
  "An introduction.\n\n- a list",
  "**Summary**\n\nIt sums up.",
  "**What does `n` mean?**\n\nA number.",
  "**Code**",
  "**Install `openai`**\n\n```sh\n!pip install openai\n```\n\n```text\nSuccessfully installed\n```",
  '```python\nimport openai\n\nprint("ready")\n```\n\n```text\nready\n```\n\n[![A plot](PICTURE)](PICTURE)',
  "```python\nx = 1\n```",
  "**Pictures**\n\nEach below its prompt.",
  "### Draw a white house, number 1\n\n[![House 1](PICTURE)](PICTURE)",
  "### Draw a white house, number 2\n\n[![House 2](PICTURE)](PICTURE)\n\n*By [Ana](https://example.org/ana), 2026; [all](../source/article.md) &lt; \\{1}.*",
  "**References**\n\n1. [Docs](https://example.org/docs)",
];

test("an article made by hand comes out the same, section by section", async () => {
  const provider = await startProvider((call) =>
    textReply(call, promptOf(call).includes("Summarise") ? "It sums up." : "A number."),
  );
  const folder = makeJob({ articles: { source: article } });
  await sharp({ create: { width: 40, height: 30, channels: 3, background: "gray" } })
    .png()
    .toFile(join(folder, "plot.png"));
  const { articles } = await build({
    job: join(folder, "pipeline.yaml"),
    variables: provider.variables,
  });
  expect(articles[0]).toMatchObject({ status: "published", failures: [] });
  const page = readText(folder, "output/source/article.md");
  const [, , body = ""] = page.split(/^---$/m);
  expect(body.trim().replaceAll(/img\/[^)]*/g, "PICTURE")).toBe(sections.join("\n\n"));
  expect(readText(folder, "output/source/article.html")).toContain(
    '<figcaption>By <a href="https://example.org/ana" rel="noopener noreferrer">Ana</a>, <em>2026</em>; <a href="../source/article.html">all</a> &lt; {1}</figcaption>',
  );
  expect(readdirSync(join(folder, "output/source/img")).length).toBeGreaterThan(0);
});
