import { expect, test } from "vitest";
import { listFiles, makeFolder, makeJob, readText } from "./support/folder.ts";
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
