import { describe, expect, test } from "vitest";
import { AttemptError } from "../../../src/errors.ts";
import {
  isOutage,
  Outage,
  type RequestHistory,
  startHistory,
} from "../../../src/requests/pace/outage.ts";
import { Window } from "../../../src/requests/pace/window.ts";

function makeUnavailable(status: number): AttemptError {
  const options = { retryable: true, status, mayBeBilled: true };
  return new AttemptError("PROVIDER_UNAVAILABLE", `a ${status}`, options);
}

const refused = new AttemptError("PROVIDER_UNREACHABLE", "refused", { retryable: true });
const at = { startedMs: 0, isLate: false, random: 0 };

function open(deadlineMs = 900_000): { outage: Outage; window: Window } {
  const window = new Window(8);
  return { outage: new Outage(window, deadlineMs), window };
}

function makeHistories(count: number): RequestHistory[] {
  return Array.from({ length: count }, startHistory);
}

describe("an outage", () => {
  test.each([500, 502, 503, 504, 529])("is a few %i in a row, of several requests", (status) => {
    const { outage, window } = open();
    const histories = makeHistories(5);
    const verdicts = histories.map((one) => outage.failed(makeUnavailable(status), one, at));
    expect(verdicts.map(({ hold }) => hold !== undefined)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(outage.isHeld).toBe(true);
    expect(window.size).toBe(1);
    expect(histories.map(({ failures }) => failures)).toEqual([0, 0, 0, 0, 0]);
  });

  test("is none as long as others are answered between", () => {
    const { outage } = open();
    for (const one of makeHistories(40)) {
      expect(outage.failed(makeUnavailable(503), one, at).hold).toBeUndefined();
      outage.answered(0);
    }
  });

  test("is told by one request alone when the failure tells of the server", () => {
    const { outage } = open();
    const [one] = makeHistories(1) as [RequestHistory];
    const verdicts = [1, 2, 3, 4, 5].map(() => outage.failed(makeUnavailable(503), one, at));
    expect(verdicts.map(({ counts }) => counts)).not.toContain(true);
    expect(verdicts.at(-1)?.hold).toBeDefined();
  });

  test("is not told by one request alone that gets a 500: that counts", () => {
    const { outage } = open();
    const [one] = makeHistories(1) as [RequestHistory];
    for (let failures = 1; failures <= 9; failures += 1) {
      expect(outage.failed(makeUnavailable(500), one, at)).toEqual({
        counts: true,
        hold: undefined,
      });
      expect(one.failures).toBe(failures);
    }
  });

  test("is not told by one request alone while others are out: these will tell", () => {
    const { outage, window } = open();
    for (let count = 0; count < 2; count += 1) {
      void window.run(() => new Promise<void>(() => undefined));
    }
    const [one, other] = makeHistories(2) as [RequestHistory, RequestHistory];
    for (let failures = 1; failures <= 9; failures += 1) {
      expect(outage.failed(makeUnavailable(503), one, at)).toEqual({
        counts: false,
        hold: undefined,
      });
    }
    expect(outage.failed(makeUnavailable(503), other, at).hold).toBeDefined();
  });

  test("of one request alone is waited for a shorter time where the server has answered others", () => {
    const { outage } = open();
    outage.answered(1000);
    const [one, other] = makeHistories(2) as [RequestHistory, RequestHistory];
    const holds = [1, 2, 3, 4, 5].map(() => outage.failed(makeUnavailable(502), one, at).hold);
    expect(holds.at(-1)).toMatchObject({ isAlone: true, endsMs: 91_000, isNew: true });
    const next = outage.failed(makeUnavailable(502), other, at).hold;
    expect(next).toMatchObject({ isAlone: false, endsMs: 901_000, isNew: true });
  });

  test("is tried after pauses that grow, up to 20 s, half of each for certain", () => {
    const pauses = [0, 0.999_999].map((random) => {
      const { outage } = open();
      const holds = makeHistories(12).map(
        (one) => outage.failed(refused, one, { ...at, random }).hold,
      );
      return holds.flatMap((hold) => (hold === undefined ? [] : hold.pauseMs));
    });
    expect(pauses[0]).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
    expect(pauses[1]).toEqual([1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000]);
  });

  test("is tried several times before a short deadline, too", () => {
    const { outage } = open(2000);
    const holds = makeHistories(12).map((one) => outage.failed(refused, one, at).hold);
    for (const hold of holds.slice(4)) {
      expect(hold?.pauseMs).toBe(100);
    }
  });

  test("lasts from the first failure, or the last answer, until the deadline, and is told once", () => {
    const { outage } = open(60_000);
    outage.answered(1000);
    const holds = makeHistories(6).map(
      (one, index) => outage.failed(refused, one, { ...at, startedMs: 500 + index }).hold,
    );
    expect(holds[4]).toMatchObject({ sinceMs: 1000, endsMs: 61_000, isNew: true });
    expect(holds[5]).toMatchObject({ sinceMs: 1000, endsMs: 61_000, isNew: false });
  });

  test.each([
    ["a refused connection", refused, 120_000],
    ["a 500", makeUnavailable(500), 120_000],
    ["a 502", makeUnavailable(502), 120_000],
    ["a 503", makeUnavailable(503), 900_000],
    ["a timeout", new AttemptError("PROVIDER_TIMEOUT", "late", { retryable: true }), 900_000],
  ])(
    "of a server that has answered nothing yet, with %s, lasts as long as its address may be right",
    (_what, error, endsMs) => {
      const endOf = ({ outage }: { outage: Outage }): number | undefined =>
        makeHistories(5)
          .map((one) => outage.failed(error, one, at).hold)
          .at(-1)?.endsMs;
      expect(endOf(open())).toBe(endsMs);
      expect(endOf(open(60_000))).toBe(60_000);
      const known = open();
      known.outage.answered(0);
      expect(endOf(known)).toBe(900_000);
    },
  );

  test("is told again when it may last longer than was told", () => {
    const { outage } = open();
    const errors = [...Array.from({ length: 6 }, () => refused), makeUnavailable(503), refused];
    const holds = errors.map((error) => outage.failed(error, startHistory(), at).hold);
    expect(holds.slice(4).map((hold) => [hold?.isNew, hold?.endsMs])).toEqual([
      [true, 120_000],
      [false, 120_000],
      [true, 900_000],
      [false, 120_000],
    ]);
  });

  test("is over with the first answer; until all is open, three failures in a row are the next", () => {
    const { outage, window } = open();
    const holdsOf = (count: number): boolean[] =>
      makeHistories(count).map(
        (one) => outage.failed(makeUnavailable(503), one, at).hold !== undefined,
      );
    expect(holdsOf(5)).toEqual([false, false, false, false, true]);
    outage.answered(10);
    expect(outage.isHeld).toBe(false);
    expect(window.size).toBe(2);
    expect(holdsOf(3)).toEqual([false, false, true]);
    for (let count = 0; count < 7; count += 1) {
      outage.answered(20);
    }
    expect(window.size).toBe(8);
    expect(holdsOf(5)).toEqual([false, false, false, false, true]);
  });

  test("is soon forgotten by a server that fails now and then", () => {
    const { outage, window } = open();
    for (const one of makeHistories(5)) {
      outage.failed(makeUnavailable(503), one, at);
    }
    for (const one of makeHistories(7)) {
      outage.answered(0);
      outage.failed(makeUnavailable(503), one, at);
    }
    expect(window.size).toBe(8);
  });

  test("gets no worse by the failures of what was out when it began", () => {
    const { outage } = open();
    for (const one of makeHistories(5)) {
      outage.failed(refused, one, at);
    }
    for (const one of makeHistories(50)) {
      expect(outage.failed(refused, one, { ...at, isLate: true })).toEqual({
        counts: false,
        hold: undefined,
      });
    }
  });
});

describe("a request that fails again although others were answered", () => {
  test("counts all its failures, also when only such requests are left", () => {
    const { outage } = open();
    const [one, other] = makeHistories(2) as [RequestHistory, RequestHistory];
    const counts: boolean[] = [];
    for (let failures = 1; failures <= 6; failures += 1) {
      counts.push(outage.failed(makeUnavailable(503), one, at).counts);
      outage.failed(makeUnavailable(503), other, at);
      if (failures === 1) {
        outage.answered(0);
      }
      expect([one.failures, other.failures]).toEqual([failures, failures]);
    }
    expect(counts).toEqual([false, true, true, true, true, true]);
    expect(outage.isHeld).toBe(false);
  });

  test("is not to blame for what never reached the server", () => {
    const { outage } = open();
    const [one] = makeHistories(1) as [RequestHistory];
    outage.failed(refused, one, at);
    outage.answered(0);
    expect(outage.failed(refused, one, at).counts).toBe(false);
  });
});

test.each([
  ["PROVIDER_UNAVAILABLE", true, true],
  ["PROVIDER_UNREACHABLE", true, true],
  ["PROVIDER_TIMEOUT", true, true],
  ["PROVIDER_UNREACHABLE", false, false],
  ["PROVIDER_RATE_LIMIT", true, false],
  ["PROVIDER_BAD_RESPONSE", true, false],
  ["ANSWER_BLANK", true, false],
] as const)("%s, retryable: %s, may tell of an outage: %s", (code, retryable, expected) => {
  expect(isOutage(new AttemptError(code, "x", { retryable }))).toBe(expected);
});
