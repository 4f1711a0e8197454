import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findCycle, findDependencies, orderBlocks } from "../../src/plan/dependencies.ts";
import { makeArticle, makeImage, makePrompt, makeText } from "../support/job-parts.ts";

/** Dependencies among a few nodes, so that cycles are common. */
const graph = fc
  .array(fc.array(fc.nat(6), { maxLength: 3 }), { minLength: 1, maxLength: 7 })
  .map((edges) => new Map(edges.map((to, from) => [`b${from}`, to.map((id) => `b${id}`)])));

/** Whether any node reaches itself, found by walking all ways. */
function hasCycle(edges: ReadonlyMap<string, readonly string[]>): boolean {
  const reach = new Map([...edges].map(([id, to]) => [id, new Set(to)]));
  for (const via of edges.keys()) {
    for (const from of edges.keys()) {
      if (reach.get(from)?.has(via)) {
        for (const to of reach.get(via) ?? []) {
          reach.get(from)?.add(to);
        }
      }
    }
  }
  return [...edges.keys()].some((id) => reach.get(id)?.has(id));
}

function toArticle(edges: ReadonlyMap<string, readonly string[]>) {
  return makeArticle(
    [...edges].map(([id, to]) =>
      makePrompt(id, to.map((name) => `{{ answers.${name} }}`).join(" ")),
    ),
  );
}

describe("cycles", () => {
  test("are found exactly where there are any, and each found is one", () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const cycle = findCycle(edges);
        expect(cycle !== undefined).toBe(hasCycle(edges));
        if (cycle === undefined) {
          return;
        }
        expect(cycle.length).toBeGreaterThan(1);
        expect(cycle[0]).toBe(cycle.at(-1));
        for (const [index, id] of cycle.slice(0, -1).entries()) {
          expect(edges.get(id)).toContain(cycle[index + 1]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a chain of many thousands is none, and no stack overflows", () => {
    const length = 50_000;
    const chain = new Map(Array.from({ length }, (_, index) => [`b${index}`, [`b${index + 1}`]]));
    expect(findCycle(chain)).toBeUndefined();
    chain.set(`b${length - 1}`, ["b0"]);
    expect(findCycle(chain)).toHaveLength(length + 1);
  });
});

describe("what a block waits for", () => {
  const article = makeArticle([], { system: makeText("{{ answers.s }}") });

  test("each answer once, in order; for text those of the system text too", () => {
    const block = makePrompt("x", "{{ answers.b }}{{ answers.a }}{{ answers.b }}{{ vars.c }}");
    expect(findDependencies(article, block)).toEqual(["s", "b", "a"]);
    expect(findDependencies(article, makeImage("i", "{{ answers.b }}"))).toEqual(["b"]);
  });

  test("a heading, a caption and an alt text wait for nothing", () => {
    const image = makeImage("i", "x", {
      heading: makeText("{{ answers.b }}"),
      caption: makeText("{{ answers.c }}"),
    });
    expect(findDependencies(article, image)).toEqual([]);
  });
});

function order(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return orderBlocks(toArticle(edges)).map(({ id }) => id);
}

describe("the order of blocks", () => {
  test("each block comes once, after all that it uses; those of no cycle are all there", () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const ordered = order(edges);
        expect(new Set(ordered).size).toBe(ordered.length);
        for (const [index, id] of ordered.entries()) {
          for (const used of (edges.get(id) ?? []).filter((name) => edges.has(name))) {
            expect(ordered.slice(0, index)).toContain(used);
          }
        }
        expect(ordered.length === edges.size).toBe(!hasCycle(edges));
      }),
      { numRuns: 500 },
    );
  });

  test("it is the order of reading the article again and again", () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const remaining = new Set(edges.keys());
        const expected: string[] = [];
        for (let before = -1; before !== expected.length;) {
          before = expected.length;
          for (const id of remaining) {
            const uses = (edges.get(id) ?? []).filter((used) => edges.has(used));
            if (!uses.every((used) => expected.includes(used))) {
              continue;
            }
            expected.push(id);
            remaining.delete(id);
          }
        }
        expect(order(edges)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("independent blocks stay in the article's order", () => {
    expect(
      order(
        new Map([
          ["c", []],
          ["a", ["b"]],
          ["b", []],
          ["d", []],
        ]),
      ),
    ).toEqual(["c", "b", "d", "a"]);
  });

  test("a reversed chain of thousands looks at each block a fixed number of times", () => {
    let looks = 0;
    const blocks = Array.from({ length: 5000 }, (_, index) => {
      const block = makePrompt(`b${index}`, `{{ answers.b${index + 1} }}`);
      const { prompt } = block;
      return Object.defineProperty({ ...block }, "prompt", {
        get: () => {
          looks += 1;
          return prompt;
        },
      });
    });
    const ordered = orderBlocks(makeArticle(blocks));
    expect(ordered.map(({ id }) => id)).toEqual(blocks.map(({ id }) => id).toReversed());
    expect(looks).toBeLessThanOrEqual(2 * blocks.length);
  });
});
