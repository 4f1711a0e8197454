import { describe, expect, test } from "vitest";
import { blockOf, loadFiles, takeMark } from "./job-files.ts";

const png = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const files = {
  "prompts/near.png": png,
  "photos/oven.jpg": Buffer.from("\xff\xd8\xff\xe0", "latin1"),
  "photos/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
  "photos/letter.heic": Buffer.from("\0\0\0\x18ftypheic\0\0\0\0heicmif1", "latin1"),
  "photos/notes.txt": "Flour, water",
};

function load(blocks: string, head = "") {
  return loadFiles({ ...files, "prompts/a.yaml": `title: T\n${head}blocks:\n${blocks}` });
}

test("pictures lie beside the article or in the job's folder, and are known by their hashes", async () => {
  const loaded = await load(
    '  - picture: [near.png, photos/oven.jpg, photos/plan.svg]\n    alt: [Near, "", Plan]\n',
  );
  const block = blockOf(loaded, "picture");
  expect(block).toMatchObject({
    layout: "grid",
    files: [
      { name: "prompts/near.png", format: "png", bytes: png.length },
      { name: "photos/oven.jpg", format: "jpeg" },
      { name: "photos/plan.svg", format: "svg" },
    ],
  });
  expect(block.files[0]?.sha256).toMatch(/^sha256:[\da-f]{64}$/);
  expect(block.alt.map((alt) => alt && alt.value)).toEqual(["Near", "", "Plan"]);
});

describe("a picture that cannot be shown is told at its line", () => {
  test.each([
    ["picture: ¶photos/other.jpg\n    alt: A", /There is no file photos\/other\.jpg/],
    ["picture: ¶../../outside.png\n    alt: A", /out of the job's folder/],
    ["picture: ¶/etc/hostname\n    alt: A", /out of the job's folder/],
    [
      "picture: [near.png, ¶photos/letter.heic]\n    alt: A",
      /letter\.heic is a HEIC picture, which is not read/,
    ],
    ["picture: ¶photos/notes.txt\n    alt: A", /notes\.txt is plain text, not a picture/],
    [
      "picture: ¶photos/oven.jpg\n    alt: A\n    images: { max_bytes: 3 }",
      /has 4 bytes; the limit is 3/,
    ],
    ["picture: [near.png]\n    alt: ¶[A, B]", /`alt` has 2 texts, but `picture` names 1 file/],
    ["¶picture: near.png", /`alt` is missing/],
  ])("%s", async (block, message) => {
    const { text, place } = takeMark(`title: T\nblocks:\n  - ${block}\n`);
    const { diagnostics } = await loadFiles({ ...files, "prompts/a.yaml": text });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint).toBeDefined();
    expect(`${diagnostics[0]?.line}:${diagnostics[0]?.column}`).toBe(place);
  });
});

describe("a cover that is no picture of the article's is told at its line", () => {
  const blocks =
    "blocks:\n  - markdown: x\n    id: words\n  - picture: near.png\n    id: oven\n    alt: A\n";
  test.each([
    ["cover: ¶ovem", /No block of this article has the id `ovem`/, /Did you mean `oven`/],
    ["cover: ¶words", /`words` has no pictures: it is a markdown block/, /`image` or `picture`/],
    ["cover: { image: oven, number: ¶2 }", /has 1 picture, but `number` is 2/, /from 1 to 1/],
  ])("%s", async (cover, message, hint) => {
    const { text, place } = takeMark(`title: T\n${cover}\n${blocks}`);
    const { diagnostics } = await loadFiles({ ...files, "prompts/a.yaml": text });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint).toMatch(hint);
    expect(`${diagnostics[0]?.line}:${diagnostics[0]?.column}`).toBe(place);
  });
});

test("a picture block lends its file to a poster, a reference and a cover, under the file's name", async () => {
  const { job, diagnostics } = await load(
    "  - markdown: A\n  - picture: [near.png, photos/oven.jpg]\n    alt: A\n" +
      "  - video: https://example.com/v\n    alt: V\n    poster: { image: near, number: 2 }\n" +
      "  - image: An oven\n    alt: O\n    reference: { image: near }\n",
  );
  expect(diagnostics).toEqual([]);
  const [, picture, video, image] = job?.articles[0]?.blocks ?? [];
  expect(picture?.id).toBe("near");
  expect(video).toMatchObject({ poster: expect.stringMatching(/oven\.jpg$/) });
  expect(video).not.toHaveProperty("posterPicture");
  expect(image).toMatchObject({ given: [{ name: expect.stringMatching(/near\.png$/) }] });
});

test.each([
  ["poster: { image: near, number: 3 }", /has 2 pictures, but `number` is 3/],
  ["poster: { image: far }", /No block of this article has the id `far`/],
])("a picture block that cannot lend %s is told", async (poster, message) => {
  const { diagnostics } = await load(
    `  - picture: [near.png, near.png]\n    alt: A\n  - video: https://example.com/v\n    alt: V\n    ${poster}\n`,
  );
  expect(diagnostics.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
});
