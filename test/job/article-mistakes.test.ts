import { describe, expect, test } from "vitest";
import { loadArticle, loadFiles, placesOf, takeMark } from "./job-files.ts";

/** What is wrong; the block or file, with `¶` at the place to name; the message; the hint. */
type Case = [name: string, marked: string, message: RegExp, hint?: RegExp];

const inBlocks: readonly Case[] = [
  ["no kind", "¶heading: Only a heading", /no kind/, /`prompt`, `question`, `image`/],
  ["a misspelt kind", "¶promt: Write", /`promt`/, /Did you mean `prompt`/],
  ["two kinds", "prompt: Write\n    ¶image: Draw", /`prompt` and `image`/, /two blocks/i],
  ["code and file", "code: x\n    ¶file: y", /Two kinds/],
  ["a block that is a text", "¶just words", /must be a group/],
  ["a block that is a list", "¶[a, b]", /must be a group .* a list/],
  ["an empty block", "¶null", /it is empty/],
  ["an unknown key", "prompt: W\n    ¶hedding: H", /`hedding`/, /Did you mean `heading`/],
  [
    "a key of another kind",
    "question: Q\n    ¶alt: A",
    /`alt` does not belong to a question block/,
    /an image block, a picture block or a video block/,
  ],
  [
    "an image setting twice",
    "image: { prompt: P, size: 1x1 }\n    alt: A\n    ¶size: 2x2",
    /`size` stands in the block and in its `image`/,
    /one of them/,
  ],
  ["a text setting", "prompt: P\n    ¶model: m", /`model`/, /`text: \{ model/],
  ["a missing alt", "¶image: Draw", /`alt` is missing in an image block/, /cannot see/],
  ["a missing alt of a video", "¶video: https://a.example/b", /`alt` is missing/],
  ["an empty alt", 'image: I\n    alt: ¶" "', /`alt` must not be empty/],
  ["an empty alt in a list", 'image: I\n    n: 2\n    alt: [A, ¶""]', /item 2 of `alt`/i],
  ["an alt without a value", "image: I\n    ¶alt:", /`alt` must be text or a list.*empty/],
  ["too few alts", "image: I\n    n: 3\n    alt: ¶[A, B]", /2 texts, but `n` is 3/, /one for each/],
  ["alts without n", "image: I\n    alt: ¶[A, B]", /2 texts, but `n` is 1/],
  ["a prompt that is a number", "prompt: ¶42", /must be text.*number 42/, /"42"/],
  ["a heading that is a number", "markdown: M\n    heading: ¶12", /must be text or false/],
  ["a heading that is true", "markdown: M\n    heading: ¶true", /must be text or false.*true/],
  ["an empty heading", 'markdown: M\n    heading: ¶""', /`heading` must not be empty/],
  ["a level", "markdown: M\n    level: ¶7", /from 2 to 6|2, 3, 4, 5 or 6.*number 7/],
  ["n of zero", "image: I\n    alt: A\n    n: ¶0", /at least 1/],
  ["n above the limit", "image: I\n    alt: A\n    n: ¶101", /at most 100/],
  ["half a picture", "image: I\n    alt: A\n    n: ¶1.5", /a whole number.*1\.5/],
  ["n in words", "image: I\n    alt: A\n    n: ¶ten", /a number.*"ten"/],
  [
    "a decimal comma",
    'prompt: P\n    text: { temperature: ¶"0,7" }',
    /a number/,
    /`temperature: 0\.7`/,
  ],
  ["n in quotes", 'image: I\n    alt: A\n    n: ¶"3"', /a number/, /without quotes: `n: 3`/],
  ["a layout", "image: I\n    alt: A\n    layout: ¶gird", /grid or stack/, /Did you mean `grid`/],
  ["an image group without prompt", "image: ¶{ size: 1x1 }\n    alt: A", /`prompt` is missing/],
  ["a key in an image group", "image: { prompt: P, ¶sise: 1 }\n    alt: A", /`sise`/, /`size`/],
  ["widths", "image: I\n    alt: A\n    images: { widths: [480, ¶-1] }", /item 2 .*at least 1/i],
  ["wide widths", "image: I\n    alt: A\n    images: { widths: [¶8193] }", /at most 8192/],
  ["a quality", "image: I\n    alt: A\n    images: { quality: ¶101 }", /at most 100/],
  ["a quality by format", "image: I\n    alt: A\n    images: { quality: { ¶gif: 5 } }", /`gif`/],
  ["a video over http", "video: ¶http://a.example/b\n    alt: A", /https:/],
  ["code without a language", "¶code: print()", /`language` is missing/, /python/],
  ["a bad language", "code: x\n    language: ¶a b", /short name/],
  ["a file that is not there", "file: ¶snippets/none.py", /no file snippets\/none\.py/],
  ["a file outside", "file: ¶../../secret.py", /out of the job's folder/],
  ["an absolute file", "file: ¶/etc/hosts", /out of the job's folder/],
  ["a poster that is not there", "video: https://a.b/c\n    alt: A\n    poster: ¶x.png", /no file/],
  ["a request to nothing", "request: ¶nothing", /No block .* id `nothing`/],
  ["a request language", "request: other\n    languages: [¶ruby]", /python, openai-python, curl/],
  ["a request to a text", "request: ¶words", /sends no request/],
  ["a misspelt request", "request: ¶othr", /`othr`/, /Did you mean `other`/],
  ["no references", "references: ¶[]", /at least 1 entry/],
  [
    "a reference to a file",
    "references: [{ title: T, url: ¶'file:///x' }]",
    /`url` \(item 1 of `ref/,
  ],
  ["a javascript link", "references: [{ title: T, url: ¶'javascript:alert(1)' }]", /https:/],
  ["a reference without a title", "references: [¶{ url: https://a.b }]", /`title` is missing/],
  ["usage: false", "usage: ¶false", /`usage` must be true.*false/],
  ["an id with a slash", "markdown: M\n    id: ¶a/b", /letters, digits/],
  ["an id with dots", "markdown: M\n    id: ¶../up", /letters, digits/],
  ["an id that Windows reserves", "markdown: M\n    id: ¶NUL", /Windows/],
  ["a long id", `markdown: M\n    id: ¶${"a".repeat(81)}`, /79/],
  ["an id that is taken", "markdown: M\n    id: ¶Other", /id `Other`.*line 3/, /`id`/],
  ["an unknown provider", "prompt: P\n    text: { provider: ¶opnai }", /`opnai`/, /`openai`/],
  ["a limit of tokens", "prompt: P\n    text: { max_output_tokens: ¶0 }", /at least 1/],
  ["a temperature", "prompt: P\n    text: { temperature: ¶3 }", /at most 2/],
  ["an endpoint", "prompt: P\n    text: { endpoint: ¶chats }", /responses, chat or/, /`chat`/],
  ["extra that Prelo sets", "prompt: P\n    text: { extra: { ¶stream: true } }", /Prelo sets it/],
  ["extra for images", "image: { prompt: P, extra: { ¶n: 2 } }\n    alt: A", /Prelo sets it/],
  [
    "response_format with gpt-image",
    "image: { prompt: P, extra: { ¶response_format: url } }\n    alt: A",
    /refuses `response_format`.*gpt-image-2/,
  ],
  [
    "a picture's size through chat",
    "image: { prompt: P, endpoint: chat, ¶size: 512x512 }\n    alt: A",
    /`size` is not sent through chat/,
    /extra/,
  ],
  [
    "a tier that completions lack",
    "prompt: P\n    text: { endpoint: completions, processing: ¶flex }",
    /endpoint `completions` has no flex tier/,
    /standard/,
  ],
  [
    "a tier that pictures lack",
    "image: { prompt: P, processing: ¶flex }\n    alt: A",
    /endpoint `images` has no flex tier/,
  ],
  ["a number that JSON lacks", "prompt: P\n    text: { temperature: ¶.nan }", /not a number/],
];

test.each<Case>(inBlocks)("a block: %s", async (_name, marked, message, hint) => {
  const head = "title: T\nblocks:\n  - { id: other, prompt: P }\n  - { id: words, markdown: M }\n";
  const { text, place } = takeMark(`${head}  - ${marked}\n`);
  const { diagnostics, job, declaredIds } = await loadArticle(text);
  expect(diagnostics.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
  expect(placesOf(diagnostics)).toEqual([place]);
  expect(diagnostics[0]).toMatchObject({ severity: "error", file: "prompts/a.yaml" });
  expect(diagnostics[0]?.frame).toContain("^");
  expect(diagnostics[0]?.hint ?? "").toMatch(hint ?? "");
  // What is valid is kept, so that later checks can add their mistakes.
  expect(job?.articles[0]?.blocks.slice(0, 2).map(({ id }) => id)).toEqual(["other", "words"]);
  expect([...(declaredIds.get("a") ?? [])]).toEqual(expect.arrayContaining(["other", "words"]));
});

const block = "blocks: [{ markdown: M }]";
const inArticles: readonly Case[] = [
  ["no title", `¶language: en\n${block}`, /`title` is missing in the article/],
  ["no blocks", "¶title: T", /`blocks` is missing/],
  ["empty blocks", "title: T\nblocks: ¶[]", /at least 1 entry/],
  ["blocks without a list", "title: T\nblocks: ¶{ markdown: M }", /must be a list/],
  ["an empty title", `title: ¶""\n${block}`, /`title` must not be empty/],
  ["an unknown key", `title: T\n¶langauge: en\n${block}`, /`langauge`/, /`language`/],
  ["a constructor key", `title: T\n¶constructor: en\n${block}`, /`constructor`/],
  ["a language", `title: T\nlanguage: ¶portuguese_br\n${block}`, /language tag/],
  ["a date in words", `title: T\ndate: ¶tomorrow\n${block}`, /YYYY-MM-DD/],
  ["a day that does not exist", `title: T\ndate: ¶2026-02-30\n${block}`, /day that exists/],
  ["a month that does not exist", `title: T\ndate: ¶2026-13-01\n${block}`, /day that exists/],
  ["a date that is a number", `title: T\ndate: ¶20261123\n${block}`, /must be text/],
  ["tags in a text", `title: T\ntags: ¶ia\n${block}`, /must be a list/, /`tags: \["ia"\]`/],
  [
    "a tag that is a number",
    `title: T\ntags: [a, ¶2026]\n${block}`,
    /item 2 of `tags`/i,
    /: `"2026"`\./,
  ],
  ["vars in a list", `title: T\nvars: ¶[a]\n${block}`, /must be a group/],
  ["text that is a text", `title: T\ntext: ¶gpt\n${block}`, /must be a group/],
  ["an unknown provider", `title: T\nimage: { provider: ¶x9 }\n${block}`, /no provider `x9`/],
  ["a key in images", `title: T\nimages: { ¶widhts: [1] }\n${block}`, /`widhts`/, /`widths`/],
  ["on_error", `title: T\nimages: { on_error: ¶ignore }\n${block}`, /fail, placeholder or skip/],
  ["a merge key", `title: T\n¶<<: { author: A }\n${block}`, /`<<`/],
];

test.each<Case>(inArticles)("an article: %s", async (_name, marked, message, hint) => {
  const { text, place } = takeMark(`${marked}\n`);
  const { diagnostics, job } = await loadArticle(text);
  expect(diagnostics.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
  expect(placesOf(diagnostics)).toEqual([place]);
  expect(diagnostics[0]?.hint ?? "").toMatch(hint ?? "");
  expect(job?.articles).toHaveLength(1);
});

describe("several mistakes", () => {
  test("all of them are found at once, in the order of the file", async () => {
    const { diagnostics } = await loadArticle(
      "titel: T\nblocks:\n  - prompt: 1\n    levl: 2\n  - image: x\n  - usage: maybe\n",
    );
    expect(placesOf(diagnostics)).toEqual(["1:1", "1:1", "3:13", "4:5", "5:5", "6:12"]);
  });

  test("those of all files, the job file's first, then the articles in their order", async () => {
    const { diagnostics } = await loadFiles({
      "pipeline.yaml": "version: 1\narticles: [b.yaml, a.yaml]\nspeed: 3\n",
      "a.yaml": "title: T\nblocks: []\n",
      "b.yaml": "title: T\nblocks: []\n",
    });
    expect(diagnostics.map(({ file }) => file)).toEqual(["pipeline.yaml", "b.yaml", "a.yaml"]);
  });

  test("the ids of blocks that are not valid are known", async () => {
    const { declaredIds, diagnostics } = await loadArticle(
      "title: T\nblocks:\n  - id: broken\n    prompt: 1\n  - request: broken\n",
    );
    expect(diagnostics).toHaveLength(1);
    expect(declaredIds.get("a")).toEqual(new Set(["broken", "request-2"]));
  });

  test("a faulty `image:` is not also called missing", async () => {
    const { diagnostics } = await loadFiles({
      "pipeline.yaml": "version: 1\narticles: [a.yaml]\nimage: { modell: m }\n",
      "a.yaml": "title: T\nblocks:\n  - image: I\n    alt: A\n",
    });
    expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringMatching("`modell`")]);
  });
});

describe("a model that no level names", () => {
  const job = "version: 1\narticles: [a.yaml]\n";

  test("is an error at each block that needs one", async () => {
    const { diagnostics } = await loadFiles({
      "pipeline.yaml": job,
      "a.yaml": "title: T\nblocks:\n  - prompt: P\n  - image: I\n    alt: A\n  - markdown: M\n",
    });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/No text model/),
      expect.stringMatching(/No image model/),
    ]);
    expect(placesOf(diagnostics)).toEqual(["3:5", "4:5"]);
    expect(diagnostics[0]?.hint).toContain("text: { model: … }");
  });

  test("is fine when the block names it", async () => {
    const { diagnostics } = await loadFiles({
      "pipeline.yaml": job,
      "a.yaml":
        "title: T\nblocks:\n  - prompt: P\n    text: { model: m }\n  - image: { prompt: I, model: m }\n    alt: A\n",
    });
    expect(diagnostics).toEqual([]);
  });
});

test("a key in brackets that lacks its value is marked itself", async () => {
  const { diagnostics } = await loadArticle("title: T\nblocks:\n  - { prompt, heading: H }\n");
  expect(diagnostics[0]).toMatchObject({ line: 3, column: 7, endColumn: 13 });
});
