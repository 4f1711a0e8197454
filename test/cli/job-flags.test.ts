import { resolve } from "node:path";
import { expect, test } from "vitest";
import { toJobOptions } from "../../src/cli/job-flags.ts";

test("without arguments it is pipeline.yaml and all articles", () => {
  expect(toJobOptions(undefined, {})).toEqual({ jobFile: resolve("pipeline.yaml") });
});

test("a job file behind a list of articles or ids is the job", () => {
  expect(toJobOptions(undefined, { article: ["a", "b", "pipeline.yaml"] })).toEqual({
    jobFile: resolve("pipeline.yaml"),
    articles: ["a", "b"],
  });
  // What is not there is a misspelt article: the job says which there are.
  expect(toJobOptions(undefined, { article: ["typo.yaml"] })).toEqual({
    jobFile: resolve("pipeline.yaml"),
    articles: ["typo.yaml"],
  });
  expect(toJobOptions(undefined, { refresh: ["resumo", "job.yaml"] })).toEqual({
    jobFile: resolve("job.yaml"),
    refresh: ["resumo"],
  });
});

test("a job that is named in its place is the job", () => {
  expect(toJobOptions("my.yaml", { article: ["a,b"], sandbox: true, budgetUsd: 0 })).toEqual({
    jobFile: resolve("my.yaml"),
    articles: ["a", "b"],
    sandbox: true,
    budgetUsd: 0,
  });
});

test("`all` among the ids is all", () => {
  expect(toJobOptions(undefined, { refresh: ["a", "all"] }).refresh).toBe("all");
});

test("a shard is passed on", () => {
  const shard = { number: 2, of: 4 };
  expect(toJobOptions("my.yaml", { shard })).toEqual({ jobFile: resolve("my.yaml"), shard });
});
