import { join } from "node:path";
import { expect, test } from "vitest";
import { build } from "../../src/index.ts";
import { startProvider } from "../scenarios/support/provider.ts";
import {
  jobFiles,
  makeJob,
  readText,
  rewriteAnswer,
  writeFiles,
} from "../scenarios/support/folder.ts";

const article = {
  title: "{{ answers.name }}: {{ vars.what }}",
  description: "{{ answers.about }}",
  vars: { what: "a guide" },
  blocks: [
    { id: "name", prompt: "Name it.", hidden: true },
    { id: "about", prompt: "Describe it." },
    {
      id: "loaf",
      image: "A loaf",
      alt: "A loaf of {{ answers.name }}",
      caption: "*{{ answers.name }}*, today",
    },
  ],
};
const pageOf = (folder: string) => readText(folder, "output/bread/article.html");

test("title, description, caption and alternative text quote answers as plain words", async () => {
  const folder = makeJob({ articles: { bread: article } });
  const job = join(folder, "pipeline.yaml");
  await build({ job, variables: {}, sandbox: true });
  expect(pageOf(folder)).toMatch(/<h1>\S.{1,70}: a guide<\/h1>/);
  const { variables } = await startProvider();
  const run = () => build({ job, variables });
  expect((await run()).articles[0]?.status).toBe("published");

  rewriteAnswer(
    folder,
    "answers/bread/name.md",
    "Certainly! Here is the title:\n\n**“Bread at\nhome”**",
  );
  rewriteAnswer(folder, "answers/bread/about.md", "It *rests*.\n\nThen it `bakes`.");
  const { articles, totals } = await run();
  expect([articles[0]?.status, totals.requests]).toEqual(["published", 0]);
  const page = pageOf(folder);
  for (const part of [
    "<h1>Bread at home: a guide</h1>",
    '<p class="lead">It rests. Then it bakes.</p>',
    'alt="A loaf of Bread at home"',
    "<figcaption><em>Bread at home</em>, today</figcaption>",
  ]) {
    expect(page).toContain(part);
  }
  expect(readText(folder, "output/bread/article.md")).toContain(
    'title: "Bread at home: a guide"\n',
  );
  expect((await run()).articles[0]?.status).toBe("unchanged");

  for (const [answer, why] of [
    [
      "Bread\n\nCake",
      "the title is to be one line, and the answer that it quotes has 2 paragraphs",
    ],
    ["- Bread", "is to be one line, and the answer that it quotes holds a list"],
    ["Bread ".repeat(60), "the title has 368 characters; it may have 200"],
  ] as const) {
    rewriteAnswer(folder, "answers/bread/name.md", answer);
    const failure = (await run()).articles[0]?.failures[0];
    expect(failure).toMatchObject({
      ref: { file: "prompts/bread.yaml" },
      error: { code: "PAGE_INVALID", message: expect.stringContaining(why) },
    });
  }
});

test("a slug never depends on an answer", async () => {
  const folder = makeJob({ articles: { bread: article } });
  writeFiles(folder, {
    ...jobFiles({
      job: {
        articles: [
          { template: "prompts/bread.yaml", data: "rows.csv", slug: "{{ answers.name }}" },
        ],
      },
      articles: {},
    }),
    "rows.csv": "name\nbread\n",
  });
  await expect(
    build({ job: join(folder, "pipeline.yaml"), variables: {}, sandbox: true }),
  ).rejects.toMatchObject({
    diagnostics: [
      { file: "pipeline.yaml", message: expect.stringContaining('"answers" cannot be used here') },
    ],
  });
});
