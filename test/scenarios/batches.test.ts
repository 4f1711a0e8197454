import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BatchServer } from "./support/batches.ts";
import type { Reply } from "./support/exchange.ts";
import { makeJob, readText } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { start } from "./support/program.ts";
import { prelo } from "./support/resident.ts";

const prices = { "test-text": { input: 1000, output: 10_000 }, "test-image": { image: 0.04 } };

const articles = {
  a: [
    { id: "one", prompt: "One." },
    { id: "two", prompt: "Two, after {{ answers.one }}" },
    { id: "house", image: "A house", n: 2, alt: "A house" },
  ],
  b: [{ id: "one", prompt: "Three." }],
};

const notesIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, "answers/.batches")).filter((name) => name.endsWith(".yaml"));

test.concurrent("build --batch answers texts and pictures wave by wave, at half the price", async () => {
  const server = new BatchServer({ polls: 2 });
  const provider = await startProvider(server.script);
  const folder = makeJob({ job: { prices }, articles });
  const built = await prelo(folder, ["build", "--batch"], provider.variables);
  expect(built.stderr).toContain("2 articles done; 4 answers new, 0 reused");
  expect(built.code).toBe(0);
  // Two texts and two pictures, then the text that waited.
  expect(server.batches.map(({ lines }) => lines.length)).toEqual([2, 2, 1]);
  expect(server.lines.map(({ url }) => url)).toEqual([
    "/v1/responses",
    "/v1/responses",
    "/v1/images/generations",
    "/v1/images/generations",
    "/v1/responses",
  ]);
  expect(readText(folder, "answers/a/one.md")).toMatch(/cost_usd: 0\.105, .*service_tier: batch/);
  expect(readText(folder, "answers/a/house.yaml")).toContain("cost_usd: 0.04");
  expect(provider.calls.some(({ path }) => path === "/v1/responses")).toBe(false);
  // Again: nothing is sent.
  const calls = provider.calls.length;
  const again = await prelo(folder, ["build", "--batch"], provider.variables);
  expect(again.code).toBe(0);
  expect(provider.calls.length).toBe(calls);
  expect(notesIn(folder)).toHaveLength(3);
});

/** A call of the API, by its number, and whether the program is killed before or after the server has done its part. */
type Kill = readonly [number, "before" | "after"];

const killAt = (number: number): Kill => [
  ((number * 5) % 17) + 1,
  number % 2 === 0 ? "after" : "before",
];

/** Builds until it ends by itself, killed at each of these calls. */
async function buildThroughKills(kills: readonly Kill[]) {
  const server = new BatchServer();
  const provider = await startProvider(server.script);
  const folder = makeJob({ job: { prices }, articles });
  for (const [at, when] of kills) {
    const run = start(folder, ["build", "--batch"], provider.variables);
    let calls = 0;
    const killNow = (): Reply | undefined => {
      calls += 1;
      if (calls !== at) {
        return undefined;
      }
      run.kill("SIGKILL");
      return "hang";
    };
    server.plan = { [when]: killNow };
    await run.finished;
  }
  server.plan = {};
  const last = await prelo(folder, ["build", "--batch"], provider.variables);
  return { server, last };
}

test("a build that is killed at any moment submits nothing twice, and leaves nothing behind", async () => {
  // More of them: PRELO_BATCH_KILLS=17 npm test -- test/scenarios/batches.test.ts
  const runs = Number(process.env["PRELO_BATCH_KILLS"] ?? 2);
  for (let number = 1; number <= runs; number += 1) {
    const { server, last } = await buildThroughKills([killAt(number), killAt(number + 3)]);
    expect(last.code).toBe(0);
    const ids = server.lines.map(({ custom_id }) => custom_id);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...server.answered.values()].every((times) => times === 1)).toBe(true);
    expect(server.orphans).toEqual([]);
  }
});
