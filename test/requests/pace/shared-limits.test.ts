import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { PreloError } from "../../../src/errors.ts";
import { openRedis } from "../../../src/requests/machines/redis.ts";
import { type Delay, SharedLimits } from "../../../src/requests/pace/shared-limits.ts";
import { toCallLimits } from "../../../src/requests/pace/sharing.ts";
import { makeProvider } from "../../support/job-parts.ts";
import { hasRedis, startRedis } from "../../support/redis.ts";
import { rejectionOf } from "../../support/thrown.ts";

interface Over {
  readonly limits?: { readonly requestsPerMinute?: number; readonly tokensPerMinute?: number };
  readonly deadlineMs?: number;
  readonly clock?: () => number;
}

/** The limits of one account as a machine shares them, over a connection of its own. */
function joinMachine(url: string, { limits, deadlineMs, clock }: Over = {}): SharedLimits {
  return new SharedLimits({
    open: async () => {
      const access = { urlEnv: "REDIS_URL", variables: { REDIS_URL: url } };
      const redis = await openRedis({ ...access, failsFast: true });
      onTestFinished(() => redis.disconnect());
      return toCallLimits(redis);
    },
    baseUrl: () => Promise.resolve("https://api.example.com/v1"),
    queue: { urlEnv: "REDIS_URL", name: "team" },
    provider: makeProvider({
      apiKeyEnv: "MY_KEY",
      limits: { concurrency: 8, ...limits },
      ...(deadlineMs !== undefined && { deadlineMs }),
    }),
    model: "maker/model:free",
    clock: clock ?? (() => performance.now()),
    random: () => 0.5,
  });
}

const patient = async ({ waitMs }: Delay): Promise<boolean> => {
  await sleep(waitMs);
  return true;
};

describe.skipIf(!hasRedis)("an account's limits, shared through Redis", () => {
  test("two machines together keep the pace of one", async () => {
    const { url } = await startRedis();
    const limits = { requestsPerMinute: 1200 };
    const turns: number[] = [];
    const work = async (machine: SharedLimits): Promise<void> => {
      for (let count = 0; count < 15; count += 1) {
        await machine.take(10, patient);
        turns.push(performance.now());
      }
    };
    await Promise.all([work(joinMachine(url, { limits })), work(joinMachine(url, { limits }))]);
    // Thirty turns, 50 ms apart; a quarter of a second may be made up for.
    expect(Math.max(...turns) - Math.min(...turns)).toBeGreaterThan(29 * 50 - 250 - 100);
  });

  test("what Redis holds is named by the account and the model, and ends by itself", async () => {
    const { url } = await startRedis();
    const machine = joinMachine(url, { limits: { tokensPerMinute: 1000 } });
    const booking = await machine.take(900, patient);
    machine.answered(booking ?? 0, { requests: { limit: 60 }, tokens: {} }, 800);
    const redis = await openRedis({ urlEnv: "REDIS_URL", variables: { REDIS_URL: url } });
    onTestFinished(() => redis.disconnect());
    const name = "prelo:team:limits:https%3A%2F%2Fapi.example.com:MY_KEY:maker%2Fmodel%3Afree";
    expect(await redis.keys("*")).toEqual([name]);
    await expect
      .poll(() => redis.hmget(name, "serverR", "sumR", "sumT"))
      .toEqual(["60.0000", "1.0000", "100.0000"]);
    expect(await redis.pttl(name)).toBeGreaterThan(0);
  });

  test("a refusal to one machine holds the other", async () => {
    const { url } = await startRedis();
    const [one, other] = [joinMachine(url), joinMachine(url)];
    const booking = await one.take(1, patient);
    one.answered(booking ?? 0, { requests: {}, tokens: {} }, 0);
    one.pause(60_000, true);
    // A call of the same connection after the pause.
    await one.take(1, () => Promise.resolve(false));
    const delays: Delay[] = [];
    const turn = await other.take(1, (delay) => {
      delays.push(delay);
      return Promise.resolve(false);
    });
    expect(turn).toBeUndefined();
    expect(delays).toEqual([{ reason: "server", waitMs: expect.any(Number) }]);
    expect(delays[0]!.waitMs).toBeGreaterThan(10_000);
  });

  test("while Redis is away nothing goes, which is told once; when it is back, all goes on", async () => {
    const { url, stop, start } = await startRedis();
    const machine = joinMachine(url);
    await machine.take(1, patient);
    await stop();
    const delays: Delay[] = [];
    const turn = machine.take(1, async (delay) => {
      delays.push(delay);
      if (delays.length === 2) {
        await start();
      }
      await sleep(100);
      return true;
    });
    expect(await turn).toBeGreaterThan(0);
    const told = delays.flatMap(({ lost }) => lost ?? []);
    expect(told).toHaveLength(1);
    expect(told[0]!.message).toMatch(/cannot be reached: .*(?:ECONNREFUSED|connection was lost)/);
    expect(delays.every(({ reason }) => reason !== "pace")).toBe(true);
  });

  test("it is waited for no longer than the provider's deadline", async () => {
    const { url, stop } = await startRedis();
    let nowMs = 0;
    const machine = joinMachine(url, { deadlineMs: 5000, clock: () => nowMs });
    await machine.take(1, patient);
    await stop();
    const lost = machine.take(1, ({ waitMs }) => {
      nowMs += waitMs;
      return Promise.resolve(true);
    });
    const { code, message } = await rejectionOf(PreloError, lost);
    expect(code).toBe("QUEUE_FAILED");
    expect(message).toMatch(/^Redis in REDIS_URL cannot be reached/);
    expect(nowMs).toBe(5000);
  });

  test("the least rights that docs/how-to/several-machines.md lists are enough; one that is missing is told at once", async () => {
    const page = await readFile(
      join(import.meta.dirname, "../../../docs/how-to/several-machines.md"),
      "utf8",
    );
    const [, rights = ""] = /^ACL SETUSER limits on >PASSWORD (~prelo:\* .+)$/m.exec(page) ?? [];
    const password = randomBytes(18).toString("base64url");
    const user = (name: string, may: string): readonly string[] =>
      `--user ${name} on >${password} ${may}`.split(" ");
    const { port } = await startRedis([
      ...user("prelo", rights),
      ...user("less", rights.replace("+time ", "")),
    ]);
    const urlOf = (name: string): string => `redis://${name}:${password}@127.0.0.1:${port}`;
    expect(await joinMachine(urlOf("prelo")).take(1, patient)).toBeGreaterThan(0);
    const refused = joinMachine(urlOf("less")).take(1, patient);
    const { message } = await rejectionOf(PreloError, refused);
    expect(message).toMatch(/does not let the user in REDIS_URL do what is needed/);
  });
});
