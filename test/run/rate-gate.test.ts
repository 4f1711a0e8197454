import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RateGate } from "../../src/run/rate-gate.ts";

const minuteMs = 60_000;
/** A sum of doubles is compared with a little slack. */
const noise = 1e-6;

interface Start {
  readonly atMs: number;
  readonly tokens: number;
}

/** The most that any minute saw, by a measure; windows begin at each start. */
function busiestMinute(starts: readonly Start[], measure: (start: Start) => number): number {
  const sums = starts.map(({ atMs }) =>
    starts
      .filter((other) => other.atMs >= atMs && other.atMs < atMs + minuteMs - noise)
      .reduce((sum, other) => sum + measure(other), 0),
  );
  return Math.max(0, ...sums);
}

/** How long after the one before each request comes, and the most tokens it may take. */
const arrivals = fc.array(
  fc.record({ gapMs: fc.oneof(fc.constant(0), fc.nat(500), fc.nat(90_000)), tokens: fc.nat(3000) }),
  { maxLength: 120 },
);

function runThrough(
  gate: RateGate,
  requests: readonly { gapMs: number; tokens: number }[],
): Start[] {
  let nowMs = 1_000_000;
  return requests.map(({ gapMs, tokens }) => {
    nowMs += gapMs;
    const atMs = gate.reserve(nowMs, tokens);
    expect(atMs).toBeGreaterThanOrEqual(nowMs);
    return { atMs, tokens };
  });
}

describe("requests", () => {
  test("no minute sees more than the limit and what a second holds, however they arrive", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), arrivals, (requestsPerMinute, requests) => {
        const starts = runThrough(new RateGate({ requestsPerMinute }), requests);
        const ahead = Math.max(1, requestsPerMinute / 60);
        expect(busiestMinute(starts, () => 1)).toBeLessThanOrEqual(
          requestsPerMinute + ahead + noise,
        );
      }),
    );
  });

  test("all of the limit is used, smoothly: a second's worth at once, then at an even pace", () => {
    const gate = new RateGate({ requestsPerMinute: 600 });
    const starts = Array.from({ length: 610 }, () => gate.reserve(0, 0));
    expect(starts.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    for (const [index, atMs] of starts.slice(10).entries())
      expect(atMs).toBeCloseTo(100 * (index + 1), 6);
  });

  test("a slow limit lets one go at a time", () => {
    const gate = new RateGate({ requestsPerMinute: 6 });
    expect([0, 0, 0].map((nowMs) => gate.reserve(nowMs, 0))).toEqual([0, 10_000, 20_000]);
  });

  test("without a limit nothing waits", () => {
    const gate = new RateGate({});
    for (let index = 0; index < 100; index += 1) expect(gate.reserve(5, 1e9)).toBe(5);
  });

  test("nobody overtakes: each starts no earlier than the one before", () => {
    fc.assert(
      fc.property(arrivals, (requests) => {
        const starts = runThrough(
          new RateGate({ requestsPerMinute: 60, tokensPerMinute: 10_000 }),
          requests,
        );
        for (const [index, { atMs }] of starts.slice(1).entries())
          expect(atMs).toBeGreaterThanOrEqual(starts[index]?.atMs ?? 0);
      }),
    );
  });
});

describe("tokens", () => {
  test("no minute sees more than the limit, what ten seconds hold, and one request", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 100_000 }),
        arrivals,
        (tokensPerMinute, requests) => {
          const starts = runThrough(new RateGate({ tokensPerMinute }), requests);
          const largest = Math.max(0, ...requests.map(({ tokens }) => tokens));
          const most = tokensPerMinute * (1 + 10 / 60) + largest;
          expect(busiestMinute(starts, ({ tokens }) => tokens)).toBeLessThanOrEqual(most + noise);
        },
      ),
    );
  });

  test("what a reply did not use is given back: as if it had never been asked for", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(arrivals, share, (requests, used) => {
        const settled = new RateGate({ tokensPerMinute: 10_000 });
        const exact = new RateGate({ tokensPerMinute: 10_000 });
        let nowMs = 0;
        for (const { gapMs, tokens } of requests) {
          nowMs += gapMs;
          const atMs = settled.reserve(nowMs, tokens);
          settled.settle(tokens - tokens * used);
          expect(atMs).toBeCloseTo(exact.reserve(nowMs, tokens * used), 3);
        }
      }),
    );
  });

  test("a request that is larger than the limit goes through, and is paid for afterwards", () => {
    const gate = new RateGate({ tokensPerMinute: 1000 });
    expect(gate.reserve(0, 3000)).toBe(0);
    expect(gate.reserve(0, 1)).toBe(170_000);
  });
});

describe("a pause", () => {
  test("holds every request until its end, whether it came before or after", () => {
    const gate = new RateGate({});
    gate.pause(500);
    expect(gate.reserve(100, 0)).toBe(500);
    expect(gate.reserve(600, 0)).toBe(600);
    expect(gate.pausedUntilMs).toBe(500);
  });

  test("is not shortened by another", () => {
    const gate = new RateGate({});
    gate.pause(500);
    gate.pause(300);
    expect(gate.reserve(0, 0)).toBe(500);
  });

  test("is followed by the same pace, not by a burst of all that waited", () => {
    const gate = new RateGate({ requestsPerMinute: 60 });
    gate.pause(10_000);
    expect([0, 0, 0].map(() => gate.reserve(0, 0))).toEqual([10_000, 11_000, 12_000]);
  });
});

describe("what the server's headers say", () => {
  const none = { requests: {}, tokens: {} };

  test("a limit that the job does not name is kept, at an even pace", () => {
    const gate = new RateGate({});
    gate.observe({ ...none, requests: { limit: 600, remaining: 5 } }, 0);
    const starts = Array.from({ length: 5 }, () => gate.reserve(0, 0));
    expect(starts).toEqual([0, 100, 200, 300, 400]);
  });

  test("the slower of the job's limit and the server's holds", () => {
    const slower = new RateGate({ requestsPerMinute: 60 });
    slower.observe({ ...none, requests: { limit: 6000 } }, 0);
    expect([slower.reserve(0, 0), slower.reserve(0, 0)]).toEqual([0, 1000]);
    const faster = new RateGate({ requestsPerMinute: 6000 });
    faster.observe({ ...none, requests: { limit: 60 } }, 0);
    expect([faster.reserve(0, 0), faster.reserve(0, 0)]).toEqual([0, 1000]);
  });

  test("when nothing is left, the next request waits until there is room for one", () => {
    const gate = new RateGate({ requestsPerMinute: 600 });
    gate.observe({ ...none, requests: { limit: 600, remaining: 0 } }, 5000);
    expect(gate.reserve(5000, 0)).toBe(5100);
  });

  test("a limit of tokens is kept as well", () => {
    const gate = new RateGate({});
    gate.observe({ ...none, tokens: { limit: 60_000 } }, 0);
    const starts = Array.from({ length: 3 }, () => gate.reserve(0, 20_000));
    expect(starts).toEqual([0, 10_000, 30_000]);
  });

  test("replies without such headers change nothing", () => {
    const gate = new RateGate({});
    gate.observe(none, 0);
    gate.observe({ requests: { limit: 0 }, tokens: { limit: 0 } }, 0);
    expect([gate.reserve(0, 99), gate.reserve(0, 99)]).toEqual([0, 0]);
  });
});
