import { randomBytes } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { listFiles, makeJob, readText } from "./support/folder.ts";
import { readPage } from "./support/page.ts";
import { prelo } from "./support/resident.ts";
import { type Script, startProvider } from "./support/provider.ts";
import { answerAll, pictureFor } from "./support/replies.ts";

const houses = { id: "pic", heading: "Houses", image: "A house", alt: "A house", n: 3 };
const other = { id: "sea", heading: "Sea", image: "The sea", alt: "The sea" };

/** Draws well, but for the second picture of three, which is what is given. */
function spoilSecond(spoilt: Buffer): Script {
  return async (call) => {
    if (!call.path.endsWith("/generations") || call.body["n"] !== 3) {
      return answerAll(call);
    }
    const good = await Promise.all([1, 3].map((number) => pictureFor("A house", number)));
    const all = [good[0]!, spoilt, good[1]!];
    return { json: { created: 1, data: all.map((b) => ({ b64_json: b.toString("base64") })) } };
  };
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>`;
const spoilt: readonly (readonly [string, () => Promise<Buffer> | Buffer])[] = [
  ["random bytes", () => randomBytes(700)],
  ["an SVG with a script", () => Buffer.from(svg)],
  ["a picture cut short", async () => (await pictureFor("A house", 2)).subarray(0, 90)],
];

describe("one bad picture of three", () => {
  test.for(spoilt)("%s: the two others are shown beside a placeholder", async ([, make]) => {
    const provider = await startProvider(spoilSecond(await make()));
    const block = { ...houses, images: { on_error: "placeholder" }, contact_sheet: true };
    const folder = makeJob({ articles: { a: [block, other] } });
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(0);
    const line = readText(folder, "prompts/a.yaml").split("\n").indexOf("  - id: pic") + 1;
    expect(build.stderr).toMatch(
      new RegExp(`a/pic: warning: prompts/a\\.yaml:${line} IMAGE_INVALID: picture 2 of 3: .+`),
    );
    const page = readText(folder, "output/a/article.md");
    const { imagesUnder, images, linkedPictures } = readPage(page);
    expect(imagesUnder).toEqual({ Houses: 4, Sea: 1 });
    // The placeholder leads nowhere; the sheet shows the two that are there.
    expect(linkedPictures).toHaveLength(4);
    expect(page).toMatch(
      /!\[Picture unavailable: A house \(2 of 3\)\]\([^)]*\) \*\(picture unavailable\)\*/,
    );
    // It has the shape of its neighbours.
    const html = /<div class="pictures">[\s\S]*?<div class="sheet">/.exec(
      readText(folder, "output/a/article.html"),
    )?.[0];
    expect(new Set(html?.match(/ width="\d+" height="\d+"/g)).size).toBe(1);
    expect(page).toContain("All 2 pictures in one");
    for (const image of images) {
      expect(existsSync(join(folder, "output/a", image))).toBe(true);
    }
    const record = parse(readText(folder, "answers/a/pic.yaml")) as { images: { file: string }[] };
    expect(record.images.map(({ file }) => file)).toEqual(["pic-1.png", "pic-3.png"]);
  });

  test("with skip the page shows the two others, and a later build asks for the third only", async () => {
    const provider = await startProvider(spoilSecond(randomBytes(700)));
    const block = { ...houses, images: { on_error: "skip" } };
    const folder = makeJob({ articles: { a: [block, other] } });
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    const page = readText(folder, "output/a/article.md");
    expect(readPage(page).imagesUnder).toEqual({ Houses: 2, Sea: 1 });
    expect(page).not.toContain("unavailable");

    provider.script(answerAll);
    const before = provider.calls.length;
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls.slice(before).map(({ body }) => body["n"])).toEqual([1]);
    expect(readPage(readText(folder, "output/a/article.md")).imagesUnder["Houses"]).toBe(3);
  });

  test("with fail nothing is published, the others are kept, and the message says where and why", async () => {
    const provider = await startProvider(spoilSecond(Buffer.from(svg)));
    const folder = makeJob({ articles: { a: [houses, other] } });
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(1);
    const line = readText(folder, "prompts/a.yaml").split("\n").indexOf("  - id: pic") + 1;
    expect(build.stderr).toMatch(
      new RegExp(
        `prompts/a\\.yaml:${line}:\\d+ error IMAGE_INVALID in "pic": picture 2 of 3: .*SVG`,
      ),
    );
    const published = listFiles(folder, "output").filter((name) => !name.includes("/img/"));
    expect(published).toEqual([]);
    expect(listFiles(folder, "answers").filter((name) => name.endsWith(".png"))).toEqual([
      "answers/a/pic-1.png",
      "answers/a/pic-3.png",
      "answers/a/sea-1.png",
    ]);
  });
});

test("a recorded picture that was spoilt on disk costs its own place only", async () => {
  const provider = await startProvider();
  const block = { ...houses, images: { on_error: "placeholder", widths: [20] } };
  const folder = makeJob({ articles: { a: [block] } });
  await prelo(folder, ["build"], provider.variables);
  const file = "answers/a/pic-2.png";

  const record = parse(readText(folder, "answers/a/pic.yaml")) as { images: { bytes: number }[] };
  const bytes = record.images[1]?.bytes ?? 0;
  writeFileSync(join(folder, file), randomBytes(bytes));
  writeFileSync(
    join(folder, "prompts/a.yaml"),
    readText(folder, "prompts/a.yaml").replace("- 20", "- 30"),
  );
  const build = await prelo(folder, ["build", "--frozen"]);
  expect(build.code).toBe(0);
  expect(build.stderr).toContain("its original pic-2.png is no longer a picture");
  const page = readText(folder, "output/a/article.md");
  expect(readPage(page).images).toHaveLength(3);
  expect(page.match(/picture unavailable/g)).toHaveLength(1);
});

test("where a picture cannot be had, one that a person replaced is shown as it is now", async () => {
  const provider = await startProvider();
  const block = { ...houses, images: { on_error: "placeholder", formats: ["png"] } };
  const folder = makeJob({ articles: { a: [block] } });
  await prelo(folder, ["build"], provider.variables);
  const own = sharp({ create: { width: 60, height: 20, channels: 3, background: "#336699" } });
  writeFileSync(join(folder, "answers/a/pic-1.png"), await own.png().toBuffer());
  rmSync(join(folder, "answers/a/pic-2.png"));
  expect((await prelo(folder, ["build", "--frozen"])).code).toBe(0);
  const [first = ""] = readPage(readText(folder, "output/a/article.md")).images;
  const { width, height } = await sharp(join(folder, "output/a", first)).metadata();
  expect(width / height).toBe(3);
});
