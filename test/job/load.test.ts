import path from "node:path";
import { describe, expect, test } from "vitest";
import { articleOf, blockOf, jobOf, loadArticle, loadFiles, loadJobText } from "./job-files.ts";

const markdown = "title: T\nblocks:\n  - markdown: M\n";

describe("what holds where a job says nothing", () => {
  test("the promised defaults", async () => {
    const job = jobOf(await loadFiles({ "prompts/a.yaml": markdown }));
    expect(job.output).toEqual({
      dir: path.join(job.dir, "output"),
      formats: ["markdown", "html"],
      file: "article",
      headingStyle: "atx",
      titleHeading: true,
      script: false,
      index: false,
      aiNote: true,
      requireReview: false,
    });
    expect(job.answersDir).toBe(path.join(job.dir, "answers"));
    expect(job.budget).toEqual({});
    expect(job.prices.size).toBe(0);
    expect(job.providers.get("openai")).toEqual({
      name: "openai",
      apiKeyEnv: "OPENAI_API_KEY",
      limits: { concurrency: 8 },
      timeoutMs: 120_000,
      deadlineMs: 900_000,
      maxAttempts: 6,
      longestWaitMs: 60_000,
      headers: {},
      maxTokensField: "max_completion_tokens",
    });
    const sandbox = job.providers.get("sandbox");
    expect([sandbox?.baseUrl, sandbox?.apiKeyEnv]).toEqual([undefined, undefined]);
  });

  test("a queue is called prelo; without one, no limits are shared", async () => {
    const queue = await loadJobText(
      "version: 1\narticles: [prompts/a.yaml]\nqueue: { url_env: REDIS_URL }\n" +
        "providers: { openai: { limits: { shared: true } } }\n",
    );
    expect(queue.job?.queue).toEqual({ urlEnv: "REDIS_URL", name: "prelo" });
    expect(queue.job?.providers.get("openai")?.limits).toEqual({ concurrency: 8, shared: true });
  });

  test("an article is in English, and has no tags and no values", async () => {
    expect(articleOf(await loadArticle(markdown))).toMatchObject({
      slug: "a",
      file: "prompts/a.yaml",
      language: "en",
      tags: [],
      vars: {},
    });
  });

  test("text and image settings", async () => {
    const result = await loadArticle(
      "title: T\nblocks:\n  - prompt: P\n  - image: I\n    alt: A\n",
    );
    expect(blockOf(result, "prompt").text).toEqual({
      provider: "openai",
      endpoint: "responses",
      model: "gpt-5.4-mini",
      maxOutputTokens: 2048,
      extra: {},
    });
    const image = blockOf(result, "image");
    expect(image.image).toEqual({
      provider: "openai",
      endpoint: "images",
      model: "gpt-image-2",
      extra: {},
    });
    expect(image.variants).toEqual({
      widths: [480, 960],
      formats: ["webp", "jpeg"],
      quality: { webp: 80, avif: 60, jpeg: 80, png: 80 },
      onError: "fail",
      embedPrompt: false,
      maxPixels: 50_000_000,
      maxBytes: 52_428_800,
    });
    expect([image.n, image.layout]).toEqual([1, "stack"]);
  });
});

describe("what a job says", () => {
  test("providers, budget, prices and folders", async () => {
    const job = jobOf(
      await loadJobText(`version: 1
articles: [prompts/*.yaml]
providers:
  openai: { max_attempts: 2 }
  local:
    base_url: http://localhost:8080/v1/
    api_key_env: LOCAL_KEY
    limits: { concurrency: 1, requests_per_minute: 0.5, tokens_per_minute: 9, images_per_request: 4 }
    timeout_seconds: 0.25
    deadline_seconds: 3
    headers: { X-Team: docs }
    max_tokens_field: max_tokens
  open: { base_url: 'https://open.example/api' }
budget: { usd: 0, requests: 0, minutes: 1.5 }
prices: { m: { input: 0.25, output: 2, image: 0, as_of: 2026-11-01 } }
output:
  dir: site/pages
  formats: [html, notebook, html]
  heading_style: bold
  ai_note: false
  base_url: https://e.org/texts
  toc: true
answers: { dir: site/answers }
`),
    );
    expect(job.providers.get("openai")).toMatchObject({
      apiKeyEnv: "OPENAI_API_KEY",
      maxAttempts: 2,
      longestWaitMs: 60_000,
    });
    expect(job.providers.get("local")).toEqual({
      name: "local",
      baseUrl: "http://localhost:8080/v1",
      apiKeyEnv: "LOCAL_KEY",
      limits: { concurrency: 1, requestsPerMinute: 0.5, tokensPerMinute: 9, imagesPerRequest: 4 },
      timeoutMs: 250,
      deadlineMs: 3000,
      maxAttempts: 6,
      longestWaitMs: 60_000,
      headers: { "X-Team": "docs" },
      maxTokensField: "max_tokens",
    });
    expect(job.providers.get("open")?.apiKeyEnv).toBeUndefined();
    expect(job.budget).toEqual({
      usd: 0,
      requests: 0,
      minutes: 1.5,
      ref: { file: "pipeline.yaml", line: 14, column: 9 },
    });
    expect(job.prices.get("m")).toEqual({ input: 0.25, output: 2, image: 0, asOf: "2026-11-01" });
    expect(job.output).toEqual({
      dir: path.join(job.dir, "site/pages"),
      formats: ["html", "notebook"],
      file: "article",
      headingStyle: "bold",
      titleHeading: true,
      script: false,
      index: false,
      aiNote: false,
      requireReview: false,
      baseUrl: "https://e.org/texts/",
    });
    expect(job.articles.map(({ toc }) => toc)).not.toContain(false);
    expect(job.answersDir).toBe(path.join(job.dir, "site/answers"));
  });

  test("the article goes over the job, the block over the article; extra key by key", async () => {
    const result = await loadFiles({
      "pipeline.yaml": `version: 1
articles: [a.yaml]
text: { model: job, max_output_tokens: 10, temperature: 0, extra: { a: 1, b: { c: 1 } } }
image: { model: job, size: 1x1, quality: low, extra: { a: 1 } }
images: { widths: [800, 400, 800], quality: { webp: 50 }, formats: [auto, auto] }
`,
      "a.yaml": `title: T
text: { model: article, top_p: 0.5, extra: { b: 2 } }
image: { size: 2x2, background: opaque, output_compression: 0 }
images: { quality: 60, on_error: skip }
blocks:
  - id: plain
    prompt: P
  - id: own
    question: Q
    text: { provider: sandbox, endpoint: chat, extra: { c: null } }
  - image: { prompt: I, size: 3x3, extra: { b: [1] } }
    alt: A
    images: { quality: { avif: 40 }, max_pixels: 7, max_bytes: 8 }
`,
    });
    expect(blockOf(result, "prompt").text).toEqual({
      provider: "openai",
      endpoint: "responses",
      model: "article",
      maxOutputTokens: 10,
      temperature: 0,
      topP: 0.5,
      extra: { a: 1, b: 2 },
    });
    expect(blockOf(result, "question").text).toMatchObject({
      provider: "sandbox",
      endpoint: "chat",
      model: "article",
      extra: { a: 1, b: 2, c: null },
    });
    const image = blockOf(result, "image");
    expect(image.image).toEqual({
      provider: "openai",
      endpoint: "images",
      model: "job",
      size: "3x3",
      quality: "low",
      background: "opaque",
      outputCompression: 0,
      extra: { a: 1, b: [1] },
    });
    expect(image.prompt.value).toBe("I");
    expect(image.variants).toEqual({
      widths: [400, 800],
      formats: ["auto"],
      quality: { webp: 60, avif: 40, jpeg: 60, png: 60 },
      onError: "skip",
      embedPrompt: false,
      maxPixels: 7,
      maxBytes: 8,
    });
  });

  test("the whole job is frozen", async () => {
    const job = jobOf(
      await loadArticle("title: T\nvars: { a: [{ b: 1 }] }\nblocks:\n  - image: I\n    alt: A\n"),
    );
    const parts: unknown[] = [job];
    for (const part of parts) {
      const isObject = typeof part === "object" && part !== null;
      const inner = part instanceof Map ? [...part.values()] : Object.values(isObject ? part : {});
      parts.push(...inner);
    }
    expect(parts.length).toBeGreaterThan(30);
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
  });
});

async function blocksOf(blocks: string) {
  return articleOf(await loadArticle(`title: T\nblocks:\n${blocks}`)).blocks;
}

describe("headings and ids", () => {
  test("a question is its own heading, an image is headed by its prompt", async () => {
    const blocks = await blocksOf(`  - question: Como é?
  - question: Why?
    prompt: Explain why.
    heading: Reasons
  - image: Uma casa
    alt: A
  - image: Another
    alt: A
    heading: false
  - question: Quiet?
    heading: false
  - prompt: Write
`);
    expect(blocks.map(({ heading }) => heading?.value)).toEqual([
      "Como é?",
      "Reasons",
      "Uma casa",
      undefined,
      undefined,
      undefined,
    ]);
    expect(blocks.map((block) => ("prompt" in block ? block.prompt.value : ""))).toEqual([
      "Como é?",
      "Explain why.",
      "Uma casa",
      "Another",
      "Quiet?",
      "Write",
    ]);
    expect(blocks.map(({ id }) => id)).toEqual([
      "como-e",
      "reasons",
      "uma-casa",
      "another",
      "quiet",
      "write",
    ]);
  });

  test("an id is given, or from the heading, or from the kind and the position", async () => {
    const blocks = await blocksOf(`  - markdown: M
  - { markdown: M, heading: "Conclusão & fim", level: 3 }
  - { markdown: M, heading: X, id: My_Id }
  - { code: x, language: text }
  - { prompt: "???" }
  - { markdown: M, heading: Con }
  - { usage: true }
`);
    expect(blocks.map(({ id }) => id)).toEqual([
      "markdown-1",
      "conclusao-and-fim",
      "My_Id",
      "code-4",
      "prompt-5",
      "markdown-con",
      "usage-7",
    ]);
    expect(blocks.map(({ level }) => level)).toEqual([2, 3, 2, 2, 2, 2, 2]);
  });
});

describe("the kinds", () => {
  test("images: several, with one text for each, in a grid", async () => {
    const result = await loadArticle(
      "title: T\nblocks:\n  - image: I\n    n: 2\n    alt: [A, B]\n    caption: C\n",
    );
    const block = blockOf(result, "image");
    expect(block.alt.map((text) => text?.value)).toEqual(["A", "B"]);
    expect([block.n, block.layout, block.caption?.value]).toEqual([2, "grid", "C"]);
  });

  test("a video, with a poster beside the article or in the job's folder", async () => {
    const result = await loadFiles({
      "prompts/a.yaml":
        "title: T\nblocks:\n  - { video: 'https://youtu.be/dQw4w9WgXcQ', alt: A, poster: img/p.png }\n  - { video: 'https://a.example/v', alt: A, poster: q.png }\n",
      "prompts/img/p.png": "x",
      "q.png": "x",
    });
    const { dir } = jobOf(result);
    const videos = articleOf(result).blocks.filter((block) => block.kind === "video");
    expect(videos.map(({ youtubeId }) => youtubeId)).toEqual(["dQw4w9WgXcQ", undefined]);
    expect(videos.map(({ poster }) => poster)).toEqual([
      path.join(dir, "prompts/img/p.png"),
      path.join(dir, "q.png"),
    ]);
  });

  test("code from a file: the article's folder first, the language from the extension", async () => {
    const result = await loadFiles({
      "prompts/a.yaml":
        "title: T\nblocks:\n  - file: x.py\n  - file: y.unknown\n  - { file: Makefile, language: make }\n",
      "prompts/x.py": "near\r\n",
      "x.py": "far\n",
      "y.unknown": "y\n",
      Makefile: "all:\n",
    });
    const blocks = articleOf(result).blocks.filter((block) => block.kind === "code");
    expect(blocks.map(({ code, language }) => [code, language])).toEqual([
      ["near\n", "python"],
      ["y\n", "unknown"],
      ["all:\n", "make"],
    ]);
  });

  test("a request, references and usage", async () => {
    const result = await loadArticle(`title: T
blocks:
  - { id: p, prompt: P }
  - { heading: Code, request: p }
  - { heading: More, request: p, languages: [curl, python, curl] }
  - references: [{ title: A, url: "https://a.example/b?c=d" }]
  - usage: true
`);
    const requests = articleOf(result).blocks.filter((block) => block.kind === "request");
    expect(requests.map(({ of, languages }) => [of, languages])).toEqual([
      ["p", ["python"]],
      ["p", ["curl", "python"]],
    ]);
    expect(blockOf(result, "references").references).toEqual([
      { title: "A", url: "https://a.example/b?c=d" },
    ]);
    expect(blockOf(result, "usage").id).toBe("usage-5");
  });

  test("an article's own keys", async () => {
    const article = articleOf(
      await loadArticle(`title: "Olá"
language: PT-br
author: Ana
description: D
ai_note: false
date: 2024-02-29
tags: [ia, "2026"]
vars: { list: [1, { a: null }], constructor: c }
system: S
blocks: [{ markdown: M }]
`),
    );
    expect(article).toMatchObject({
      language: "pt-BR",
      author: "Ana",
      date: "2024-02-29",
      tags: ["ia", "2026"],
      aiNote: false,
    });
    expect(article.vars).toEqual({ list: [1, { a: null }], ["constructor"]: "c" });
    expect(article.title).toMatchObject({ value: "Olá", line: 1, column: 9, literal: false });
    expect([article.description?.value, article.system?.value]).toEqual(["D", "S"]);
  });

  test("5,000 blocks", async () => {
    const blocks = Array.from(
      { length: 5000 },
      (_, i) => `  - id: b${i}\n    prompt: |\n      Write about ${i}.\n`,
    );
    const article = articleOf(await loadArticle(`title: T\nblocks:\n${blocks.join("")}`));
    expect(article.blocks).toHaveLength(5000);
    expect(article.blocks.at(-1)).toMatchObject({ id: "b4999", ref: { line: 15_000, column: 5 } });
  });
});

function loadImage(block: string): ReturnType<typeof loadArticle> {
  return loadArticle(
    `title: T\nimage: { model: m, quality: low }\nblocks:\n  - ${block}, alt: A }\n`,
  );
}

test("an image block takes its own settings beside its prompt, as in a group", async () => {
  const own = "model: own, size: 1x1, extra: { provider: { order: [x] } }";
  const short = await loadImage(`{ image: P, ${own}`);
  const long = await loadImage(`{ image: { prompt: P, ${own} }`);
  expect(short.diagnostics).toEqual([]);
  expect(blockOf(short, "image").image).toEqual(blockOf(long, "image").image);
  expect(blockOf(short, "image").image).toMatchObject({ model: "own", quality: "low" });
});

test("routing of a gateway's may stand in extra: no body of Prelo's holds such a key", async () => {
  const routed = await loadArticle(
    "title: T\ntext: { model: m, extra: { provider: { order: [x] } } }\nblocks:\n  - { id: a, prompt: P }\n",
  );
  expect(routed.diagnostics).toEqual([]);
  expect(blockOf(routed, "prompt").text.extra).toEqual({ provider: { order: ["x"] } });
});
