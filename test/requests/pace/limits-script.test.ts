import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRedis, type Redis } from "../../../src/requests/machines/redis.ts";
import { hasRedis, startRedis } from "../../support/redis.ts";
import { type Arrival, simulate, worstMinute } from "../machines/simulation.ts";

/** Draws the same each time. */
function makeRandom(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const one = (): number => 1;

describe.skipIf(!hasRedis)("limits over all machines, in a time of their own", () => {
  let redis: Redis;
  const ends: (() => Promise<void>)[] = [];
  let keys = 0;
  const newKey = (): string => `prelo:test:limits:${(keys += 1)}`;

  beforeAll(async () => {
    const { url } = await startRedis([], (end) => ends.push(end));
    redis = await openRedis({ urlEnv: "REDIS_URL", variables: { REDIS_URL: url } });
  });
  afterAll(async () => {
    redis.disconnect();
    await Promise.all(ends.map((end) => end()));
  });

  test("no minute sees more than the limits, whatever is asked, and whoever comes and goes", async () => {
    const machine = fc.record({
      slots: fc.integer({ min: 1, max: 12 }),
      fromMs: fc.nat(60_000),
      toMs: fc.integer({ min: 60_000, max: 200_000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(machine, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 4000, max: 60_000 }),
        fc.integer({ min: 10, max: 4000 }),
        fc.nat(),
        async (machines, requestsPerMinute, tokensPerMinute, largest, seed) => {
          const random = makeRandom(seed);
          const arrivals = await simulate(redis, newKey(), {
            machines,
            requestsPerMinute,
            tokensPerMinute,
            lastsMs: 200_000,
            boundTokens: () => 1 + Math.floor(largest * random()),
            usedTokens: (bound) => Math.floor(bound * random()),
            latencyMs: () => 50 + 8000 * random() ** 4,
            delayMs: () => 450 * random(),
            random,
          });
          expect(worstMinute(arrivals, one)).toBeLessThanOrEqual(requestsPerMinute);
          expect(worstMinute(arrivals, ({ tokens }) => tokens)).toBeLessThanOrEqual(
            tokensPerMinute,
          );
        },
      ),
      { numRuns: 6 },
    );
  });

  test.each([
    ["requests", { requestsPerMinute: 600 }, one, 600],
    [
      "tokens that are all used",
      { tokensPerMinute: 60_000 },
      ({ tokens }: Arrival) => tokens,
      60_000,
    ],
  ])(
    "of the limit on %s, at least 95 % is used when there is enough to do",
    async (_, limits, measure, limit) => {
      const random = makeRandom(3);
      const arrivals = await simulate(redis, newKey(), {
        machines: Array.from({ length: 6 }, (_one, index) => ({
          slots: 8,
          fromMs: index < 3 ? 0 : 30_000 * index,
          ...(index < 3 && { toMs: 70_000 + 30_000 * index }),
        })),
        ...limits,
        lastsMs: 180_000,
        boundTokens: () => 50 + Math.floor(100 * random()),
        latencyMs: () => 100 + 400 * random(),
        delayMs: () => 20 * random(),
        random,
      });
      const total = arrivals.reduce((sum, arrival) => sum + measure(arrival), 0);
      expect(total / 3 / limit).toBeGreaterThanOrEqual(0.95);
      expect(worstMinute(arrivals, measure)).toBeLessThanOrEqual(limit);
    },
  );

  test("what a request did not use is given to others", async () => {
    const random = makeRandom(5);
    const arrivals = await simulate(redis, newKey(), {
      machines: [{ slots: 16 }, { slots: 16 }],
      tokensPerMinute: 300_000,
      lastsMs: 120_000,
      boundTokens: () => 2000,
      usedTokens: () => 200,
      latencyMs: () => 300,
      random,
    });
    // Bounds alone would use a tenth.
    const late = arrivals.filter(({ atMs }) => atMs > 60_000);
    const used = late.reduce((sum, { tokens }) => sum + tokens, 0);
    expect(used / 300_000).toBeGreaterThanOrEqual(0.9);
    expect(worstMinute(arrivals, ({ tokens }) => tokens)).toBeLessThanOrEqual(300_000);
  });

  test("a request that is larger than the limit goes, alone", async () => {
    const arrivals = await simulate(redis, newKey(), {
      machines: [{ slots: 2 }],
      tokensPerMinute: 1000,
      lastsMs: 300_000,
      boundTokens: () => 1500,
      latencyMs: () => 100,
      random: makeRandom(1),
    });
    expect(arrivals.length).toBeGreaterThanOrEqual(3);
    expect(worstMinute(arrivals, one)).toBe(1);
  });

  test.each([
    ["three machines that each want all of it", [2, 16, 4], 60],
    ["many that want a little", Array.from({ length: 20 }, () => 1), 300],
  ])("nobody starves: %s get about the same", async (_, slots, requestsPerMinute) => {
    const arrivals = await simulate(redis, newKey(), {
      machines: slots.map((count) => ({ slots: count })),
      requestsPerMinute,
      lastsMs: 120_000,
      latencyMs: () => 200,
      random: makeRandom(9),
    });
    const counts = slots.map(
      (_one, machine) => arrivals.filter((arrival) => arrival.machine === machine).length,
    );
    const mean = arrivals.length / slots.length;
    expect(Math.min(...counts)).toBeGreaterThan(mean * 0.8);
    expect(Math.max(...counts)).toBeLessThan(mean * 1.2);
  });

  test("nor does a large request among many small ones", async () => {
    const arrivals = await simulate(redis, newKey(), {
      machines: [{ slots: 1, fromMs: 90_000 }, { slots: 8 }, { slots: 8 }],
      tokensPerMinute: 10_000,
      lastsMs: 260_000,
      boundTokens: (machine) => (machine === 0 ? 6000 : 100),
      latencyMs: () => 200,
      random: makeRandom(8),
    });
    expect(arrivals.filter(({ machine }) => machine === 0).length).toBeGreaterThanOrEqual(2);
    expect(arrivals.filter(({ machine }) => machine > 0).length).toBeGreaterThan(150);
    expect(worstMinute(arrivals, ({ tokens }) => tokens)).toBeLessThanOrEqual(10_000);
  });

  test("a limit that a server tells one machine holds for all; so does its refusal", async () => {
    const refusals: number[] = [];
    const arrivals = await simulate(redis, newKey(), {
      machines: [{ slots: 4 }, { slots: 4 }],
      requestsPerMinute: 600,
      lastsMs: 180_000,
      latencyMs: () => 100,
      random: makeRandom(2),
      told: { requests: 120 },
      refuse: (atMs) => {
        if (atMs < 60_000 || refusals.length > 0) {
          return undefined;
        }
        refusals.push(atMs);
        return 10_000;
      },
    });
    const late = arrivals.filter(({ atMs }) => atMs > 100_000);
    expect(late.length / (80 / 60)).toBeLessThanOrEqual(120);
    expect(late.length / (80 / 60)).toBeGreaterThanOrEqual(120 * 0.9);
    const [refusedMs = 0] = refusals;
    // Who had a turn already has used it; the refusal took 100 ms to come.
    const during = arrivals.filter(
      ({ atMs }) => atMs > refusedMs + 100 + 250 && atMs < refusedMs + 100 + 10_000,
    );
    expect(during).toEqual([]);
    const after = arrivals.filter(
      ({ atMs }) => atMs >= refusedMs + 10_100 && atMs < refusedMs + 20_100,
    );
    expect(after.length).toBeGreaterThan(15);
  });

  test("a clock that is set back by an hour stops nobody", async () => {
    const key = newKey();
    const options = {
      machines: [{ slots: 1 }],
      requestsPerMinute: 60,
      lastsMs: 10_000,
      latencyMs: () => 100,
      random: makeRandom(4),
    };
    await redis.hset(key, "at", 1_800_003_600_000, "dueR", 1_800_003_600_000);
    expect((await simulate(redis, key, options)).length).toBeGreaterThanOrEqual(9);
  });

  test("nothing is kept for ever", async () => {
    const key = newKey();
    await simulate(redis, key, {
      machines: [{ slots: 20 }],
      requestsPerMinute: 3000,
      lastsMs: 70_000,
      latencyMs: () => 400,
      random: makeRandom(6),
    });
    expect(await redis.pttl(key)).toBeLessThanOrEqual(601_000);
    expect(await redis.hlen(key)).toBeLessThanOrEqual(16 + 2 * 123);
    expect(await redis.memory("USAGE", key)).toBeLessThan(20_000);
  });
});
