import { expect, test } from "vitest";
import { findEnd, judgeEnd } from "../../src/plan/model-ends.ts";

const day = (date: string): number => Date.parse(`${date}T12:00:00Z`);

test.each([
  ["gpt-4o", "2026-11-01", undefined],
  ["gpt-4o", "2026-11-28", false],
  ["gpt-4o-2024-08-06", "2026-11-28", false],
  ["gpt-4o", "2027-01-13", false],
  // Nobody says at which hour it goes.
  ["gpt-4o", "2027-01-14", false],
  ["gpt-4o", "2027-01-15", true],
  ["dall-e-3", "2026-11-28", true],
  ["gpt-4o-mini", "2027-02-01", undefined],
  ["constructor", "2027-02-01", undefined],
])("%s on %s", (model, date, isOver) => {
  expect(findEnd({}, model, day(date))?.isOver).toBe(isOver);
});

test.each([
  ["2026-11-27T23:59:59Z", undefined],
  ["2026-11-29T00:00:00Z", "near"],
  ["2027-01-27T23:59:59Z", "near"],
  ["2027-01-28T00:00:00Z", "near"],
  ["2027-01-28T23:59:59Z", "near"],
  ["2027-01-29T00:00:00Z", "over"],
] as const)("the end of 2027-01-28 at %s", (now, state) => {
  expect(judgeEnd("2027-01-28", Date.parse(now))).toBe(state);
  expect(judgeEnd("next year", Date.parse(now))).toBeUndefined();
});

test("only OpenAI's own models are known", () => {
  const now = day("2026-11-28");
  expect(findEnd({ baseUrl: "https://api.openai.com/v1" }, "dall-e-3", now)).toMatchObject({
    successor: "gpt-image-2",
  });
  expect(findEnd({ baseUrl: "http://127.0.0.1:8080/v1" }, "dall-e-3", now)).toBeUndefined();
});
