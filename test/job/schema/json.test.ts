import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { articleJsonSchema, jobJsonSchema } from "../../../src/job/schema/json.ts";
import { kindKeys } from "../../../src/blocks/kinds.ts";
import type { ImageBlock } from "../../../src/job/types.ts";
import { articleOf, jobOf, loadArticle, loadFiles } from "../job-files.ts";

const job = `version: 1
articles: [prompts/*.yaml]
providers:
  openai:
    api_key_env: OPENAI_API_KEY
    limits: { concurrency: 8, requests_per_minute: 500, tokens_per_minute: 200000 }
    timeout_seconds: 120
    deadline_seconds: 900
    max_attempts: 6
  local: { base_url: "http://127.0.0.1:8080/v1", headers: { X-A: b }, max_tokens_field: max_tokens }
text: { provider: openai, endpoint: responses, model: gpt-5.4-mini, max_output_tokens: 2048, extra: { reasoning: { effort: low } } }
image: { provider: openai, model: gpt-image-2, size: 1024x1024 }
images: { widths: [480, 960], formats: [webp, jpeg], quality: 80, on_error: fail }
output: { dir: output, formats: [markdown, html], heading_style: atx }
answers: { dir: answers }
budget: { usd: 2.00, requests: 200, minutes: 30 }
prices:
  gpt-5.4-mini: { input: 0.25, output: 2.00, as_of: 2026-11-01 }
`;
const article = `title: "{{ vars.tema }}"
language: pt-BR
author: A
description: D
date: 2026-11-23
tags: [ia, api]
vars: { tema: x, list: [1, null, { a: true }] }
system: S
text: { temperature: 0.5 }
images: { quality: { webp: 70 } }
blocks:
  - markdown: M
  - { video: "https://youtu.be/dQw4w9WgXcQ", heading: V, alt: A }
  - { id: resumo, heading: Resumo, prompt: P, level: 3, text: { model: m } }
  - question: Q
  - { question: R, prompt: P, heading: false }
  - { heading: Code, request: resumo, languages: [python, curl, openai-python, typescript] }
  - { image: Casa, id: casa, n: 2, alt: [A, B], layout: grid, caption: C, images: { widths: [100] } }
  - { image: { prompt: P, size: 1x1 }, alt: A, heading: false }
  - { code: x, language: python }
  - { file: x.py }
  - references: [{ title: T, url: "https://a.example" }]
  - usage: true
`;

interface Schema {
  readonly [key: string]: unknown;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The paths of all properties that say nothing of what they are for. */
function undescribed(schema: unknown, path = ""): string[] {
  if (Array.isArray(schema)) {
    return schema.flatMap((item) => undescribed(item, path));
  }
  if (!isSchema(schema)) {
    return [];
  }
  const properties = isSchema(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  return [
    ...properties.flatMap(([key, value]) =>
      isSchema(value) && typeof value["description"] !== "string" ? [`${path}/${key}`] : [],
    ),
    ...properties.flatMap(([key, value]) => undescribed(value, `${path}/${key}`)),
    ...["items", "anyOf", "additionalProperties"].flatMap((key) => undescribed(schema[key], path)),
    ...Object.values(schema["definitions"] ?? {}).flatMap((each) => undescribed(each, path)),
  ];
}

const ajv = new Ajv({ strict: false, allErrors: true });
const isJob = ajv.compile(jobJsonSchema());
const isArticle = ajv.compile(articleJsonSchema());

/** The defaults of the keys of a group. */
function defaultsOf(schema: unknown, group: string): Schema {
  const { properties } = (schema as { properties: Record<string, Schema> }).properties[group]!;
  return Object.fromEntries(
    Object.entries(properties as Record<string, Schema>)
      .filter(([, value]) => "default" in value)
      .map(([key, value]) => [key, value["default"]]),
  );
}

describe("the JSON Schemas for editors", () => {
  test("accept what the loader accepts", async () => {
    const result = await loadFiles({
      "pipeline.yaml": job,
      "prompts/a.yaml": article,
      "x.py": "print(1)\n",
    });
    expect(jobOf(result).articles).toHaveLength(1);
    expect(articleOf(result).blocks).toHaveLength(12);
    isJob(parse(job));
    expect(isJob.errors).toBeNull();
    isArticle(parse(article));
    expect(isArticle.errors).toBeNull();
  });

  test.each([
    "titel: T\nblocks: [{ markdown: M }]",
    "title: T\nblocks: []",
    "title: T\nblocks: [{ image: I }]",
    "title: T\nblocks: [{ question: Q, alt: A }]",
    "title: T\nblocks: [{ prompt: 5 }]",
    "title: T\ndate: tomorrow\nblocks: [{ markdown: M }]",
  ])("refuse %j", (text) => {
    expect(isArticle(parse(text))).toBe(false);
  });

  test.each(["version: 2\narticles: [a]", "articles: [a]", "version: 1\narticles: a"])(
    "refuse %j",
    (text) => {
      expect(isJob(parse(text))).toBe(false);
    },
  );

  test("name the defaults that the loader uses", async () => {
    const block = articleOf(await loadArticle("title: T\nblocks: [{ image: I, alt: A }]"))
      .blocks[0];
    const { image, variants } = block as ImageBlock;
    expect(defaultsOf(jobJsonSchema(), "image")).toEqual({
      provider: image.provider,
      endpoint: image.endpoint,
    });
    expect(defaultsOf(jobJsonSchema(), "images")).toEqual({
      widths: variants.widths,
      formats: variants.formats,
      quality: variants.quality,
      on_error: variants.onError,
      embed_prompt: variants.embedPrompt,
      max_pixels: variants.maxPixels,
      max_bytes: variants.maxBytes,
    });
  });

  test("leave it to the job what an article does not say of its models", () => {
    expect(defaultsOf(articleJsonSchema(), "text")).toEqual({});
    expect(defaultsOf(articleJsonSchema(), "images")).toEqual({});
  });

  test("have each a name of its own", () => {
    const ids = [jobJsonSchema(), articleJsonSchema()].map((schema) => (schema as Schema)["$id"]);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => typeof id === "string" && URL.canParse(id))).toBe(true);
  });

  test("say of every key what it is for", () => {
    expect([...undescribed(jobJsonSchema()), ...undescribed(articleJsonSchema())]).toEqual([]);
  });
});

test("an editor that lists the kinds of blocks tells them apart by their titles, each with an example", () => {
  const { properties, definitions } = JSON.parse(JSON.stringify(articleJsonSchema())) as {
    definitions: Record<string, Schema>;
    properties: { blocks: { items: { anyOf: Schema[] } }; title: Schema; language: Schema };
  };
  // Each stands once, although a repeat holds blocks of all kinds as well.
  const kinds = properties.blocks.items.anyOf.map(({ $ref, ...own }) =>
    typeof $ref === "string" ? definitions[$ref.replace("#/definitions/", "")]! : own,
  );
  expect(kinds).toHaveLength(kindKeys.length + 1);
  expect(kinds.map(({ title }) => title)).toEqual(
    kinds.map(({ required }) => (required as string[])[0]),
  );
  expect(new Set(kinds.map(({ title }) => title)).size).toBe(kinds.length);
  const keys = kinds.flatMap((kind) => Object.values(kind["properties"] as Record<string, Schema>));
  const withExamples = [...keys, properties.title, properties.language].filter(
    ({ examples }) => examples !== undefined,
  );
  expect(withExamples.length).toBeGreaterThan(25);
  const wrong = withExamples.flatMap(({ examples, ...schema }) =>
    (examples as unknown[]).filter((example) => !ajv.validate({ ...schema, definitions }, example)),
  );
  expect(wrong).toEqual([]);
  expect(properties.language).toMatchObject({ default: "en" });
});
