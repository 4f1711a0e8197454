import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nextDelay } from "../../../src/requests/pace/next-delay.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempt = fc.integer({ min: 1, max: 100 });

test("what the server asks is obeyed, with at most a tenth more", () => {
  fc.assert(
    fc.property(attempt, fc.nat(600_000), random, (at, retryAfterMs, drawn) => {
      const delayMs = nextDelay({ attempt: at, retryAfterMs, random: drawn });
      expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs);
      expect(delayMs).toBeLessThanOrEqual(Math.ceil(retryAfterMs * 1.1));
    }),
  );
});

test("else it grows with each attempt, with full jitter, up to a cap", () => {
  fc.assert(
    fc.property(attempt, random, (at, drawn) => {
      const delayMs = nextDelay({ attempt: at, retryAfterMs: undefined, random: drawn });
      expect(Number.isInteger(delayMs)).toBe(true);
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** (at - 1)));
    }),
  );
});

function draw(at: number, drawn: number): number {
  return nextDelay({ attempt: at, retryAfterMs: undefined, random: drawn });
}

test("the draw reaches from no wait to the longest of its attempt", () => {
  expect([draw(1, 0), draw(1, 0.5), draw(2, 0.5), draw(20, 0.999_999_999)]).toEqual([
    0, 250, 500, 30_000,
  ]);
});
