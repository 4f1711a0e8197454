import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build, check } from "../../src/index.ts";
import type { Job } from "../../src/job/types.ts";
import { listFeeds, writeFeed } from "../../src/publish/site/feed.ts";
import { writeIndex } from "../../src/publish/site/index-page.ts";
import { openSite } from "../../src/publish/site/site.ts";
import { writeSitemap } from "../../src/publish/site/sitemap.ts";
import {
  hashTree,
  jobFiles,
  listFiles,
  makeJob,
  readText,
  writeFiles,
} from "../scenarios/support/folder.ts";

const output = {
  base_url: "https://example.org/a/",
  index: { title: "Bread & more", description: "All about it." },
};
const articles = {
  bread: {
    title: "Bread <at> home",
    date: "2026-11-01",
    tags: ["dough", "a & b"],
    description: "With “salt”.",
    author: "The Bakery",
    blocks: [{ markdown: "Text." }, { id: "loaf", image: "A loaf", alt: "A loaf" }],
  },
  pan: { title: "Pão", language: "pt-BR", date: "2026-11-20", blocks: [{ markdown: "Texto." }] },
  plain: { title: "Plain", blocks: [{ markdown: "Text." }] },
  shemen: { title: "שמן", language: "he", date: "2026-10-01", blocks: [{ markdown: "שמן." }] },
  later: { title: "Later", date: "2026-12-01", draft: true, blocks: [{ markdown: "Text." }] },
};
const site = ["feed.xml", "index.html", "llms.txt", "sitemap.xml"];

test("the site around the articles: first page, feed, sitemap and llms.txt", async () => {
  const folder = makeJob({ job: { output }, articles });
  const job = join(folder, "pipeline.yaml");
  const run = (more = {}) => build({ job, variables: {}, sandbox: true, ...more });
  const findings = () => check({ job, variables: {}, sandbox: true });
  expect((await run()).siteFailure).toBeUndefined();
  expect(await findings()).toEqual([]);
  const before = hashTree(folder, "output");

  const index = readText(folder, "output/index.html");
  // In the language of most articles; those in another follow.
  expect(index.indexOf("Bread &lt;at&gt; home")).toBeLessThan(index.indexOf("Pão"));
  for (const part of [
    "<h1>Bread &amp; more</h1>",
    '<a href="bread/article.html">Bread &lt;at&gt; home</a>',
    '<img src="bread/img/',
    'alt="A loaf"',
    '<html lang="en" dir="ltr">',
    '<nav class="languages" aria-label="Languages"><ul><li><a href="#en" hreflang="en" lang="en" dir="ltr">English</a></li>',
    '<a href="pan/article.html" hreflang="pt-BR">Pão</a>',
    '<section aria-labelledby="he" lang="he" dir="rtl">',
    '<time datetime="2026-10-01">1 באוקטובר 2026</time>',
    '<a href="#tag-dough">dough</a>, <a href="#tag-a--b">a &amp; b</a>',
    '<h2 id="tag-a--b">#a &amp; b</h2>',
    "<strong>sandbox</strong>",
    '<link rel="alternate" type="application/atom+xml"',
  ]) {
    expect(index).toContain(part);
  }
  const feed = readText(folder, "output/feed.xml");
  for (const part of [
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    "<updated>2026-11-20T00:00:00.000Z</updated>",
    "https://example.org/a/bread/article.html",
    "<![CDATA[Bread &lt;at&gt; home]]>",
  ]) {
    expect(feed).toContain(part);
  }
  expect(readText(folder, "output/sitemap.xml")).toContain(
    "<loc>https://example.org/a/plain/article.html</loc>",
  );
  expect(readText(folder, "output/llms.txt")).toContain(
    "- [Pão](https://example.org/a/pan/article.md)",
  );
  for (const file of site) {
    expect(readText(folder, `output/${file}`)).not.toContain("Later");
  }
  expect(readText(folder, "output/pan/article.html")).toContain(
    'href="https://example.org/a/feed.xml"',
  );
  // Without a date it is in none.
  expect(readText(folder, "output/plain/article.html")).not.toContain("feed.xml");

  // A run of one article knows the others; nothing changes, byte for byte.
  await run({ articles: ["pan"] });
  expect(hashTree(folder, "output")).toEqual(before);
  rmSync(join(folder, "output"), { recursive: true });
  await run();
  expect(hashTree(folder, "output")).toEqual(before);

  writeFiles(folder, { "output/feed.xml": "changed" });
  expect(await findings()).toMatchObject([
    { code: "OUTPUT_STALE", message: expect.stringContaining("output/feed.xml is not") },
  ]);
  await run();

  // An article that is gone is out of all of them; switched off, they go, but for what a person changed.
  writeFiles(folder, { "output/llms.txt": "mine" });
  rmSync(join(folder, "prompts/plain.yaml"));
  const { plain: _, ...rest } = articles;
  writeFiles(folder, jobFiles({ job: { output: { ...output, index: false } }, articles: rest }));
  await run();
  expect(site.filter((file) => existsSync(join(folder, "output", file)))).toEqual(["llms.txt"]);
  expect(existsSync(join(folder, "output/manifest.json"))).toBe(false);
});

test("a page of a person's own is not written over, and without an address there is no feed", async () => {
  const folder = makeJob({ job: { output: { index: true } }, articles: { plain: articles.plain } });
  writeFiles(folder, { "output/index.html": "mine" });
  const run = () => build({ job: join(folder, "pipeline.yaml"), variables: {}, sandbox: true });
  expect((await run()).siteFailure).toMatchObject({
    code: "WRITE_FAILED",
    message: expect.stringContaining("index.html"),
  });
  expect(readText(folder, "output/index.html")).toBe("mine");
  rmSync(join(folder, "output/index.html"));
  await run();
  expect(listFiles(folder, "output").filter((file) => !file.includes("plain"))).toEqual([
    "output/index.html",
    "output/llms.txt",
    "output/manifest.json",
  ]);
  expect(readText(folder, "output/llms.txt")).toContain("- [Plain](plain/article.md)");
});

test("translations have a feed of their own, and pages name each other in the sitemap", () => {
  const job = {
    output: { baseUrl: "https://example.org/a/", index: true, file: "index", formats: ["html"] },
  };
  const date = "2026-11-01";
  const entries = [
    { slug: "bread", folder: "bread/", language: "de", title: "Brot", date },
    { slug: "bread", folder: "bread/ar/", language: "ar", title: "خبز", date },
    { slug: "bread", folder: "bread/nl/", language: "nl", title: "Brood", date },
    { slug: "salt", folder: "salt/", language: "ar", title: "ملح", date },
    { slug: "water", folder: "water/", language: "de", title: "Wasser" },
  ];
  const opened = openSite(job as unknown as Job, entries);
  const feeds = listFeeds(opened);
  expect(feeds.map(({ file, entries: { length } }) => [file, length])).toEqual([
    ["feed.xml", 2],
    ["feed.ar.xml", 1],
    ["feed.nl.xml", 1],
  ]);
  const feed = writeFeed(feeds[1]!, opened);
  expect(feed).toContain("<id>https://example.org/a/feed.ar.xml</id>");
  expect(feed).toContain('<link rel="self" href="https://example.org/a/feed.ar.xml"/>');
  const page = writeIndex(opened);
  for (const part of [
    '<html lang="de" dir="ltr">',
    'hreflang="ar" href="feed.ar.xml">',
    '<a href="bread/ar/" hreflang="ar">',
    // Known of a language that Prelo has no words in.
    '<time datetime="2026-11-01">1 november 2026</time>',
  ]) {
    expect(page).toContain(part);
  }
  const sitemap = writeSitemap(opened);
  expect(sitemap).toContain("<loc>https://example.org/a/</loc>");
  expect(
    sitemap?.match(/hreflang="x-default" href="https:\/\/example.org\/a\/bread\/"/g),
  ).toHaveLength(3);
});
