import { expect, test } from "vitest";
import { didYouMean, joinWithOr } from "../../../src/job/diagnostics/suggest.ts";

test("suggestions", () => {
  expect(didYouMean("titel", ["title", "tags"])).toBe("Did you mean `title`?");
  expect(didYouMean("wholly-different", ["title", "tags"])).toBeUndefined();
  expect(didYouMean("x".repeat(100_000), ["title"])).toBeUndefined();
  expect([joinWithOr([]), joinWithOr(["a"]), joinWithOr(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a, b or c",
  ]);
});
