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

/** Builds until it ends by itself, killed at each of these calls, before or after the server has done its part. */
async function buildThroughKills(kills: readonly (readonly [number, "before" | "after"])[]) {
  const server = new BatchServer();
  const provider = await startProvider(server.script);
  const folder = makeJob({ job: { prices }, articles });
  let codes: (number | null)[] = [];
  for (const [at, when] of kills) {
    const run = start(folder, ["build", "--batch"], provider.variables);
    let calls = 0;
    const kill = (): Reply | undefined => {
      run.kill("SIGKILL");
      return "hang";
    };
    const count = (): boolean => (calls += 1) === at;
    server.plan =
      when === "before"
        ? { before: () => (count() ? kill() : undefined) }
        : { after: () => (count() ? kill() : undefined) };
    codes = [...codes, (await run.finished).code];
  }
  server.plan = {};
  const last = await prelo(folder, ["build", "--batch"], provider.variables);
  return { server, last, folder, codes };
}

test("a build that is killed at any moment submits nothing twice, and leaves nothing behind", async () => {
  const steps = Number(process.env["PRELO_BATCH_KILLS"] ?? 6);
  const step = (number: number) =>
    [((number * 5) % 17) + 1, number % 2 === 0 ? "after" : "before"] as const;
  const all = Array.from({ length: steps }, (_, number) => [step(number), step(number + 3)]);
  for (const kills of all) {
    const { server, last, codes } = await buildThroughKills(kills);
    expect(last.code, `${JSON.stringify(kills)} ${last.stderr}`).toBe(0);
    const ids = server.lines.map(({ custom_id }) => custom_id);
    expect(new Set(ids).size, JSON.stringify([kills, codes])).toBe(ids.length);
    expect([...server.answered.values()].every((times) => times === 1)).toBe(true);
    expect(ids).toHaveLength(5);
    expect(server.orphans, JSON.stringify([kills, codes])).toEqual([]);
  }
});
