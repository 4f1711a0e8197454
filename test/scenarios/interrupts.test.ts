import { expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import { startHolding } from "./support/holding.ts";
import { hashTree, listFiles, makeJob } from "./support/folder.ts";
import { start } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import { promptOf } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

const job = {
  job: { providers: { openai: { api_key_env: "OPENAI_API_KEY", limits: { concurrency: 3 } } } },
  articles: {
    a: [
      ...Array.from({ length: 7 }, (_, n) => ({ id: `b${n}`, prompt: `Say ${n}.` })),
      { id: "pic", image: "A house", alt: "A house", n: 2 },
    ],
  },
};
const requests = 8;

test.each([
  ["Ctrl-C", "SIGINT", 130],
  ["SIGTERM", "SIGTERM", 143],
  ["a terminal that closes", "SIGHUP", 129],
] as const)(
  "%s records what is under way; the next run asks the rest; the bytes are the same",
  async (_what, signal, code) => {
    const provider = await startHolding();
    const folder = makeJob(job);
    const run = start(folder, ["build"], provider.variables);
    await provider.waitForCalls(3);
    run.kill(signal);
    // As npm and terminals do: the same signal twice, at one moment.
    run.kill(signal);
    await expect.poll(() => run.printed(), { timeout: 20_000 }).toContain("Stopping");
    provider.release();
    const stopped = await run.finished;
    expect(stopped.code).toBe(code);
    expect(stopped.stderr).toContain("INTERRUPTED");
    expect(provider.calls).toHaveLength(3);
    expect(listFiles(folder).filter((name) => name.includes(".prelo"))).toEqual([]);
    const recorded = listFiles(folder, "answers").filter((name) => /\.(md|yaml)$/.test(name));
    expect(recorded).toHaveLength(3);
    expect(listFiles(folder, "output")).toEqual([]);

    expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
    expect(provider.calls).toHaveLength(requests);
    expect(new Set(provider.calls.map((call) => promptOf(call))).size).toBe(requests);
    const undisturbed = makeJob(job);
    await buildFirst(undisturbed, provider.variables);
    expect(hashTree(folder, "output")).toEqual(hashTree(undisturbed, "output"));
  },
);

test("Ctrl-C twice ends at once, though no reply ever comes", async () => {
  const provider = await startProvider(() => "hang");
  const folder = makeJob(job);
  const run = start(folder, ["build"], provider.variables);
  await provider.waitForCalls(3);
  run.kill("SIGINT");
  await expect.poll(() => run.printed(), { timeout: 20_000 }).toContain("Stopping");
  const secondMs = performance.now();
  run.kill("SIGINT");
  expect((await run.finished).code).toBe(130);
  // The first signal alone would have waited for replies, for two minutes.
  expect(performance.now() - secondMs).toBeLessThan(60_000);
  expect(listFiles(folder).filter((name) => name.includes(".prelo"))).toEqual([]);
});

test("of two runs at once the second is refused; after kill -9 of the first the next goes on", async () => {
  const provider = await startHolding();
  const folder = makeJob(job);
  const first = start(folder, ["build"], provider.variables);
  await provider.waitForCalls(3);
  const second = await prelo(folder, ["build"], provider.variables);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain("LOCKED");
  expect(provider.calls).toHaveLength(3);

  first.kill("SIGKILL");
  await first.finished;
  provider.release();
  const third = await prelo(folder, ["build"], provider.variables);
  expect(third).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(3 + requests);
  expect(listFiles(folder).filter((name) => name.includes(".prelo"))).toEqual([]);
});
