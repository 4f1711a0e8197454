import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "../../src/endpoints/duration.ts";

test.each([
  ["12ms", 12],
  ["1s", 1000],
  ["6m0s", 360_000],
  ["1h2m3.5s", 3_723_500],
  ["1d", 86_400_000],
  ["0.25", 250],
  ["30", 30_000],
  [" 2s ", 2000],
  ["", undefined],
  ["-1s", undefined],
  ["1 s", undefined],
  ["1w", undefined],
  ["2026-11-23T10:00:00Z", undefined],
  ["9".repeat(400), undefined],
  [`${"9".repeat(400)}s`, undefined],
  [undefined, undefined],
])("a duration %j", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test("a duration is read as it was written, whatever its parts", () => {
  const part = fc.nat({ max: 999 });
  fc.assert(
    fc.property(part, part, part, part, (hours, minutes, seconds, ms) => {
      const written = `${hours}h${minutes}m${seconds}s${ms}ms`;
      expect(parseDuration(written)).toBe(((hours * 60 + minutes) * 60 + seconds) * 1000 + ms);
    }),
  );
});

test("no text is an error, a negative or an endless duration", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.hmsd -e".split("")) }), (text) => {
      const ms = parseDuration(text);
      expect(ms === undefined || (ms >= 0 && Number.isFinite(ms))).toBe(true);
    }),
  );
});
