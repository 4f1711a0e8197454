import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseRetryAfter, parseShouldRetry } from "../../../src/requests/http/retry-after.ts";

const nowMs = Date.UTC(2026, 10, 23, 10, 0, 0);

describe("how long the server asks to wait", () => {
  test.each([
    ["milliseconds", { "retry-after-ms": "250" }, 250],
    ["a fraction of a millisecond is not cut off", { "retry-after-ms": "0.4" }, 1],
    ["milliseconds win over seconds", { "retry-after-ms": "7", "retry-after": "9" }, 7],
    ["seconds", { "retry-after": "2" }, 2000],
    ["seconds with their unit", { "retry-after": "2s" }, 2000],
    ["minutes and seconds", { "retry-after": "1m30s" }, 90_000],
    ["an ISO date", { "retry-after": "2026-11-23T10:00:09.500Z" }, 9500],
    ["an ISO date in the past", { "retry-after": "2026-11-23T09:00:00Z" }, undefined],
    ["seconds since 1970", { "retry-after": String(nowMs / 1000 + 4) }, 4000],
    ["seconds with a fraction", { "retry-after": "1.5" }, 1500],
    ["no wait at all", { "retry-after": "0" }, 0],
    ["spaces around it", { "retry-after": " 3 " }, 3000],
    ["the first of several", { "retry-after": ["4", "8"] }, 4000],
    [
      "malformed milliseconds fall back to seconds",
      { "retry-after-ms": "x", "retry-after": "5" },
      5000,
    ],
    ["an HTTP date", { "retry-after": "Mon, 23 Nov 2026 10:00:30 GMT" }, 30_000],
    ["a date of RFC 850", { "retry-after": "Monday, 23-Nov-26 10:01:00 GMT" }, 60_000],
    ["a date of asctime, which is in UTC", { "retry-after": "Mon Nov 23 10:00:05 2026" }, 5000],
    ["a date that has passed", { "retry-after": "Mon, 23 Nov 2026 09:59:59 GMT" }, undefined],
    ["a negative number", { "retry-after": "-1" }, undefined],
    ["a number that is none", { "retry-after": "1e3" }, undefined],
    ["words", { "retry-after": "soon" }, undefined],
    ["a bare year is no date", { "retry-after": "2027-01-01" }, undefined],
    ["nothing", {}, undefined],
  ] as const)("%s", (_what, headers, expected) => {
    expect(parseRetryAfter(headers as Record<string, string | string[]>, nowMs)).toBe(expected);
  });

  test("whatever the header says: never an error, never negative, always finite", () => {
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.double().map(String),
      fc.date().map(String),
    );
    fc.assert(
      fc.property(value, value, fc.integer({ min: 0 }), (ms, seconds, now) => {
        const wait = parseRetryAfter({ "retry-after-ms": ms, "retry-after": seconds }, now);
        expect(wait === undefined || (wait >= 0 && Number.isFinite(wait))).toBe(true);
      }),
    );
  });

  test("any future date is a wait until then", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
        const date = new Date(nowMs + seconds * 1000).toUTCString();
        expect(parseRetryAfter({ "retry-after": date }, nowMs)).toBe(seconds * 1000);
      }),
    );
  });
});

test("a date without a zone does not depend on where the program runs", () => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  expect(new Date(2026, 0, 1).getTimezoneOffset()).toBe(-540);
  expect(parseRetryAfter({ "retry-after": "Mon Nov 23 10:00:05 2026" }, nowMs)).toBe(5000);
  vi.unstubAllEnvs();
});

test.each([
  ["true", true],
  ["false", false],
  [" TRUE ", true],
  ["yes", undefined],
  ["", undefined],
])("x-should-retry: %j", (value, expected) => {
  expect(parseShouldRetry({ "x-should-retry": value })).toBe(expected);
});

test("x-should-retry may be absent", () => {
  expect(parseShouldRetry({})).toBeUndefined();
});
