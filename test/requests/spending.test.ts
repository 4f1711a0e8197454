import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PreloError } from "../../src/errors.ts";
import { type Reservation, Spending } from "../../src/requests/spending.ts";
import { attempt as tryTo } from "../support/thrown.ts";

const cents = fc.integer({ min: 0, max: 50 }).map((value) => value / 100);

/** What becomes of an attempt: answered at a share of its bound, or failed. */
const ending = fc.oneof(
  fc.record({
    kind: fc.constant("settle" as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.constant({ kind: "unknown" as const, share: 1 }),
  fc.record({ kind: fc.constantFrom("billed" as const, "free" as const), share: fc.constant(1) }),
);

function isStopped(work: () => unknown): boolean {
  const { error } = tryTo(work);
  if (error === undefined) {
    return false;
  }
  if (error instanceof PreloError && error.code === "BUDGET_EXCEEDED") {
    return true;
  }
  throw new Error("not an error of the budget", { cause: error });
}

describe("a budget in dollars", () => {
  test("is never passed, in whatever order attempts begin and end", () => {
    const attempts = fc.array(fc.record({ bound: cents, ending, endsAfter: fc.nat(5) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(cents, attempts, (usd, all) => {
        const spending = new Spending({ usd });
        let real = 0;
        const open: { reservation: Reservation; attempt: (typeof all)[number]; left: number }[] =
          [];
        const finish = (isOver: (left: number) => boolean): void => {
          for (const entry of open.splice(0)) {
            const { reservation, attempt, left } = entry;
            if (!isOver(left)) {
              open.push({ ...entry, left: left - 1 });
              continue;
            }
            const cost = attempt.bound * attempt.ending.share;
            if (attempt.ending.kind === "settle") {
              spending.settle(reservation, { costUsd: cost });
            } else if (attempt.ending.kind === "unknown") {
              spending.settle(reservation, { costUsd: undefined });
            } else {
              spending.fail(reservation, attempt.ending.kind === "billed");
            }
            if (attempt.ending.kind !== "free") {
              real += cost;
            }
          }
        };
        for (const attempt of all) {
          finish((left) => left === 0);
          if (
            isStopped(() =>
              open.push({
                reservation: spending.reserve(attempt.bound),
                attempt,
                left: attempt.endsAfter,
              }),
            )
          ) {
            continue;
          }
          const onTheWay = open.reduce((sum, { attempt: { bound } }) => sum + bound, 0);
          expect(real + onTheWay).toBeLessThanOrEqual(usd + 1e-6);
        }
        finish(() => true);
        expect(real).toBeLessThanOrEqual(usd + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test("may be used up to the last cent", () => {
    const spending = new Spending({ usd: 0.3 });
    for (let index = 0; index < 3; index += 1) {
      spending.settle(spending.reserve(0.1), { costUsd: 0.1 });
    }
    expect(isStopped(() => spending.reserve(0.1))).toBe(true);
    expect(spending.totals.costUsd).toBeCloseTo(0.3);
  });

  test("holds back the bound of what is on the way, and gives back what was not used", () => {
    const spending = new Spending({ usd: 1 });
    const first = spending.reserve(0.6);
    expect(isStopped(() => spending.reserve(0.6))).toBe(true);
    spending.settle(first, { costUsd: 0.1 });
    expect(isStopped(() => spending.reserve(0.6))).toBe(false);
  });

  test("counts a failed attempt that may have been billed, and no other", () => {
    const spending = new Spending({ usd: 1 });
    spending.fail(spending.reserve(0.6), false);
    spending.fail(spending.reserve(0.6), true);
    expect(isStopped(() => spending.reserve(0.6))).toBe(true);
    expect(spending.totals).toMatchObject({ failedAttempts: 2, maybeBilled: 1, costUsd: 0.6 });
  });

  test("is that of the whole invocation, whatever its earlier runs took", () => {
    const before = { requests: 2, costUsd: 0.5 };
    expect(isStopped(() => new Spending({ usd: 1 }, before).reserve(0.6))).toBe(true);
    expect(isStopped(() => new Spending({ requests: 2 }, before).reserve(0))).toBe(true);
    const spending = new Spending({ usd: 1, requests: 3 }, before);
    spending.settle(spending.reserve(0.5), { costUsd: 0.4 });
    expect(spending.totals).toMatchObject({ requests: 1, costUsd: 0.4 });
  });

  test("counts a reply that is no answer with what it says that it cost", () => {
    const spending = new Spending({ usd: 1 });
    spending.settleLost(spending.reserve(0.6), { costUsd: 0.1 });
    expect(isStopped(() => spending.reserve(0.6))).toBe(false);
    expect(spending.totals).toMatchObject({ failedAttempts: 1, maybeBilled: 0, costUsd: 0.1 });
  });

  test("counts a reply that does not say what it took with its bound", () => {
    const spending = new Spending({ usd: 1 });
    spending.settle(spending.reserve(0.6), { costUsd: undefined });
    expect(isStopped(() => spending.reserve(0.6))).toBe(true);
    expect(spending.totals).toMatchObject({ unpriced: 1, costUsd: 0 });
  });
});

test("a budget of requests counts attempts, failed ones too", () => {
  const spending = new Spending({ requests: 2 });
  spending.fail(spending.reserve(undefined), false);
  spending.settle(spending.reserve(undefined), { costUsd: undefined });
  expect(isStopped(() => spending.reserve(undefined))).toBe(true);
  expect(spending.totals.requests).toBe(2);
});

test("what was refused is not counted as sent", () => {
  const spending = new Spending({ requests: 0, usd: 0 });
  expect(() => spending.reserve(0)).toThrow(
    expect.objectContaining({ code: "BUDGET_EXCEEDED", exitCode: 4 }),
  );
  expect(spending.totals.requests).toBe(0);
});

test("the account adds up", () => {
  const spending = new Spending({});
  spending.settle(spending.reserve(1), {
    costUsd: 0.2,
    usage: { input_tokens: 3, output_tokens: 4 },
  });
  spending.settle(spending.reserve(1), { costUsd: 0.3, pictures: 2 });
  spending.settle(spending.reserve(undefined), {
    costUsd: undefined,
    usage: { input_tokens: 1, output_tokens: 1 },
  });
  spending.fail(spending.reserve(undefined), true);
  spending.refuse(spending.reserve(1));
  spending.fallBack();
  expect(spending.totals).toEqual({
    requests: 4,
    failedAttempts: 1,
    refusals: 1,
    fellBack: 1,
    maybeBilled: 1,
    inputTokens: 4,
    cachedTokens: 0,
    outputTokens: 5,
    pictures: 2,
    costUsd: 0.5,
    unpriced: 1,
  });
});
