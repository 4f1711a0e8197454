import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JobError } from "../../src/job/diagnostics/diagnostics.ts";
import { build, check, plan } from "../../src/index.ts";
import {
  jobFiles,
  listFiles,
  makeJob,
  readText,
  rewriteAnswer,
  writeFiles,
} from "../scenarios/support/folder.ts";

const bread = [
  { id: "why", heading: "Why dough rests", markdown: "It *rests*.\n\n### In the cold\n\nLonger." },
  { id: "summary", heading: "Summary", prompt: "Summarise how bread is made." },
];
const links = `A [page](article:bread), a [part](article:bread#why), a [heading](article:bread#in-the-cold),
an [answer](article:bread#summary), [about](/about/), [a file](notes/list.pdf), [elsewhere](../about/),
[call](tel:+4930123456), [write](mailto:us@example.org), [its page](../bread/article.md#why-dough-rests).`;

const run = async (folder: string) => {
  const job = join(folder, "pipeline.yaml");
  return build({ job, variables: {}, sandbox: true });
};

const mistakesOf = async (folder: string): Promise<readonly string[]> => {
  const error: unknown = await run(folder).catch((reason: unknown) => reason);
  return error instanceof JobError
    ? error.diagnostics.map(
        ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
      )
    : [String(error)];
};

test("links lead to other articles in each format, and what is the author's own stays as it is", async () => {
  const job = { output: { formats: ["markdown", "html", "notebook"] } };
  const folder = makeJob({ job, articles: { bread, soup: [{ markdown: links }] } });
  expect((await run(folder)).articles.map(({ status }) => status)).toEqual([
    "published",
    "published",
  ]);
  const html = readText(folder, "output/soup/article.html");
  for (const href of [
    "../bread/article.html",
    "../bread/article.html#why",
    "../bread/article.html#in-the-cold",
    "../bread/article.html#summary",
    "/about/",
    "notes/list.pdf",
    "../about/",
    "tel:+4930123456",
    "mailto:us@example.org",
  ]) {
    expect(html).toContain(`<a href="${href}"`);
  }
  expect(readText(folder, "output/bread/article.html")).toContain('id="in-the-cold"');
  const markdown = readText(folder, "output/soup/article.md");
  for (const href of [
    "../bread/article.md",
    "../bread/article.md#why-dough-rests",
    "../bread/article.md#in-the-cold",
    "../bread/article.md#summary",
    "/about/",
  ]) {
    expect(markdown).toContain(`](${href})`);
  }
  expect(readText(folder, "output/soup/article.ipynb")).toContain("../bread/article.ipynb)");
  expect(await check({ job: join(folder, "pipeline.yaml"), variables: {}, sandbox: true })).toEqual(
    [],
  );

  // A heading that moves in one article moves the links in the other.
  const again = jobFiles({
    job,
    articles: {
      bread: [{ ...bread[0], heading: "Why it rests" }, bread[1]!],
      soup: [{ markdown: links.replace(", [its page](../bread/article.md#why-dough-rests)", "") }],
    },
  });
  writeFiles(folder, again);
  await run(folder);
  writeFiles(
    folder,
    jobFiles({
      job,
      articles: {
        bread,
        soup: [
          { markdown: links.replace(", [its page](../bread/article.md#why-dough-rests)", "") },
        ],
      },
    }),
  );
  expect((await run(folder)).articles.map(({ status }) => status)).toEqual([
    "published",
    "published",
  ]);
  expect(readText(folder, "output/soup/article.md")).toContain(
    "../bread/article.md#why-dough-rests",
  );
});

test("a link that leads nowhere is a mistake at its line, before anything is asked", async () => {
  const folder = makeJob({
    articles: { bread, cake: [{ id: "flour", heading: "Flour", markdown: "White." }] },
  });
  writeFiles(folder, {
    "prompts/soup.yaml": `title: Soup
blocks:
  - markdown: |
      See [bread](article:bred) and [flour](article:cake#flower),
      [its page](../cake/artcle.md), \`[code](article:nothing)\`.
  - markdown: "[Gone](../cakes/article.html) [Faulty](article:faulty#x)"
`,
    "prompts/faulty.yaml": `title: Faulty
blocks:
  - { id: x, markdown: "{{ nothing }}" }
`,
  });
  expect(await mistakesOf(folder)).toEqual([
    'prompts/faulty.yaml:3:28 unknown variable "nothing"',
    "prompts/soup.yaml:4:19 The link “article:bred” leads to no article of the job. Did you mean `bread`?",
    "prompts/soup.yaml:4:45 The link “article:cake#flower” leads to no block or heading of cake. Did you mean `flour`?",
    "prompts/soup.yaml:5:18 The link “../cake/artcle.md” leads to no page of cake: there is article.md, article.html.",
    "prompts/soup.yaml:6:23 The link “../cakes/article.html” leads to the folder of no article of the job. Did you mean `cake`?",
  ]);
  expect(existsSync(join(folder, "answers"))).toBe(false);
});

test("a dead link in an answer is told with its file, and one to a draft with a warning", async () => {
  const soup = [{ id: "one", prompt: "Say one." }, { markdown: "[Later](article:later#x)" }];
  const later = { title: "Later", draft: true, blocks: [{ id: "x", markdown: "Text." }] };
  const folder = makeJob({ articles: { soup, later } });
  await run(folder);
  const { warnings } = await plan({
    job: join(folder, "pipeline.yaml"),
    variables: {},
    sandbox: true,
  });
  expect(warnings).toMatchObject([
    { message: "The link “article:later#x” leads to later, which is a draft." },
  ]);
  rewriteAnswer(folder, "answers/soup/one.md", "See [it](article:lather).");
  const { articles } = await run(folder);
  expect(articles[1]?.failures[0]?.error).toMatchObject({
    code: "PAGE_INVALID",
    message: expect.stringMatching(
      /“article:lather” leads to no article of the job\. Did you mean `later`\? \(block "one", prompts\/soup\.yaml:\d+:\d+, from answers\/soup\/one\.md/,
    ),
  });
});

test("articles that link to places in each other are set once all are answered", async () => {
  const folder = makeJob({
    articles: {
      bread: [...bread, { markdown: "[Soup](article:soup#the-end)" }],
      soup: [
        { prompt: "Say soup.", heading: "Soup" },
        { heading: "The end", markdown: "[Why](article:bread#summary)" },
      ],
    },
  });
  const { articles, totals } = await run(folder);
  expect(articles).toMatchObject([
    { status: "published", asked: 1 },
    { status: "published", asked: 1 },
  ]);
  expect(totals.requests).toBe(2);
  const before = listFiles(folder, "output");
  expect((await run(folder)).articles.map(({ status }) => status)).toEqual([
    "unchanged",
    "unchanged",
  ]);
  expect(listFiles(folder, "output")).toEqual(before);
});

test("an article that was renamed is led to from its old name in each language, until the alias goes", async () => {
  const title = "Bread & butter";
  const front_matter = { url: "/a/{{ article.slug }}/", image: "{{ article.cover }}", lang: null };
  const job = {
    output: { base_url: "https://example.org/a/", front_matter },
    translations: { to: ["ar"] },
  };
  const soup = [{ markdown: "[Bread](article:bread#why), [in Arabic](article:bread/ar#why)" }];
  const folder = makeJob({ job, articles: { bread: { title, blocks: bread }, soup } });
  await run(folder);
  renameSync(join(folder, "prompts/bread.yaml"), join(folder, "prompts/loaf.yaml"));
  expect(await mistakesOf(folder)).toEqual([
    expect.stringContaining("“article:bread#why” leads to no article"),
    expect.stringContaining("“article:bread/ar#why” leads to no article"),
  ]);
  writeFiles(
    folder,
    jobFiles({ job, articles: { loaf: { title, aliases: ["bread"], blocks: bread }, soup } }),
  );
  const { articles, orphanedFolders, totals } = await run(folder);
  expect([articles[0]?.status, orphanedFolders, totals.requests]).toEqual(["published", [], 0]);
  expect(listFiles(folder, "output/bread")).toEqual([
    "output/bread/ar/article.html",
    "output/bread/ar/article.md",
    "output/bread/ar/manifest.json",
    "output/bread/article.html",
    "output/bread/article.md",
    "output/bread/manifest.json",
  ]);
  const arabic = readText(folder, "output/bread/ar/article.html");
  expect(arabic).toContain('<html lang="ar" dir="rtl">');
  expect(arabic).toContain('content="0; url=../../loaf/ar/article.html">');
  expect(readText(folder, "output/bread/ar/article.md")).toMatch(
    /^---\ntitle: .+\nurl: \/a\/bread\/ar\/\n---\n[^]*\]\(\.\.\/\.\.\/loaf\/ar\/article\.md\)\n$/,
  );
  const html = readText(folder, "output/bread/article.html");
  for (const part of [
    '<meta http-equiv="refresh" content="0; url=../loaf/article.html">',
    '<link rel="canonical" href="https://example.org/a/loaf/article.html">',
    '<meta name="robots" content="noindex">',
    "<h1>Bread &amp; butter</h1>",
    '<a href="../loaf/article.html">',
  ]) {
    expect(html).toContain(part);
  }
  expect(readText(folder, "output/bread/article.md")).toContain("](../loaf/article.md)");
  expect(readText(folder, "output/soup/article.html")).toContain("../loaf/article.html#why");
  expect(readText(folder, "output/soup/article.html")).toContain("../loaf/ar/article.html#why");
  expect(readText(folder, "output/soup/article.md")).toContain("(../loaf/ar/article.md)");
  expect(readText(folder, "output/soup/ar/article.html")).toContain(
    "../../loaf/ar/article.html#why",
  );

  const findings = () =>
    check({ job: join(folder, "pipeline.yaml"), variables: {}, sandbox: true });
  expect(await findings()).toEqual([]);
  writeFiles(folder, { "output/bread/article.html": "changed" });
  expect(await findings()).toMatchObject([
    { code: "OUTPUT_STALE", message: expect.stringContaining("former name bread") },
  ]);
  rmSync(join(folder, "output/bread/ar"), { recursive: true });
  await run(folder);
  expect(readText(folder, "output/bread/article.html")).toBe(html);
  expect(readText(folder, "output/bread/ar/article.html")).toBe(arabic);
  writeFiles(
    folder,
    jobFiles({
      job,
      articles: { loaf: { title, blocks: bread }, soup: [{ markdown: "[Bread](article:loaf)" }] },
    }),
  );
  expect((await run(folder)).orphanedFolders).toEqual(["bread/ar", "bread"]);
});

test("an alias that another article has is a mistake at its line", async () => {
  const text = [{ markdown: "Text." }];
  const folder = makeJob({
    articles: {
      a: { title: "A", aliases: ["b", "a"], blocks: text },
      b: { title: "B", aliases: ["old"], blocks: text },
      c: { title: "C", aliases: ["Old"], blocks: text },
    },
  });
  expect(await mistakesOf(folder)).toEqual([
    "prompts/a.yaml:3:5 The alias `b` is that of prompts/b.yaml already.",
    "prompts/a.yaml:4:5 The alias `a` is this article's own slug already.",
    "prompts/c.yaml:3:5 The alias `Old` is that of prompts/b.yaml already.",
  ]);
});

test("a link leads to a section that a repeat made of a list", async () => {
  const parts = [
    {
      repeat: { over: "vars.grains", as: "grain" },
      blocks: [{ id: "grain", heading: "{{ grain.title }}", markdown: "Text." }],
    },
  ];
  const grains = {
    title: "Grains",
    vars: { grains: [{ title: "Rye" }, { title: "Oats" }] },
    blocks: parts,
  };
  const folder = makeJob({
    articles: { grains, soup: [{ markdown: "[Oats](article:grains#grain-2)" }] },
  });
  await run(folder);
  expect(readText(folder, "output/soup/article.md")).toContain("(../grains/article.md#oats)");
  expect(readText(folder, "output/soup/article.html")).toContain("../grains/article.html#grain-2");
});
