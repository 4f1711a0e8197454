import { expect, test } from "vitest";
import { createSource } from "../../../src/cli/preview/source.ts";

const draftOf = (id: string, requests: number) => ({ block: { id }, requests, askedWith: [id] });

const draft = async () => ({ blocks: [draftOf("house", 0), draftOf("garden", 2)] });

test("one of a block's pictures is asked for again, the others stay", async () => {
  const asked: unknown[] = [];
  const runs = { ask: async (wanted: unknown) => void asked.push(wanted) };
  const source = createSource({ draft } as never, runs as never, true);
  await source.ask({ article: "a", blocks: ["house/2", "house/3", "garden"] });
  expect(asked).toEqual([
    {
      article: "a",
      blocks: ["house", "garden"],
      asked: ["house", "garden"],
      again: ["house/2", "house/3"],
    },
  ]);
  await expect(source.ask({ article: "a", blocks: ["barn/1"] })).rejects.toThrow("no such block");
});
