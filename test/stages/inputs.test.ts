import { expect, test } from "vitest";
import type { Article, Job } from "../../src/job/types.ts";
import { hashInputs } from "../../src/stages/inputs.ts";
import { makeArticle, makePrompt, makeText } from "../support/job-parts.ts";

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

function vars(line: number): Article["vars"] {
  return {
    x: { file: "f", line: 1, column: 1, value: { inner: { file: "f", line, column: 1 } } },
    y: [{ file: "f", line, column: 1, value: 7 }],
  };
}

test("nor does one within a value that itself looks like a text's place", () => {
  expect(hash({ vars: vars(2) })).toBe(hash({ vars: vars(1) }));
});

test("a member that is undefined counts as one that is not there", () => {
  const place = { file: "f", line: 1, column: 1 };
  const odd = { x: { ...place, value: undefined }, y: undefined, z: [undefined] };
  expect(hash({ vars: odd as unknown as Article["vars"] })).toBe(hash({ vars: { z: [null] } }));
});
