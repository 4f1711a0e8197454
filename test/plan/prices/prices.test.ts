import { expect, test } from "vitest";
import type { Price, Provider } from "../../../src/job/types.ts";
import { pricesOf } from "../../../src/plan/prices/prices.ts";
import { shippedAsOf, shippedPrices } from "../../../src/plan/prices/shipped.ts";

function find(
  model: string,
  { own = {}, baseUrl }: { own?: Record<string, Price>; baseUrl?: string } = {},
): Price | undefined {
  const provider = { name: "p", ...(baseUrl !== undefined && { baseUrl }) } as Provider;
  return pricesOf({
    prices: new Map(Object.entries(own)),
    providers: new Map([["p", provider]]),
  })({ provider: "p", model });
}
const listed = find("gpt-5.4-mini");

test("a model that everybody knows has a price, its day and what its tiers cost", () => {
  expect(listed).toMatchObject({ batch: 0.5, flex: 0.5, priority: 2, asOf: shippedAsOf });
  expect(find("gpt-5.5")).toMatchObject({ priority: 2.5, batch: 0.5 });
  expect(find("gemini-2.5-pro")).toMatchObject({ longContext: { above: 200_000 } });
  expect(listed?.input).toBeGreaterThan(0);
  expect(listed?.cachedInput).toBeLessThan(listed?.input ?? 0);
});

test("the version of a day costs what its model costs; so does what a gateway sells", () => {
  expect(find("gpt-5.4-mini-2026-03-17")).toEqual(listed);
  expect(find("gpt-6-luna-2031-01-01")).toEqual(find("gpt-6-luna"));
  expect(find("gpt-5.4-mini", { baseUrl: "http://127.0.0.1:4000/v1" })).toEqual(listed);
});

test("what is not listed is unknown, also where only others sell it", () => {
  expect(find("a-model-of-my-own")).toBeUndefined();
  expect(find("constructor")).toBeUndefined();
  expect(find("llama-3.3-70b-versatile")).toBeUndefined();
  expect(
    find("llama-3.3-70b-versatile", { baseUrl: "https://api.groq.com/openai/v1" }),
  ).toMatchObject({ flex: 1 });
  expect(find("gpt-5.4-mini", { baseUrl: "https://api.groq.com/openai/v1" })).toBeUndefined();
});

test("the job's prices win: with one of the tokens come all of them", () => {
  const own = { "gpt-5.4-mini": { input: 1, output: 2 } };
  expect(find("gpt-5.4-mini", { own })).toEqual({
    ...own["gpt-5.4-mini"],
    batch: 0.5,
    flex: 0.5,
    priority: 2,
  });
  const flex = { "gpt-5.4-mini": { flex: 0.4 } };
  expect(find("gpt-5.4-mini", { own: flex })).toEqual({ ...listed, flex: 0.4 });
});

test("every shipped price is one", () => {
  for (const [name, price] of shippedPrices.flatMap(({ models }) => Object.entries(models))) {
    const { longContext, asOf: _, ...flat } = price;
    for (const usd of [...Object.values(flat), longContext?.input ?? 0]) {
      expect([name, usd >= 0]).toEqual([name, true]);
    }
  }
});
