import { expect, test } from "vitest";
import type { Article, Block, Job } from "../../src/job/types.ts";
import { hashInputs } from "../../src/publish/inputs.ts";
import { makeArticle, makeImage, makePrompt, makeText } from "../support/job-parts.ts";

const job = {
  output: { dir: "output", formats: ["markdown"], headingStyle: "atx", aiNote: true },
  providers: new Map(),
  leaks: { allow: [] },
} as unknown as Job;

function hash(over: Partial<Article>, line = 1): string {
  const block = { ...makePrompt("a", "Write."), ref: { file: "p.yaml", line, column: 3 } };
  return hashInputs(makeArticle([block], over), job, new Map(), [], "1.0.0");
}

test("where a text stands in its file changes nothing in the page, and no hash", () => {
  const title = makeText("T", { line: 1 });
  expect(hash({ title: { ...title, line: 40 } }, 50)).toBe(hash({ title }));
  expect(hash({ title: { ...title, value: "U" } })).not.toBe(hash({ title }));
});

function varsAt(line: number): Article["vars"] {
  return { file: "f", line, column: 1 };
}

test("a variable that a text names counts, be it called as a text's place is", () => {
  const title = makeText("{{ vars.line }}{{ vars.x.line }}");
  const under = (line: number): Article["vars"] => ({ x: varsAt(line) });
  expect(hash({ title, vars: varsAt(2) })).not.toBe(hash({ title, vars: varsAt(1) }));
  expect(hash({ title, vars: under(2) })).not.toBe(hash({ title, vars: under(1) }));
  expect(hash({ vars: varsAt(2) })).toBe(hash({ vars: varsAt(1) }));
});

/** A block for each member that holds texts. */
function blocksAt(line: number, value: string): readonly Block[] {
  const ref = { file: "p.yaml", line, column: 3 };
  const text = makeText(value, { line });
  const image = makeImage("i", "Draw.", { ref, alt: [text] });
  const common = { id: "b", ref, level: 2 } as const;
  const video = { kind: "video", url: "https://example.com/v", variants: image.variants } as const;
  return [
    image,
    { ...image, alt: [], caption: text },
    { ...image, alt: [], prompt: text },
    { ...common, kind: "markdown", markdown: text },
    { ...common, kind: "usage", heading: text },
    { ...common, ...video, alt: text },
  ];
}

test("where the project lies on this machine changes no hash", () => {
  const video = blocksAt(1, "T").filter(({ kind }) => kind === "video");
  const hashIn = (folder: string): string =>
    hash({
      blocks: video.map((block) => Object.assign({}, block, { poster: `${folder}/photos/a.png` })),
    });
  expect(hashIn("/home/a")).toBe(hashIn("/srv/b"));
});

test("a block counts with all its texts, wherever they stand", () => {
  for (const [index, { kind }] of blocksAt(1, "T").entries()) {
    const hashOf = (line: number, value: string): string =>
      hash({ blocks: blocksAt(line, value).slice(index, index + 1) });
    expect([kind, hashOf(9, "T")]).toEqual([kind, hashOf(1, "T")]);
    expect([kind, hashOf(1, "U")]).not.toEqual([kind, hashOf(1, "T")]);
  }
});
