import { expect, test } from "vitest";
import { findEnd } from "../../src/plan/model-ends.ts";

const day = (date: string): number => Date.parse(`${date}T12:00:00Z`);

test.each([
  ["gpt-4o", "2026-11-01", undefined],
  ["gpt-4o", "2026-11-28", false],
  ["gpt-4o-2024-08-06", "2026-11-28", false],
  ["gpt-4o", "2027-01-13", false],
  ["gpt-4o", "2027-01-14", true],
  ["dall-e-3", "2026-11-28", true],
  ["gpt-4o-mini", "2027-02-01", undefined],
  ["constructor", "2027-02-01", undefined],
])("%s on %s", (model, date, isOver) => {
  expect(findEnd({}, model, day(date))?.isOver).toBe(isOver);
});

test("only OpenAI's own models are known", () => {
  const now = day("2026-11-28");
  expect(findEnd({ baseUrl: "https://api.openai.com/v1" }, "dall-e-3", now)).toMatchObject({
    successor: "gpt-image-2",
  });
  expect(findEnd({ baseUrl: "http://127.0.0.1:8080/v1" }, "dall-e-3", now)).toBeUndefined();
});
