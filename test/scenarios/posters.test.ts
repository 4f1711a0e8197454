import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { hashTree, listFiles, makeJob, readText } from "./support/folder.ts";
import { readPage } from "./support/page.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, errorReply, pictureFor } from "./support/replies.ts";

const video = { id: "film", heading: "Film", video: "https://example.com/film", alt: "A film" };

/** Published files of the video's, and the mean colour of one of them. */
async function readPoster(
  folder: string,
): Promise<{ files: readonly string[]; colour: readonly number[] }> {
  const files = listFiles(folder, "output/a/img").filter((name) => name.includes("/film-1-"));
  const { channels } = await sharp(join(folder, files[0] ?? "")).stats();
  return { files, colour: channels.map(({ mean }) => mean) };
}

async function colourOf(picture: Buffer | string): Promise<readonly number[]> {
  const { channels } = await sharp(picture).stats();
  return channels.map(({ mean }) => mean);
}

function expectSameColour(a: readonly number[], b: readonly number[]): void {
  for (const [index, mean] of a.entries()) {
    expect(Math.abs(mean - (b[index] ?? 0))).toBeLessThan(6);
  }
}

function blocks(over: object = {}): readonly Record<string, unknown>[] {
  return [
    { ...video, poster: { image: "pic", number: 2 } },
    { id: "pic", image: "A house", alt: "A house", n: 3, ...over },
  ];
}

describe("a poster that is one of the article's pictures", () => {
  test("is that picture, linked to the video, marked as a model's, with no request of its own", async () => {
    const provider = await startProvider();
    const folder = makeJob({ articles: { a: blocks() } });
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(1);
    const { files, colour } = await readPoster(folder);
    expectSameColour(colour, await colourOf(await pictureFor("A house", 2)));
    const { xmp } = await sharp(join(folder, files[0] ?? "")).metadata();
    expect(xmp?.toString()).toContain("trainedAlgorithmicMedia");
    expect(xmp?.toString()).toContain("A film");
    const page = readPage(readText(folder, "output/a/article.md"));
    expect(page.imagesUnder["Film"]).toBe(1);
    expect(page.linkedPictures[0]).toBe("https://example.com/film");
    expect(listFiles(folder, "answers").some((name) => name.includes("film"))).toBe(false);

    const before = hashTree(folder);
    expect(await prelo(folder, ["build", "--frozen"])).toMatchObject({ code: 0 });
    expect(await prelo(folder, ["check"])).toMatchObject({ code: 0 });
    expect(hashTree(folder)).toEqual(before);
  });

  test("that could not be had is a drawn one, which says so, when the pictures may fail", async () => {
    const provider = await startProvider((call) =>
      call.path.endsWith("/generations") ? errorReply(400, "bad", "No.") : answerAll(call),
    );
    const folder = makeJob({ articles: { a: blocks({ images: { on_error: "skip" } }) } });
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    const page = readText(folder, "output/a/article.md");
    expect(readPage(page).images).toHaveLength(1);
    expect(page).toContain("(picture unavailable)");
  });
});

test("a poster of the author's own is published as it looks, and nothing is fetched", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: [{ ...video, poster: "film.png" }] } });
  const bytes = await pictureFor("the author's", 1);
  writeFileSync(join(folder, "film.png"), bytes);
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(0);
  const { files, colour } = await readPoster(folder);
  expectSameColour(colour, await colourOf(bytes));
  const { xmp } = await sharp(join(folder, files[0] ?? "")).metadata();
  expect(xmp?.toString()).not.toContain("trainedAlgorithmicMedia");
  expect(await prelo(folder, ["check"])).toMatchObject({ code: 0 });

  writeFileSync(join(folder, "film.png"), await pictureFor("another", 1));
  const check = await prelo(folder, ["check"]);
  expect(check.code).toBe(1);
  expect(check.stdout).toContain("OUTPUT_STALE");
  expect(await prelo(folder, ["build", "--frozen"])).toMatchObject({ code: 0 });
  const again = await readPoster(folder);
  expectSameColour(again.colour, await colourOf(join(folder, "film.png")));
});
