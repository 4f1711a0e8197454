import { expect, test } from "vitest";
import type { Article } from "../../src/job/types.ts";
import { countOpenArticles } from "../../src/build/open-articles.ts";
import { makeArticle, makeImage, makePrompt } from "../support/job-parts.ts";

const wide = makeArticle(Array.from({ length: 25 }, (_, index) => makePrompt(`b${index}`, "Say.")));
const chain = makeArticle([makePrompt("a", "Say."), makePrompt("b", "Of {{ answers.a }}.")]);
const illustrated = makeArticle([makePrompt("a", "Say."), makeImage("c", "A house")]);
const silent = makeArticle([]);

function count(articles: readonly Article[], concurrency = 64): number {
  return countOpenArticles({ articles }, concurrency);
}

test("as many articles are open as fill the slots twice over, and two whose pages are set", () => {
  expect(count(Array.from({ length: 200 }, () => wide))).toBe(8);
  expect(count([wide, wide], 1)).toBe(3);
});

test("an article whose blocks wait for one another has one request out at a time", () => {
  expect(count([wide, chain])).toBe(66);
});

test("a model that some articles do not ask may need all that can be open", () => {
  expect(count([wide, illustrated])).toBe(66);
  expect(count([wide, silent])).toBe(66);
  expect(count([illustrated, illustrated], 2)).toBe(4);
});

test("a job that asks nothing is worked on all the same", () => {
  expect(count([silent])).toBeGreaterThan(0);
  expect(count([])).toBeGreaterThan(0);
});
