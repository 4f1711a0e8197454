import { expect, test } from "vitest";
import {
  hashTree,
  jobFiles,
  listFiles,
  makeFolder,
  makeJob,
  writeFiles,
} from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";

const articles = {
  a: Array.from({ length: 6 }, (_, n) => ({ id: `b${n}`, prompt: `Say ${n}.` })),
};
/** A reply takes 10 tokens in and 20 out: with these prices, 2 cents; up to 3 and more before. */
const prices = { "test-text": { input: 0, output: 1000 } };
const text = { model: "test-text", max_output_tokens: 30 };

test.concurrent("a budget of three requests keeps three answers, and the next run goes on", async () => {
  const provider = await startProvider();
  const folder = makeJob({ job: { budget: { requests: 3 } }, articles });
  const first = await prelo(folder, ["build"], provider.variables);
  expect(first.code).toBe(4);
  expect(first.stderr).toMatch(/BUDGET_EXCEEDED.*3 requests/);
  expect(provider.calls).toHaveLength(3);
  expect(listFiles(folder, "answers")).toHaveLength(3);
  expect(listFiles(folder, "output")).toEqual([]);
  for (const id of ["b3", "b4", "b5"]) {
    expect(first.stderr).toContain(id);
  }

  const second = await prelo(folder, ["build"], provider.variables);
  expect(second.code).toBe(0);
  expect(provider.calls).toHaveLength(6);
  const undisturbed = makeJob({ articles });
  await prelo(undisturbed, ["build"], provider.variables);
  expect(hashTree(folder, "output")).toEqual(hashTree(undisturbed, "output"));
});

test.concurrent.for([
  ["in the job file", { budget: { usd: 0.07 } }, []],
  ["as a flag", {}, ["--budget-usd", "0.07"]],
] as const)("a budget in dollars, %s, stops before it would be passed", async ([, job, flags]) => {
  const provider = await startProvider();
  const folder = makeJob({ job: { text, prices, ...job }, articles });
  const build = await prelo(folder, ["build", "--concurrency", "1", ...flags], provider.variables);
  expect(build.code).toBe(4);
  // Three replies are 6 cents; a fourth could make it 9.
  expect(provider.calls).toHaveLength(3);
  expect(listFiles(folder, "answers")).toHaveLength(3);
  expect(build.stderr).toContain("$0.06");
});

test.concurrent("what is under way counts: many at once do not pass the budget together", async () => {
  const provider = await startProvider();
  const folder = makeJob({ job: { text, prices, budget: { usd: 0.07 } }, articles });
  const build = await prelo(folder, ["build", "--concurrency", "6"], provider.variables);
  expect(build.code).toBe(4);
  expect(provider.calls.length).toBeLessThanOrEqual(3);
  expect(listFiles(folder, "answers")).toHaveLength(provider.calls.length);
});

test.concurrent("a budget in dollars without prices is a mistake at its line; nothing is sent", async () => {
  const provider = await startProvider();
  const folder = makeFolder({
    ...jobFiles({ articles }),
    "pipeline.yaml":
      "version: 1\narticles: [prompts/*.yaml]\ntext: { model: test-text }\nbudget:\n  usd: 1\n",
  });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(2);
  expect(build.stderr).toMatch(/^pipeline\.yaml:[45]:\d+ error .*price of test-text/m);
  writeFiles(folder, jobFiles({ articles }));
  const flag = await prelo(folder, ["build", "--budget-usd", "1"], provider.variables);
  expect(flag.code).toBe(2);
  expect(flag.stderr).toContain("price of test-text");
  expect(provider.calls).toEqual([]);
});
