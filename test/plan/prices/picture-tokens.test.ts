import { expect, test } from "vitest";
import { tokensOfPicture } from "../../../src/plan/prices/picture-tokens.ts";

const model = "gpt-image-2";

test.each([
  [{ model, size: "1024x1024", quality: "high" }, 7024],
  [{ model, size: "1536x1024", quality: "high" }, 5488],
  [{ model, size: "1024x1536", quality: "high" }, 5488],
  [{ model: "gpt-image-2-2026-04-21", size: "1024x1024", quality: "low" }, 196],
])("%o takes %i tokens, as the vendor counts", (body, tokens) => {
  expect(tokensOfPicture(body)).toBe(tokens);
});

test("what the API chooses is bounded by the most that it may choose", () => {
  const most = tokensOfPicture({ model }) ?? 0;
  expect(most).toBe(23_719);
  expect(tokensOfPicture({ model, size: "auto", quality: "auto" })).toBe(most);
  expect(tokensOfPicture({ model, size: "3840x2160", quality: "high" })).toBeLessThan(most);
});

test("of another model nothing is told", () => {
  expect(tokensOfPicture({ model: "gpt-image-3" })).toBeUndefined();
  expect(tokensOfPicture({})).toBeUndefined();
});
