import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  minuteMs,
  mostMakeUpMs,
  RateGate,
  type RateLimits,
} from "../../../src/requests/pace/rate-gate.ts";
import {
  makeBucket,
  makeSliding,
  makeWindows,
  nothing,
  ofRequests,
  ofTokens,
  type Server,
  simulate,
} from "../rate-servers.ts";

const none = { requests: {}, tokens: {} };

interface Start {
  readonly atMs: number;
  readonly tokens: number;
}

/** The most that any stretch of time saw, by a measure; stretches begin at each start. */
function busiest(
  starts: readonly Start[],
  lengthMs: number,
  measure: (start: Start) => number,
): number {
  const sums = starts.map(({ atMs }) =>
    starts
      .filter((other) => other.atMs >= atMs && other.atMs < atMs + lengthMs - 1e-6)
      .reduce((sum, other) => sum + measure(other), 0),
  );
  return Math.max(0, ...sums);
}

/** How long after the one before each request comes, and the most tokens it may take. */
const arrivals = fc.array(
  fc.record({ gapMs: fc.oneof(fc.constant(0), fc.nat(500), fc.nat(90_000)), tokens: fc.nat(3000) }),
  { maxLength: 120 },
);

/** Sends each request as soon as it has come, those before it have gone, and it is its turn. */
function send(
  gate: RateGate,
  requests: readonly { gapMs: number; tokens: number }[],
  beganMs = 1_000_000,
): Start[] {
  let nowMs = beganMs;
  return requests.map(({ gapMs, tokens }) => {
    nowMs += gapMs;
    nowMs += Math.max(0, gate.waitMs(nowMs));
    gate.take(nowMs, tokens);
    return { atMs: nowMs, tokens };
  });
}

/** When so many requests go that are all there at 0. */
function startsOf(gate: RateGate, count: number, tokens = 0): number[] {
  const requests = Array.from({ length: count }, () => ({ gapMs: 0, tokens }));
  return send(gate, requests, 0).map(({ atMs }) => atMs);
}

describe("requests", () => {
  test("no second sees more than its share, one, and what is made up for, however they arrive", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), arrivals, (requestsPerMinute, requests) => {
        const starts = send(new RateGate({ requestsPerMinute }), requests);
        const perMs = requestsPerMinute / minuteMs;
        for (const lengthMs of [1000, minuteMs]) {
          const most = Math.floor((lengthMs + mostMakeUpMs) * perMs) + 1;
          expect(busiest(starts, lengthMs, () => 1)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  test("all of the limit is used, at an even pace", () => {
    const starts = startsOf(new RateGate({ requestsPerMinute: 1200 }), 1000);
    expect(starts.slice(0, 4)).toEqual([0, 50, 100, 150]);
    expect(starts.at(-1)).toBeCloseTo(999 * 50, 3);
  });

  test("a timer that is late costs nothing", () => {
    const gate = new RateGate({ requestsPerMinute: 1200 });
    let nowMs = 0;
    for (let index = 0; index < 1000; index += 1) {
      const waitMs = gate.waitMs(nowMs);
      nowMs += waitMs > 0 ? waitMs + 200 : 0;
      gate.take(nowMs, 0);
    }
    expect(nowMs).toBeLessThanOrEqual(1000 * 50 + 200);
  });

  test("a slow limit lets one go at a time", () => {
    const [first = 0, second = 0, third = 0] = startsOf(new RateGate({ requestsPerMinute: 6 }), 3);
    expect([first, second, third].map((ms) => Math.round(ms / 1000))).toEqual([0, 10, 20]);
  });

  test("before anything is known of the server, they begin gently", () => {
    expect(startsOf(new RateGate({}), 8)).toEqual([0, 0, 0, 0, 100, 200, 300, 400]);
  });

  test("once it is known that there is no limit, nothing waits", () => {
    const gate = new RateGate({});
    startsOf(gate, 50);
    gate.observe(none, 0, 5000);
    for (let index = 0; index < 100; index += 1) {
      expect(gate.waitMs(5000)).toBeLessThanOrEqual(0);
      gate.take(5000, 1e9);
    }
  });
});

describe("tokens", () => {
  test("no minute sees more than the limit, and one request", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 100_000 }),
        arrivals,
        (tokensPerMinute, requests) => {
          const starts = send(new RateGate({ tokensPerMinute, requestsPerMinute: 1e6 }), requests);
          const largest = Math.max(0, ...requests.map(({ tokens }) => tokens));
          const most = (tokensPerMinute * (minuteMs + mostMakeUpMs)) / minuteMs + largest;
          expect(busiest(starts, minuteMs, ({ tokens }) => tokens)).toBeLessThanOrEqual(
            most + 1e-3,
          );
        },
      ),
    );
  });

  test("what a reply did not use is given back: as if it had never been asked for", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(arrivals, share, (requests, used) => {
        const settled = new RateGate({ tokensPerMinute: 10_000, requestsPerMinute: 1e6 });
        const exact = new RateGate({ tokensPerMinute: 10_000, requestsPerMinute: 1e6 });
        let nowMs = 0;
        for (const { gapMs, tokens } of requests) {
          nowMs += gapMs;
          nowMs += Math.max(0, settled.waitMs(nowMs));
          settled.take(nowMs, tokens);
          settled.observe(none, tokens - tokens * used, nowMs);
          exact.take(nowMs, tokens * used);
          expect(settled.waitMs(nowMs)).toBeCloseTo(exact.waitMs(nowMs), 3);
        }
      }),
    );
  });

  test("a request that is larger than the limit goes through, and is paid for afterwards", () => {
    const gate = new RateGate({ tokensPerMinute: 1000 });
    gate.take(250, 3000);
    expect(gate.waitMs(0)).toBe(180_000);
  });
});

describe("a pause", () => {
  test("holds every request until its end, and is not shortened by another", () => {
    const gate = new RateGate({});
    gate.pause(500);
    gate.pause(300);
    expect(gate.waitMs(100)).toBe(400);
    expect(gate.waitMs(500)).toBe(0);
    expect(gate.pausedUntilMs).toBe(500);
  });

  test("is followed by the same pace, not by a burst of all that waited", () => {
    const gate = new RateGate({ requestsPerMinute: 60 });
    gate.pause(10_000);
    expect(startsOf(gate, 3)).toEqual([10_000, 11_000, 12_000]);
  });
});

describe("what the server's headers say", () => {
  test.each<[string, RateLimits, number]>([
    ["the job's, when it is the slower", { requestsPerMinute: 60 }, 6000],
    ["the server's, when it is the slower", { requestsPerMinute: 6000 }, 60],
    ["the server's, when the job names none", {}, 60],
  ])("the slower limit holds: %s", (_which, limits, limit) => {
    const gate = new RateGate(limits);
    gate.observe({ ...none, requests: { limit } }, 0, 0);
    gate.take(0, 0);
    expect(gate.waitMs(0)).toBe(1000);
  });

  test("what is left at the moment changes nothing: of an even pace it may be none at any time", () => {
    const gate = new RateGate({ requestsPerMinute: 600 });
    gate.take(5000, 0);
    gate.observe({ ...none, requests: { limit: 600, remaining: 0, resetMs: 100 } }, 0, 5080);
    expect(gate.waitMs(5080)).toBe(20);
  });

  test("tokens that the server counts all the same are not given back", () => {
    const gate = new RateGate({ tokensPerMinute: 60_000 });
    gate.take(250, 3000);
    gate.observe({ ...none, tokens: { limit: 60_000, resetMs: 2900 } }, 2900, 300);
    expect(gate.waitMs(0)).toBe(3000);
    gate.observe({ ...none, tokens: { limit: 60_000, resetMs: 0 } }, 2900, 300);
    expect(gate.waitMs(0)).toBe(300);
  });

  test("after a 429 no tokens are given back for a minute: the server may count the bounds", () => {
    const gate = new RateGate({ tokensPerMinute: 60_000, requestsPerMinute: 1e6 });
    gate.slowDown(0);
    gate.take(250, 3000);
    gate.observe(none, 2900, 300);
    expect(gate.waitMs(0)).toBeGreaterThanOrEqual(3000);
    gate.take(minuteMs, 3000);
    gate.observe(none, 2900, minuteMs);
    expect(gate.waitMs(minuteMs)).toBeLessThan(200);
  });

  test("replies without such headers change nothing", () => {
    const gate = new RateGate({ requestsPerMinute: 6000 });
    gate.observe({ requests: { limit: 0 }, tokens: { limit: 0 } }, 0, 0);
    gate.take(0, 99);
    expect(gate.waitMs(0)).toBe(10);
  });
});

test("after a 429 the pace is a little slower, and gets back to what it was", () => {
  const gate = new RateGate({ requestsPerMinute: 60 });
  gate.slowDown(0);
  gate.take(0, 0);
  expect(gate.waitMs(0)).toBeCloseTo(1030);
  for (let count = 0; count < 100; count += 1) {
    gate.slowDown(0);
  }
  gate.take(1030, 0);
  expect(gate.waitMs(1030)).toBeCloseTo(1240);
  for (let count = 0; count < 9001; count += 1) {
    gate.observe(none, 0, 2270);
  }
  gate.take(2270, 0);
  expect(gate.waitMs(2270)).toBeCloseTo(1000);
});

describe.each([20, 300, 2000])("with replies after %i ms, of a thousand requests", (latencyMs) => {
  const concurrency = latencyMs > 1000 ? 64 : 16;
  const common = { requests: 1000, latencyMs, concurrency };
  /** The limit that the job names, or none; what the server keeps; of what it allows in a minute. */
  const cases: readonly [string, RateLimits, () => Server, number][] = [
    [
      "1,200 a minute, ten at once, named",
      { requestsPerMinute: 1200 },
      () => makeBucket(1200, 10, ofRequests),
      1200,
    ],
    ["1,200 a minute, ten at once, learnt", {}, () => makeBucket(1200, 10, ofRequests), 1200],
    [
      "20 a second, named as 1,200 a minute",
      { requestsPerMinute: 1200 },
      () => makeWindows(20, 1000, 1200, ofRequests),
      1200,
    ],
    [
      "8 a second, named as 500 a minute",
      { requestsPerMinute: 500 },
      () => makeWindows(8, 1000, 500, ofRequests),
      480,
    ],
    ["8 a second, learnt as 500 a minute", {}, () => makeWindows(8, 1000, 500, ofRequests), 480],
  ];

  test.each(cases)("%s: next to none is refused, all is used", (name, limits, open, perMinute) => {
    const { refused, refusedEarly, tookMs } = simulate({ ...common, limits, server: open() });
    const isNamed = name.includes("named");
    expect(refused).toBeLessThanOrEqual(1000 * (isNamed ? 0.01 : 0.03));
    expect(refusedEarly).toBeLessThanOrEqual(250 * (isNamed ? 0.01 : 0.03));
    expect(1000 / ((perMinute * tookMs) / minuteMs)).toBeGreaterThan(0.97);
  });

  test.each([
    ["named", { tokensPerMinute: 1_200_000 }],
    ["learnt", {}],
  ])("tokens that count when they are asked for, %s: none is refused", (_how, limits) => {
    const server = makeBucket(1_200_000, 10_000, ofTokens);
    const tokens = { boundTokens: 1000, usedTokens: 100, units: 1000 };
    const { refused, tookMs } = simulate({ ...common, ...tokens, limits, server });
    expect(refused).toBeLessThanOrEqual(10);
    expect(1_000_000 / ((1_200_000 * tookMs) / minuteMs)).toBeGreaterThan(0.95);
  });

  test("tokens that count when they are used: what was not is not waited for", () => {
    const server = makeBucket(1_200_000, 10_000, ofTokens);
    const tokens = { boundTokens: 1000, usedTokens: 100, units: 100 };
    const limits = { tokensPerMinute: 1_200_000 };
    const { refused, tookMs } = simulate({ ...common, ...tokens, limits, server });
    expect(refused).toBeLessThanOrEqual(10);
    // At the pace of the bounds it would take 50 s; what is not yet answered counts with its bound.
    expect(tookMs).toBeLessThan(45_000);
  });
});

describe.each<[string, number, (say: typeof ofRequests) => Server]>([
  ["1,200 a minute, one at once", 1200, (say) => makeBucket(1200, 1, say)],
  ["1,200 a minute, ten at once", 1200, (say) => makeBucket(1200, 10, say)],
  ["1,200 a minute, 120 at once", 1200, (say) => makeBucket(1200, 120, say)],
  ["20 in each second", 1200, (say) => makeWindows(20, 1000, 1200, say)],
  ["1,200 in each minute", 1200, (say) => makeWindows(1200, 60_000, 1200, say)],
  ["20 in any second", 1200, (say) => makeSliding(20, 1000, 1200, say)],
  ["1,200 in any minute", 1200, (say) => makeSliding(1200, 60_000, 1200, say)],
  ["500 a minute, one at once", 500, (say) => makeBucket(500, 1, say)],
  ["8 in each second, as 500 a minute", 500, (say) => makeWindows(8, 1000, 500, say)],
  ["8 in any second, as 500 a minute", 500, (say) => makeSliding(8, 1000, 500, say)],
])("a server that keeps %s, on a machine whose timers are late", (_what, perMinute, open) => {
  const seeds = [11, 7919, 15_827, 23_735, 31_643];
  /** The mean of several runs of a thousand requests. */
  const run = (limits: RateLimits, say: typeof ofRequests, latencyMs: number) => {
    const runs = seeds.map((seed) =>
      simulate({
        limits,
        server: open(say),
        requests: 1000,
        concurrency: latencyMs > 1000 ? 64 : 16,
        latencyMs,
        seed,
        lateShare: 0.05,
      }),
    );
    const mean = (of: (one: (typeof runs)[number]) => number): number =>
      runs.reduce((sum, one) => sum + of(one), 0) / runs.length;
    return { refused: mean((one) => one.refused), tookMs: mean((one) => one.tookMs) };
  };

  test.each([50, 300, 2000])("refuses next to none, replies after %i ms", (latencyMs) => {
    const named = run({ requestsPerMinute: perMinute }, ofRequests, latencyMs);
    const unsaid = run({ requestsPerMinute: perMinute }, nothing, latencyMs);
    const learnt = run({}, ofRequests, latencyMs);
    expect(named.refused).toBeLessThanOrEqual(10);
    expect(learnt.refused).toBeLessThanOrEqual(30);
    expect((1000 * minuteMs) / perMinute / named.tookMs).toBeGreaterThan(0.85);
    // What headers say on top of what is named changes nothing where it is the same.
    expect(unsaid).toEqual(named);
    // Naming it is never worse: but for the four that go at once while nothing is known, and chance.
    expect(named.refused).toBeLessThanOrEqual(learnt.refused + 1);
    expect(named.tookMs).toBeLessThanOrEqual(learnt.tookMs * 1.01 + (4 * minuteMs) / perMinute);
  });
});
