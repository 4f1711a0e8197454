import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";

const loaf = { id: "loaf", image: "A loaf", alt: "A loaf", n: 3 };

async function startLoaves(block: Readonly<Record<string, unknown>> = loaf) {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: [block] } });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const sent = provider.calls.length;
  return {
    folder,
    provider,
    /** How many requests were sent since the first build. */
    sent: () => provider.calls.length - sent,
    run: (...args: string[]) => prelo(folder, args, provider.variables),
    replace: (name: string, bytes: Buffer) => writeFileSync(join(folder, "answers/a", name), bytes),
    partsOf: () =>
      (JSON.parse(readText(folder, "output/a/manifest.json")) as { parts: object[] }).parts,
  };
}

/** A picture such as an editor would save: of its own size, in one colour. */
function paint(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: "#336699" } });
}

/** The mean colour of the published variant of a picture. */
async function publishedColour(folder: string, number: number): Promise<readonly number[]> {
  const page = readText(folder, "output/a/article.md");
  const file = new RegExp(`img/loaf-${number}-\\S+?\\.jpeg`).exec(page)?.[0] ?? "";
  const { channels } = await sharp(join(folder, "output/a", file)).stats();
  return channels.map(({ mean }) => Math.round(mean / 17));
}

const blue = [3, 6, 9];

test.concurrent("a picture that a person put there is published, told, and never asked over", async () => {
  const { folder, run, replace, sent, partsOf } = await startLoaves();
  const record = readText(folder, "answers/a/loaf.yaml");
  // A JPEG under the old name: what it is, its bytes say.
  replace("loaf-2.png", await paint(200, 100).jpeg().toBuffer());
  const plan = await run("plan");
  expect(plan.stdout).toMatch(/keep +edited +loaf +loaf-2\.png is another picture/);
  const build = await run("build");
  expect(build.code).toBe(0);
  expect(build.stderr).toContain("a/loaf: edited by a person; kept");
  expect(await publishedColour(folder, 2)).toEqual(blue);
  expect(await publishedColour(folder, 1)).not.toEqual(blue);
  expect(partsOf()).toMatchObject([{ block: "loaf", edited: true }]);
  expect(readText(folder, "answers/a/loaf.yaml")).toBe(record);
  expect((await run("check")).code).toBe(0);
  expect((await run("build", "--frozen")).code).toBe(0);
  // It outlives a new prompt, as an edited text does.
  writeFiles(folder, jobFiles({ articles: { a: [{ ...loaf, image: "A bun" }] } }));
  expect((await run("build")).stderr).toMatch(/a\/loaf: edited .* older question/);
  expect(sent()).toBe(0);
  expect(await publishedColour(folder, 2)).toEqual(blue);
  expect((await run("build", "--refresh", "loaf")).code).toBe(0);
  expect(sent()).toBe(1);
  expect(await publishedColour(folder, 2)).not.toEqual(blue);
});

test.concurrent("only what is no picture is asked for again, and an edited one beside it stays", async () => {
  const { folder, provider, run, replace, sent } = await startLoaves();
  replace("loaf-1.png", await paint(64, 64).png().toBuffer());
  truncateSync(join(folder, "answers/a/loaf-2.png"), 40);
  rmSync(join(folder, "answers/a/loaf-3.png"));
  const plan = await run("plan");
  expect(plan.stdout).toMatch(/ask +missing +loaf +1 of 3 pictures are recorded .*loaf-2\.png/);
  expect((await run("build")).code).toBe(0);
  expect(sent()).toBe(1);
  expect(provider.calls.at(-1)?.body).toMatchObject({ n: 2 });
  expect(await publishedColour(folder, 1)).toEqual(blue);
  // It still counts as edited: the record tells of the picture that came.
  expect((await run("plan")).stdout).toMatch(/keep +edited +loaf/);
  const page = Buffer.from("<!doctype html><title>504</title>");
  replace("loaf-2.png", page);
  const build = await run("build");
  expect(build.code).toBe(0);
  expect(provider.calls.at(-1)?.body).toMatchObject({ n: 1 });
  // Whatever it was, it is not lost; nor does it count for anything.
  expect(build.stderr).toContain(
    "a/loaf-2.png may be a person's work: it is kept as a/loaf-2.prev",
  );
  const kept = listFiles(folder, "answers").filter((name) => name.includes("previous"));
  expect(kept).toEqual(["answers/a/loaf-2.previous-2.png", "answers/a/loaf-2.previous.png"]);
  expect(readFileSync(join(folder, kept[0] ?? ""))).toEqual(page);
  expect((await run("prune")).stdout).toBe("");
  replace("loaf-3.png", Buffer.alloc(0));
  expect((await run("build")).code).toBe(0);
  expect(provider.calls.at(-1)?.body).toMatchObject({ n: 1 });
  expect(sent()).toBe(3);
});

test.concurrent("one of the same size in bytes is seen as well", async () => {
  const { folder, run, replace, sent } = await startLoaves();
  const bytes = await paint(48, 32).png().toBuffer();
  const { size } = statSync(join(folder, "answers/a/loaf-1.png"));
  // A PNG may be followed by anything: an editor's file can have any size.
  replace("loaf-1.png", Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length))]));
  expect((await run("build")).code).toBe(0);
  expect(sent()).toBe(0);
  expect(await publishedColour(folder, 1)).toEqual(blue);
  // Also when its record has been written anew: accepted, and under another name.
  writeFiles(folder, jobFiles({ articles: { a: [{ ...loaf, image: "A bun" }] } }));
  expect((await run("accept", "loaf")).code).toBe(0);
  expect((await run("plan")).stdout).toMatch(/edited +loaf/);
  writeFiles(folder, jobFiles({ articles: { a: [{ ...loaf, image: "A bun", id: "bun" }] } }));
  expect((await run("build")).code).toBe(0);
  expect((await run("plan")).stdout).toMatch(/edited +bun/);
  expect(sent()).toBe(0);
});

test.concurrent("what a model said of the one that came is kept, until another description is asked for", async () => {
  const { run, replace, sent, provider } = await startLoaves({ ...loaf, alt: "auto" });
  replace("loaf-3.png", await paint(90, 60).png().toBuffer());
  expect((await run("build", "--frozen")).code).toBe(0);
  expect(sent()).toBe(0);
  expect((await run("build", "--refresh", "loaf-alt-3")).code).toBe(0);
  expect(sent()).toBe(1);
  expect(provider.calls.at(-1)?.path).not.toContain("images");
  expect((await run("build")).code).toBe(0);
  expect(sent()).toBe(1);
});

test.concurrent("a picture that is larger than the limits is an error, and is not replaced", async () => {
  const { run, replace, sent } = await startLoaves({
    ...loaf,
    images: { max_pixels: 5000 },
  });
  replace("loaf-1.png", await paint(500, 500).png().toBuffer());
  const build = await run("build");
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/IMAGE_TOO_LARGE in "loaf": loaf-1\.png, which a person put there/);
  expect(sent()).toBe(0);
});

const unread: Readonly<Record<string, Buffer>> = {
  "HEIC picture": Buffer.from("\0\0\0\x18ftypheic\0\0\0\0heicmif1", "latin1"),
  "Photoshop document": Buffer.from("8BPS\0\x01 and more", "latin1"),
  "BMP picture": Buffer.from("BM\x10\0\0\0 and more", "latin1"),
  "JPEG XL picture": Buffer.from("\xff\x0a and more", "latin1"),
  "pointer of Git LFS": Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
  "SVG drawing that cannot be drawn": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' "),
  "begins as TIFF": Buffer.from("II*\0\x08\0\0\0 and no more", "latin1"),
};

test.concurrent("a picture of a kind that cannot be read is an error that names it, and is never replaced", async () => {
  const { folder, run, replace, sent } = await startLoaves();
  writeFiles(folder, jobFiles({ articles: { a: [loaf], b: [{ markdown: "Bread." }] } }));
  for (const [what, bytes] of Object.entries(unread)) {
    replace("loaf-2.png", bytes);
    const build = await run("build");
    expect(build.code).toBe(1);
    expect(build.stderr).toMatch(
      new RegExp(`IMAGE_INVALID in "loaf": loaf-2\\.png, which a person put there: .*${what}`),
    );
    expect(build.stderr).toContain("--refresh loaf");
    expect(readFileSync(join(folder, "answers/a/loaf-2.png"))).toEqual(bytes);
  }
  expect(sent()).toBe(0);
  expect(readText(folder, "output/b/article.md")).toContain("Bread.");
  expect((await run("build", "--refresh", "loaf")).code).toBe(0);
  expect(sent()).toBe(1);
  expect(readFileSync(join(folder, "answers/a/loaf-2.previous.png"))).toEqual(
    unread["begins as TIFF"],
  );
});

test.concurrent("TIFF, AVIF, GIF and SVG are read, also with an ending of their own, and move along", async () => {
  const { folder, run, replace, sent } = await startLoaves();
  replace("loaf-1.png", await paint(60, 40).tiff().toBuffer());
  rmSync(join(folder, "answers/a/loaf-2.png"));
  replace("loaf-2.avif", await paint(60, 40).avif().toBuffer());
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="#336699"/></svg>`;
  rmSync(join(folder, "answers/a/loaf-3.png"));
  replace("loaf-3.SVG", Buffer.from(svg));
  const build = await run("build");
  expect(build.code).toBe(0);
  for (const number of [1, 2, 3]) {
    expect(await publishedColour(folder, number)).toEqual(blue);
  }
  expect((await run("check")).code).toBe(0);
  writeFiles(folder, jobFiles({ articles: { a: [{ ...loaf, id: "loaf2" }] } }));
  expect((await run("build")).code).toBe(0);
  expect(listFiles(folder, "answers").map((name) => name.slice("answers/a/".length))).toEqual([
    "loaf2-1.png",
    "loaf2-2.avif",
    "loaf2-3.SVG",
    "loaf2.yaml",
  ]);
  expect((await run("plan")).stdout).toMatch(/keep +edited +loaf2 .*loaf2-3\.SVG is another/);
  expect(sent()).toBe(0);
});

test.concurrent("two files for one picture are an error that names both", async () => {
  const { folder, run, replace, sent } = await startLoaves();
  replace("loaf-2.jpg", await paint(60, 40).jpeg().toBuffer());
  const build = await run("build");
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/in "loaf": loaf-2\.png and loaf-2\.jpg stand for the same picture/);
  rmSync(join(folder, "answers/a/loaf-2.png"));
  expect((await run("build")).code).toBe(0);
  expect(await publishedColour(folder, 2)).toEqual(blue);
  expect(sent()).toBe(0);
});
