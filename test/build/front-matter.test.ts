import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { JobError } from "../../src/job/diagnostics/diagnostics.ts";
import { build } from "../../src/index.ts";
import { listFiles, makeFolder, readText } from "../scenarios/support/folder.ts";

const run = (folder: string) =>
  build({ job: join(folder, "pipeline.yaml"), variables: {}, sandbox: true });

const job = `version: 1
articles: [prompts/*.yaml]
text: { model: test-text }
image: { model: test-image, size: 256x256 }
output:
  formats: [markdown, html]
  file: index
  title_heading: false
  base_url: https://example.org/posts/
  front_matter:
    layout: post
    lang: null
    permalink: "/{{ article.slug }}/"
    image: "{{ article.cover_url }}"
    weight: 3
`;
const bread = `title: "Bread: at home"
date: 2026-11-28
tags: [bread, no]
vars: { level: easy }
draft: true
front_matter:
  layout: recipe
  cover: null
  lastmod: 2026-12-01T10:00:00Z
  keywords: "{{ article.tags }}"
  seo:
    name: "{{ article.title }} ({{ vars.level }})"
    images: ["{{ article.cover }}", other.png]
  empty: "{{ article.author }}"
  said: "{{ answers.why }}"
blocks:
  - { id: why, heading: Why?, prompt: Why? }
  - image: A loaf
    alt: A loaf
`;

test("the author's keys stand over Prelo's, an article's over the job's, and null takes one out", async () => {
  const folder = makeFolder({ "pipeline.yaml": job, "prompts/bread.yaml": bread });
  expect((await run(folder)).articles[0]).toMatchObject({
    status: "published",
    pages: ["index.md", "index.html"],
  });
  const page = readText(folder, "output/bread/index.md");
  const [, head = "", body = ""] = page.split("---\n");
  const cover = listFiles(folder, "output/bread/img").find((file) => file.endsWith(".jpeg"));
  const file = cover?.slice("output/bread/".length);
  const data: unknown = parse(head, { version: "1.2" });
  expect(data).toEqual({
    title: "Bread: at home",
    date: "2026-11-28",
    tags: ["bread", "no"],
    draft: true,
    layout: "recipe",
    permalink: "/bread/",
    image: `https://example.org/posts/bread/${file}`,
    weight: 3,
    lastmod: "2026-12-01T10:00:00Z",
    keywords: ["bread", "no"],
    seo: { name: "Bread: at home (easy)", images: [file, "other.png"] },
    said: expect.stringMatching(/\w/),
  });
  expect(head).toContain("\ndate: 2026-11-28\n");
  expect(head).toContain("\nlastmod: 2026-12-01T10:00:00Z\n");
  expect(head).toContain('tags:\n  - bread\n  - "no"\n');
  expect(body).not.toMatch(/^# /m);
  expect(readText(folder, "output/bread/index.html")).toContain(
    '<link rel="canonical" href="https://example.org/posts/bread/">',
  );
  expect((await run(folder)).articles[0]?.status).toBe("unchanged");
});

test("a name that a template of the front matter cannot have is a mistake at its line", async () => {
  const article = `title: A
front_matter:
  image: "{{ article.covr }}"
  url: "{{ article.url }}"
  by: "{{ author }}"
blocks:
  - markdown: "{{ article.title }}"
`;
  const folder = makeFolder({
    "pipeline.yaml": `version: 1
articles: [prompts/*.yaml]
output: { front_matter: { of: "{{ job }}" } }
`,
    "prompts/a.yaml": article,
    "prompts/b.yaml": "title: B\nblocks: [{ markdown: b }]\n",
  });
  const error: unknown = await run(folder).catch((reason: unknown) => reason);
  const told = error instanceof JobError ? error.diagnostics : [];
  expect(told.map(({ line, message, hint }) => `${line} ${message} ${hint}`)).toEqual([
    expect.stringMatching(/^3 unknown variable "job"/),
    expect.stringMatching(/^3 unknown variable "article\.covr" .*`cover`/),
    expect.stringMatching(/^4 article\.url is an absolute address.*base_url/),
    expect.stringMatching(/^5 unknown variable "author" Did you mean `article.author`/),
    expect.stringMatching(/^7 unknown variable "article"/),
  ]);
});
