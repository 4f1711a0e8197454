import { describe, expect, test } from "vitest";
import { blockOf, loadArticle, takeMark } from "./job-files.ts";

const head = "title: T\nblocks:\n";

describe("alt: auto", () => {
  test("asks as the job's texts are asked, but for what the block says", async () => {
    const plain = await loadArticle(`${head}  - { image: I, n: 3, alt: auto }\n`);
    expect(blockOf(plain, "image")).toMatchObject({
      alt: [],
      altSettings: { endpoint: "responses", model: "gpt-5.4-mini" },
    });
    const own = await loadArticle(
      `${head}  - { image: I, alt: auto, text: { endpoint: chat, model: other } }\n`,
    );
    expect(blockOf(own, "image").altSettings).toMatchObject({ endpoint: "chat", model: "other" });
  });

  test("is the whole value: a text that begins like it is a text", async () => {
    const text = await loadArticle(`${head}  - { image: I, alt: auto racing }\n`);
    expect(blockOf(text, "image").altSettings).toBeUndefined();
    expect(blockOf(text, "image").alt.map((each) => each?.value)).toEqual(["auto racing"]);
  });

  test.for([
    ["- { image: I, alt: ¶auto, text: { endpoint: completions } }", /completions/, /responses/],
    ["- { image: I, alt: A house, ¶text: { model: m } }", /`text`/, /alt: auto/],
    [
      "- { image: I, id: a, n: 2, alt: auto }\n  - ¶{ id: a-alt-2, prompt: P }",
      /`a-alt-2`.*picture of `a`/,
      /another `id`/,
    ],
  ] as const)("%s is a mistake at its place", async ([block, message, hint]) => {
    const { text, place } = takeMark(`${head}  ${block}\n`);
    const { diagnostics } = await loadArticle(text);
    expect(diagnostics).toHaveLength(1);
    const [mistake] = diagnostics;
    expect(`${mistake?.line}:${mistake?.column}`).toBe(place);
    expect(mistake?.message).toMatch(message);
    expect(mistake?.hint).toMatch(hint);
  });
});
