import { describe, expect, test } from "vitest";
import type { Shown } from "../../src/blocks/kind.ts";
import { kindKeys, kindOf, kinds } from "../../src/blocks/kinds.ts";
import type { SourceText } from "../../src/blocks/source-text.ts";
import { articleOf, loadFiles } from "../job/job-files.ts";

/** The least that each kind needs, with a text of its own wherever a template may stand. */
const samples: Readonly<Record<(typeof kindKeys)[number], readonly string[]>> = {
  markdown: ["markdown: MARKDOWN"],
  prompt: ["id: asked", "prompt: PROMPT"],
  question: ["question: QUESTION", "prompt: REWORDED"],
  image: ["image: { prompt: IMAGE }", "n: 2", "alt: [FIRST, SECOND]", "caption: CAPTION"],
  picture: ["picture: y.svg", "alt: OWN", "caption: BELOW"],
  video: ["video: https://a.example/", "alt: POSTER", "poster: x.png"],
  code: ["code: x", "language: python"],
  file: ["file: x.py"],
  request: ["request: asked"],
  references: ['references: [{ title: T, url: "https://a.example" }]'],
  table: ["table: vars.rows"],
  usage: ["usage: true"],
};

function articleText(): string {
  const blocks = kindKeys.map((key) =>
    [...samples[key], `heading: HEADING-${key}`].map((line, at) => `${at ? "   " : "  -"} ${line}`),
  );
  return ["title: TITLE", "blocks:", ...blocks.flat(), ""].join("\n");
}

/** All texts with a place in a value. */
function textsIn(value: unknown): SourceText[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return "literal" in value ? [value as SourceText] : Object.values(value).flatMap(textsIn);
}

async function loadAll() {
  const files = { "prompts/a.yaml": articleText(), "x.py": "x", "x.png": "x", "y.svg": "<svg/>" };
  return articleOf(await loadFiles(files));
}

test("what has nothing to show, pictures or rows, leaves no section, heading and all", async () => {
  const { blocks } = await loadAll();
  const nothing: Shown = {
    render: ({ value }) => (value.endsWith("| json }}") ? "[]" : value),
    caption: ({ value }) => value,
    answer: () => ({ markdown: "", edited: false }),
    pictures: [],
    sheet: undefined,
    request: () => ({ samples: [] }),
  };
  const without = blocks.filter((block) => kindOf(block).section(block, nothing) === undefined);
  expect(without.map(({ kind }) => kind)).toEqual(["image", "picture", "video", "table"]);
});

describe("the table of kinds", () => {
  test("reads a block of each, in the order of the file", async () => {
    const { blocks } = await loadAll();
    expect(blocks.map(({ kind }) => kind)).toEqual(kindKeys.map((key) => kinds[key].kind));
  });

  test("every text knows where it stands", async () => {
    const lines = articleText().split("\n");
    const texts = textsIn((await loadAll()).blocks);
    // Each word in capitals is one, but for the title, which is no block's.
    const words = articleText().match(/\b[A-Z]{2,}\b/g) ?? [];
    expect(texts).toHaveLength(words.length - 1);
    for (const { value, file, line, column } of texts) {
      expect([file, lines[line - 1]?.slice(column - 1, column - 1 + value.length)]).toEqual([
        "prompts/a.yaml",
        value,
      ]);
    }
  });

  test("a kind is the first key of its schema", () => {
    expect(kindKeys.map((key) => Object.keys(kinds[key].schema.shape)[0])).toEqual(kindKeys);
  });
});
