import { describe, expect, test } from "vitest";
import { blockOf, loadArticle, takeMark } from "./job-files.ts";

function withPoster(poster: string): string {
  return `title: T
blocks:
  - video: https://youtu.be/dQw4w9WgXcQ
    alt: V
    poster: ${poster}
  - { id: casa, image: A house, alt: H, n: 3 }
  - { id: words, prompt: Say }
`;
}

describe("a video's poster that is a picture of the article's", () => {
  test("names the block and the picture; the first unless a number is given", async () => {
    const second = await loadArticle(withPoster("{ image: casa, number: 2 }"));
    expect(blockOf(second, "video").posterPicture).toEqual({ image: "casa", number: 2 });
    const first = await loadArticle(withPoster("{ image: casa }"));
    expect(blockOf(first, "video").posterPicture).toEqual({ image: "casa", number: 1 });
  });

  test.for([
    ["{ image: ¶caza }", /no block of this article has the id `caza`/i, /Did you mean `casa`/],
    ["{ image: ¶words }", /has no pictures: it is a prompt block/i, /`image`/],
    ["{ image: casa, number: ¶4 }", /has 3 pictures, but `number` is 4/, /1 to 3/],
    ["{ image: casa, number: ¶0 }", /at least 1/, /^/],
    ["{ image: casa, ¶nummer: 2 }", /nummer/, /number/],
  ] as const)("%s is a mistake at its place", async ([poster, message, hint]) => {
    const { text, place } = takeMark(withPoster(poster));
    const { diagnostics } = await loadArticle(text);
    expect(diagnostics).toHaveLength(1);
    const [mistake] = diagnostics;
    expect(`${mistake?.line}:${mistake?.column}`).toBe(place);
    expect(mistake?.message).toMatch(message);
    expect(mistake?.hint ?? "").toMatch(hint);
  });
});
