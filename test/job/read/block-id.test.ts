import * as fc from "fast-check";
import { expect, test } from "vitest";
import { idOfBlock, nameBlocks } from "../../../src/job/read/block-id.ts";
import { slugOfText } from "../../../src/job/read/slug.ts";
import { isSafeName } from "../../../src/blocks/settings/values.ts";

test("any heading gives a name that is safe as a file, and always the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (heading) => {
      const id = await idOfBlock({ heading, prompt: "p" }, "prompt", 7);
      expect(isSafeName(id)).toBe(true);
      expect(await idOfBlock({ heading, prompt: "p" }, "prompt", 7)).toBe(id);
    }),
  );
});

/** The ids of prompt blocks, of which some give theirs and the others a heading. */
function idsOf(...blocks: readonly object[]): Promise<readonly string[]> {
  return nameBlocks(blocks.map((value, index) => ({ value, key: "prompt", position: index + 1 })));
}
const headed = (heading: string): object => ({ heading, prompt: "p" });
const given = (id: string): object => ({ id, prompt: "p" });

test("blocks whose headings make the same id are numbered in the order of the file", async () => {
  expect(await idsOf(headed("A"), headed("a"), headed("B"), headed("A!"))).toEqual([
    "a",
    "a-2",
    "b",
    "a-3",
  ]);
  const long = "Como é feito o treinamento de um modelo de linguagem de";
  expect(await idsOf(headed(`${long} grande porte?`), headed(`${long} pequeno porte?`))).toEqual([
    "como-e-feito-o-treinamento-de-um-modelo-de-linguagem-de",
    "como-e-feito-o-treinamento-de-um-modelo-de-linguagem-de-2",
  ]);
});

test("a number takes no name that another block gives itself, or makes", async () => {
  expect(await idsOf(headed("A"), given("A"), given("a-2"), headed("a 3"))).toEqual([
    "a-4",
    "A",
    "a-2",
    "a-3",
  ]);
  expect(await idsOf(given("a"), given("a"))).toEqual(["a", "a"]);
});

test("whatever the headings are: no id twice, and what did not collide is as it was", async () => {
  const heading = fc.constantFrom("a", "A", "b", "a-2", "a 2", "A-2", "b-3", "", "?");
  const block = fc.oneof(heading.map(headed), fc.constantFrom("x", "a-2", "b").map(given));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(block, { selector: (b) => ("id" in b ? b.id : b) }),
      async (blocks) => {
        const ids = await idsOf(...blocks);
        expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(ids.length);
        const alone = await Promise.all(
          blocks.map((each, index) => idOfBlock(each, "prompt", index + 1)),
        );
        const lower = alone.map((id) => id.toLowerCase());
        const kept = [...alone.keys()].filter((index) => {
          const id = lower[index] ?? "";
          const isTaken = blocks.some((each) => "id" in each && each.id === id);
          return "id" in (blocks[index] ?? {}) || (lower.indexOf(id) === index && !isTaken);
        });
        expect(kept.map((index) => ids[index])).toEqual(kept.map((index) => alone[index]));
      },
    ),
  );
});

test("a long slug is cut between words", () => {
  const slug = slugOfText("Como é feito o treinamento de um modelo de linguagem de grande porte?");
  expect(slug).toBe("como-e-feito-o-treinamento-de-um-modelo-de-linguagem-de");
  expect(slugOfText("a".repeat(100))).toHaveLength(60);
});
