import { expect, test } from "vitest";
import type { Price } from "../../../src/job/types.ts";
import { priceReply } from "../../../src/plan/prices/bill.ts";

const million = 1_000_000;
const usage = { input_tokens: million, output_tokens: million };
const price: Price = {
  input: 10,
  cachedInput: 1,
  cacheWrite: 12.5,
  output: 50,
  inputImage: 20,
  outputImage: 80,
};

test.each([
  ["all of one kind", usage, 60],
  ["a cached prefix", { ...usage, cached_tokens: 900_000 }, 0.9 + 1 + 50],
  ["a prefix that is written", { ...usage, cache_write_tokens: 900_000 }, 11.25 + 1 + 50],
  ["both", { ...usage, cached_tokens: 500_000, cache_write_tokens: 500_000 }, 0.5 + 6.25 + 50],
  ["more cached than there was", { ...usage, cached_tokens: 2 * million }, 1 + 50],
  ["pictures that are shown", { ...usage, input_image_tokens: 500_000 }, 10 + 5 + 50],
  ["pictures that are drawn", { ...usage, output_image_tokens: 500_000 }, 10 + 40 + 25],
  ["flex", { ...usage, service_tier: "flex" }, 30],
  ["a batch", { ...usage, service_tier: "batch" }, 30],
  ["priority", { ...usage, service_tier: "priority" }, 120],
  ["priority by its new name", { ...usage, service_tier: "fast" }, 120],
  ["a tier that is not known", { ...usage, service_tier: "scale" }, 60],
  ["cached, and flex", { ...usage, cached_tokens: million, service_tier: "flex" }, 25.5],
])("%s is billed as it was served", (_what, taken, usd) => {
  expect(priceReply({ usage: taken }, price)).toBeCloseTo(usd, 9);
});

test("a model's own factors win", () => {
  const flex = { ...usage, service_tier: "flex" };
  expect(priceReply({ usage: flex }, { ...price, flex: 1 })).toBe(60);
});

test("all of a long request is dearer, in the same measure for what is cached", () => {
  const long: Price = { ...price, longContext: { above: 272_000, input: 20, output: 75 } };
  const at = (input: number): number | undefined =>
    priceReply({ usage: { input_tokens: input, output_tokens: 0, cached_tokens: input } }, long);
  expect(at(272_000)).toBeCloseTo(0.272, 9);
  expect(at(272_001)).toBeCloseTo(0.544002, 9);
  expect(priceReply({ usage }, long)).toBe(95);
});

test("pictures whose output is not told apart are all of it", () => {
  expect(priceReply({ usage, pictures: 2 }, price)).toBe(90);
  expect(priceReply({ usage, pictures: 2 }, { ...price, image: 0.04 })).toBe(0.08);
});
