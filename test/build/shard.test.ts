import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isInShard } from "../../src/build/shard.ts";

const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,40}$/);

/** The part that a slug belongs to; there must be exactly one. */
function shardsOf(name: string, of: number): number[] {
  return Array.from({ length: of }, (_, index) => index + 1).filter((number) =>
    isInShard(name, { number, of }),
  );
}

test("every article belongs to exactly one part, whatever others there are", () => {
  fc.assert(
    fc.property(slug, fc.integer({ min: 1, max: 300 }), (name, of) => {
      expect(shardsOf(name, of)).toHaveLength(1);
    }),
  );
});

test("the parts of many articles are of a size", () => {
  const cities = Array.from({ length: 8000 }, (_, row) => `city-${row}`);
  for (const of of [2, 7]) {
    for (let number = 1; number <= of; number += 1) {
      const count = cities.filter((name) => isInShard(name, { number, of })).length;
      expect(Math.abs(count * of - 8000) / 8000).toBeLessThan(0.1);
    }
  }
});

test("a name stays where it was in the release before", () => {
  expect(shardsOf("bread", 4)).toEqual([1]);
  expect(shardsOf("openai-api-com-chatgpt", 16)).toEqual([7]);
});
