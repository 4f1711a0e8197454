import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { listFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, errorReply, promptOf, textFor } from "./support/replies.ts";

test.concurrent("bold headings, Markdown only", async () => {
  const provider = await startProvider();
  const folder = makeJob({
    job: { output: { dir: "site", formats: ["markdown"], heading_style: "bold" } },
    articles: {
      a: [
        { heading: "Resumo", prompt: "Say one." },
        { question: "Why?", id: "why", prompt: "Say why." },
      ],
    },
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({
    code: 0,
    stdout: "site/a/article.md\n",
  });
  const page = readText(folder, "site/a/article.md");
  expect(page).toMatch(/^# About a$/m);
  expect(page).toMatch(/^\*\*Resumo\*\*$/m);
  expect(page).toMatch(/^\*\*Why\?\*\*$/m);
  expect(page).not.toMatch(/^##/m);
  expect(listFiles(folder, "site")).toEqual(["site/a/article.md", "site/a/manifest.json"]);
});

function article(word: string): string {
  return `title: ${word}\nblocks:\n  - { id: text, prompt: Say ${word}. }\n`;
}

test.concurrent("files and globs make one job; the article that fails is the only one not published", async () => {
  const provider = await startProvider((call) =>
    promptOf(call) === "Say bad." ? errorReply(400, "bad", "no") : answerAll(call),
  );
  const folder = makeFolder({
    "jobs/weekly.yaml":
      "version: 1\narticles: [texts/one.yaml, texts/more/**/*.yaml]\ntext: { model: m }\n",
    "jobs/texts/one.yaml": article("one"),
    "jobs/texts/unused.yaml": article("unused"),
    "jobs/texts/more/two.yaml": article("two"),
    "jobs/texts/more/deep/bad.yaml": article("bad"),
  });
  const build = await prelo(folder, ["build", "jobs/weekly.yaml"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/deep\/bad\.yaml:3:\d+ error PROVIDER_REJECTED in "text"/);
  expect(build.stderr).toContain("1 not published: bad");
  expect(build.stdout.trim().split("\n").toSorted()).toEqual([
    "jobs/output/one/article.html",
    "jobs/output/one/article.md",
    "jobs/output/two/article.html",
    "jobs/output/two/article.md",
  ]);
  expect(readText(folder, "jobs/output/two/article.md")).toContain(textFor("Say two."));
  expect(listFiles(folder, "jobs/output").some((name) => name.includes("bad"))).toBe(false);
  expect(provider.calls).toHaveLength(3);

  const one = await prelo(folder, ["build", "--article", "two", "jobs/weekly.yaml"]);
  expect(one).toMatchObject({ code: 0 });
});

test.concurrent("the author's words, code, references and usage need no model", async () => {
  const folder = makeJob({
    articles: {
      a: {
        title: "Only words about {{ vars.what }}",
        language: "en",
        vars: { what: "bread" },
        blocks: [
          { markdown: "Flour, water, salt: {{ vars.what }}." },
          { heading: "Code", code: "print('x')", language: "python" },
          { heading: "Sources", references: [{ title: "Bread", url: "https://example.com/b" }] },
          { heading: "What it took", usage: true },
        ],
      },
    },
  });
  const build = await prelo(folder, ["build"], { CI: "1" });
  expect(build.code).toBe(0);
  const page = readText(folder, "output/a/article.md");
  expect(page).toMatch(/^# Only words about bread$/m);
  expect(page).toContain("Flour, water, salt: bread.");
  expect(page).toContain("```python\nprint('x')\n```");
  expect(page).toContain("[Bread](https://example.com/b)");
});

test.concurrent("bold titles beside Markdown headings of every level, and code with what it gave below it", async () => {
  const folder = makeJob({
    job: { output: { formats: ["markdown", "html", "notebook"] } },
    articles: {
      a: {
        title: "Dough",
        language: "en",
        toc: true,
        blocks: [
          { heading: "**1** - What `npm` does to *dough*", markdown: "See [below](#two)." },
          { id: "two", heading: "Two", heading_style: "bold", markdown: "## Inside\n\nText." },
          { heading: "Part", level: 3, markdown: "" },
          ...[4, 5, 6].map((level) => ({ heading: `Level ${level}`, level, markdown: "Text." })),
          {
            heading: "Code",
            code: "print(1)",
            language: "python",
            output: [
              "1 loaf",
              { file: "files/out.txt" },
              { picture: "files/plot.png", alt: "A rising line" },
            ],
          },
          { code: "ls", language: "bash", output: "bread.txt" },
        ],
      },
    },
  });
  writeFiles(folder, { "files/out.txt": "two\n  loaves\n" });
  writeFileSync(
    join(folder, "files/plot.png"),
    await sharp({ create: { width: 500, height: 200, channels: 3, background: "#c63" } })
      .png()
      .toBuffer(),
  );
  expect(await prelo(folder, ["build"], { CI: "1" })).toMatchObject({ code: 0 });

  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("- [1 - What npm does to dough](#1---what-npm-does-to-dough)\n- Two\n");
  expect(page).toContain("## **1** - What `npm` does to *dough*\n\nSee below.\n");
  expect(page).toContain("\n**Two**\n\n**Inside**\n\nText.\n\n### Part\n\n#### Level 4\n");
  expect(page).toMatch(/^##### Level 5$[\s\S]*^###### Level 6$/m);
  expect(page).toMatch(
    /```python\nprint\(1\)\n```\n\n```text\n1 loaf\n```\n\n```text\ntwo\n {2}loaves\n```\n\n\[?!\[A rising line\]\(img\//,
  );
  const html = readText(folder, "output/a/article.html");
  expect(html).toMatch(/<h2 [^>]*><strong>1<\/strong> - What <code>npm<\/code> does to <em>dough</);
  expect(html).toMatch(/<h2 [^>]*>Two<\/h2>/);
  expect(html).toContain("two\n  loaves\n</code>");
  expect(html).toMatch(/alt="A rising line"/);
  const { cells } = JSON.parse(readText(folder, "output/a/article.ipynb"));
  const [run, shell] = [/print/, /bread\.txt/].map((text) =>
    cells.find((cell: { source: readonly string[] }) => text.test(cell.source.join(""))),
  );
  expect(run.outputs.map((each: { output_type: string }) => each.output_type)).toEqual([
    "stream",
    "stream",
    "display_data",
  ]);
  expect(run.outputs[0].text).toEqual(["1 loaf\n"]);
  expect(shell.cell_type).toBe("markdown");
});

test.concurrent("a block that says nothing is a mistake, as is output that is not there", async () => {
  const folder = makeJob({
    articles: {
      a: [{ markdown: "" }, { code: "x", language: "sh", output: { picture: "no.png", alt: "x" } }],
    },
  });
  const { code, stderr } = await prelo(folder, ["build"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/prompts\/a\.yaml:\d+:\d+ error `markdown` must not be empty\./);
  expect(stderr).toMatch(/There is no file no\.png\./);
});
