import { describe, expect, test } from "vitest";
import { blockOf, loadArticle, loadFiles, placesOf, takeMark } from "../job-files.ts";

function withChecks(checks: string, block = "prompt: Say"): string {
  return `title: T
blocks:
  - { id: one, ${block}, checks: ${checks} }
`;
}

test("what a block asks for is read, and an unset key asks for nothing", async () => {
  const all = await loadArticle(
    withChecks(
      "{ words: { min: 2 }, contains: [API, { pattern: '^#' }], excludes: [x], language: es, no_refusal: true, no_placeholder: true, json: true, attempts: 5 }",
    ),
  );
  expect(blockOf(all, "prompt").checks).toEqual({
    words: { min: 2 },
    contains: [
      { text: "API" },
      { pattern: "^#", ref: { file: "prompts/a.yaml", line: 3, column: 85 } },
    ],
    excludes: [{ text: "x" }],
    language: "es",
    noRefusal: true,
    noPlaceholder: true,
    json: { schema: true, ref: { file: "prompts/a.yaml", line: 3, column: 169 } },
    attempts: 5,
  });
  const some = await loadArticle(withChecks("{ no_refusal: true }"));
  expect(blockOf(some, "prompt").checks).toEqual({ noRefusal: true, attempts: 3 });
  const none = await loadArticle(withChecks("{ no_refusal: false, attempts: 2 }"));
  expect(blockOf(none, "prompt").checks).toBeUndefined();
});

test.each([
  ["not in UTF-8", Buffer.from('{\n  "type": "\xff"\n}', "latin1"), "s.json:2:12", "JOB_INVALID"],
  ["not merged", "{\n<<<<<<< HEAD\n}\n", "s.json:2:1", "MERGE_CONFLICT"],
])("a JSON Schema that is %s is reported where that is", async (_what, content, place, code) => {
  const files = { "prompts/a.yaml": withChecks("{ json: s.json }"), "s.json": content };
  const [found, ...others] = (await loadFiles(files)).diagnostics;
  expect(others).toEqual([]);
  expect(`${found?.file}:${found?.line}:${found?.column}`).toBe(place);
  expect(found?.code ?? "JOB_INVALID").toBe(code);
  expect(found?.frame).toBeDefined();
});

test("the job's, the article's and the block's go over one another, key by key", async () => {
  const result = await loadFiles({
    "pipeline.yaml": `version: 1
articles: [prompts/*.yaml]
text: { model: m }
checks: { words: { min: 10, max: 90 }, language: true, contains: [API], attempts: 2 }
`,
    "prompts/a.yaml": `title: T
language: pt-br
checks: { words: { min: 20 }, no_refusal: true }
blocks:
  - { id: one, prompt: Say, checks: { contains: false, attempts: 4 } }
  - { id: two, question: Say, checks: false }
  - { id: three, markdown: Text }
`,
  });
  expect(blockOf(result, "prompt").checks).toEqual({
    words: { min: 20 },
    language: "pt-BR",
    noRefusal: true,
    attempts: 4,
  });
  expect(blockOf(result, "question").checks).toBeUndefined();
  expect(blockOf(result, "markdown")).not.toHaveProperty("checks");
});

test("a JSON Schema stands in the block, or in a file beside the article or the job", async () => {
  const schema = { type: "object", required: ["a"] };
  const inline = await loadArticle(
    withChecks("{ json: { schema: { type: object, required: [a] } } }"),
  );
  expect(blockOf(inline, "prompt").checks?.json?.schema).toEqual(schema);
  for (const file of ["prompts/s.json", "s.json"]) {
    const named = await loadFiles({
      "prompts/a.yaml": withChecks("{ json: s.json }"),
      [file]: JSON.stringify(schema),
    });
    expect(blockOf(named, "prompt").checks?.json?.schema).toEqual(schema);
  }
});

describe("a mistake is told at its place", () => {
  test.for([
    ["{ ¶wrods: { min: 1 } }", /Unknown key `wrods`/, /`words`/],
    ["{ words: { ¶minimum: 1 } }", /Unknown key `minimum`/, /max, min/],
    ["{ words: ¶{} }", /needs `min`, `max` or both/, /^/],
    ["{ words: { min: ¶9, max: 3 } }", /`checks\.words\.min` is more than `max`/, /^/],
    ["{ words: { min: ¶0 } }", /at least 1/, /^/],
    ["{ words: { max: ¶many } }", /must be a number/, /^/],
    ["{ words: ¶80 }", /`checks\.words` must be/, /^/],
    ["{ contains: ¶[] }", /at least 1 entry/, /^/],
    ["{ contains: ¶API }", /`checks\.contains` must be .*list/, /^/],
    ["{ contains: [¶''] }", /must not be empty/, /^/],
    ["{ excludes: [{ pattern: ¶'a(b' }] }", /is not a regular expression/, /^/],
    ["{ excludes: [{ pattern: a, ¶flag: i }] }", /`flag`/, /pattern/],
    ["{ language: ¶gl }", /cannot be told from others by a text/, /am, ar, .*pt/],
    ["{ language: ¶portuguese! }", /language tag/, /^/],
    ["{ no_refusal: ¶maybe }", /`checks\.no_refusal` must be true or false/, /^/],
    ["{ attempts: ¶0 }", /at least 1/, /^/],
    ["{ attempts: ¶99 }", /at most 20/, /^/],
    ["{ attempts: ¶false }", /must be a number/, /^/],
    ["{ json: ¶s.json }", /There is no file s\.json/, /prompts\/s\.json and s\.json/],
    ["{ json: ¶../../s.json }", /out of the job's folder/, /^/],
    ["{ json: { schema: { type: ¶objekt } } }", /not a JSON Schema, at `type`/, /2020-12/],
    ["{ json: { schema: ¶{ typ: object } } }", /unknown keyword: "typ"/, /2020-12/],
    ["{ json: { schema: ¶{ $ref: '#/definitions/x' } } }", /can't resolve reference/, /^/],
    ["¶true", /`checks` must be/, /^/],
  ] as const)("%s", async ([checks, message, hint]) => {
    const { text, place } = takeMark(withChecks(checks));
    const { diagnostics } = await loadArticle(text);
    expect(placesOf(diagnostics)).toEqual([place]);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint ?? "").toMatch(hint);
  });

  test("in a schema's own file, at its line there", async () => {
    const load = async (schema: string) => {
      const { text, place } = takeMark(schema);
      const { diagnostics } = await loadFiles({
        "prompts/a.yaml": withChecks("{ json: s.json }"),
        "s.json": text,
      });
      return {
        found: diagnostics.map(({ file, line, column }) => `${file}:${line}:${column}`),
        place,
      };
    };
    const wrong = await load('{\n\t"type": "object",\n\t"required": ¶"a"\n}');
    expect(wrong.found).toEqual([`s.json:${wrong.place}`]);
    const cut = await load('{\n  "type": ["object"\n}¶');
    expect(cut.found[0]).toMatch(/^s\.json:\d+:\d+$/);
    const list = await loadFiles({
      "prompts/a.yaml": withChecks("{ json: s.json }"),
      "s.json": "[1]",
    });
    expect(list.diagnostics[0]?.message).toMatch(/it must be an object/);
  });

  test("and all of them at once", async () => {
    const { diagnostics } = await loadArticle(
      withChecks(
        "{ words: { min: 9, max: 3 }, language: gl, excludes: [{ pattern: '(' }], json: s }",
      ),
    );
    expect(diagnostics.length).toBeGreaterThanOrEqual(3);
  });

  test("in every kind of block that no text model answers", async () => {
    for (const block of [
      "markdown: M",
      "image: I, alt: A",
      "code: c, language: sh",
      "usage: true",
    ]) {
      const { text, place } = takeMark(withChecks("false", block).replace("checks", "¶checks"));
      const { diagnostics } = await loadArticle(text);
      expect(placesOf(diagnostics)).toEqual([place]);
      expect(diagnostics[0]?.message).toMatch(/`checks` does not belong to/);
      expect(diagnostics[0]?.hint).toMatch(/prompt block or a question block/);
    }
  });

  test("where an article's own language cannot be told, once, at that language", async () => {
    const marked = `title: T
language: ¶gl
blocks:
  - { id: one, prompt: Say }
  - { id: two, prompt: Say }
`;
    const { text, place } = takeMark(marked);
    const job = `version: 1
articles: [prompts/*.yaml]
text: { model: m }
checks: { language: true }
`;
    const { diagnostics } = await loadFiles({ "pipeline.yaml": job, "prompts/a.yaml": text });
    expect(diagnostics.map(({ file }) => file)).toEqual(["prompts/a.yaml"]);
    expect(placesOf(diagnostics)).toEqual([place]);
    expect(diagnostics[0]?.hint).toContain("language: false");
    const off = `${text}checks: { language: false }\n`;
    const without = await loadFiles({ "pipeline.yaml": job, "prompts/a.yaml": off });
    expect(without.diagnostics).toEqual([]);
  });
});

test("draft 7 is understood where the schema names it, 2020-12 else", async () => {
  const tuple = "{ $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: string }] }";
  expect((await loadArticle(withChecks(`{ json: { schema: ${tuple} } }`))).diagnostics).toEqual([]);
  const modern = "{ type: array, prefixItems: [{ type: string }], minItems: 1, items: false }";
  expect((await loadArticle(withChecks(`{ json: { schema: ${modern} } }`))).diagnostics).toEqual(
    [],
  );
});
