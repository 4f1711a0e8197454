import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashBytes } from "../../src/files/hash.ts";
import { readManifest } from "../../src/publish/manifest.ts";
import type { PublishedFile } from "../../src/pictures/published-file.ts";
import { findDrifted } from "../../src/publish/drift.ts";
import { readPageBody } from "../../src/publish/remote/page-body.ts";
import { hintFor } from "../../src/publish/remote/send-json.ts";
import { publish, type Publication } from "../../src/publish/publish.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prelo-publish-"));
  mkdirSync(join(folder, "img"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writePicture(file: string, content = file): PublishedFile {
  writeFileSync(join(folder, file), content);
  return { file, sha256: hashBytes(content), bytes: content.length, from: ["answers/a/b.png"] };
}

function toPublication(text: string, pictures: readonly PublishedFile[] = []): Publication {
  return {
    folder,
    article: "bread",
    inputs: hashBytes(text),
    pages: [
      { file: "article.html", text: `<p>${text}` },
      { file: "article.md", text },
    ],
    pictures,
    newPictures: [],
    from: ["prompts/bread.yaml"],
    parts: [],
    previous: readManifest(folder),
  };
}

test("what is published is listed with its hash, and stands there", async () => {
  const picture = writePicture("img/casa-1-480w.1a2b3c4d5e.webp");
  expect(await publish(toPublication("one", [picture]))).toBe(3);
  const manifest = readManifest(folder)!;
  expect(manifest.files.map(({ file }) => file)).toEqual([
    "article.html",
    "article.md",
    picture.file,
  ]);
  for (const { file, sha256 } of manifest.files) {
    expect(hashBytes(readFileSync(join(folder, file)))).toBe(sha256);
  }
  expect(findDrifted(folder, manifest, "by size")).toBeUndefined();
});

test("the same again writes nothing", async () => {
  await publish(toPublication("one"));
  expect(await publish(toPublication("one"))).toBe(0);
});

test("what no manifest lists any more goes; a person's file stays", async () => {
  const old = writePicture("img/casa-1-480w.1a2b3c4d5e.webp");
  await publish(toPublication("one", [old]));
  const left = writePicture("img/casa-2-480w.ffffffffff.jpeg");
  writeFileSync(join(folder, "img/.casa-1.png.00ff.prelo-tmp"), "half");
  writeFileSync(join(folder, "notes.md"), "mine");
  writeFileSync(join(folder, "img/drawing.png"), "mine");
  await publish(toPublication("two"));
  expect(existsSync(join(folder, old.file))).toBe(false);
  expect(existsSync(join(folder, left.file))).toBe(false);
  expect(existsSync(join(folder, "img/.casa-1.png.00ff.prelo-tmp"))).toBe(false);
  expect(readFileSync(join(folder, "notes.md"), "utf8")).toBe("mine");
  expect(readFileSync(join(folder, "img/drawing.png"), "utf8")).toBe("mine");
});

test("a manifest that leads out of the folder removes nothing there", async () => {
  const outside = join(folder, "../outside.txt");
  writeFileSync(outside, "mine");
  await publish(toPublication("one"));
  const manifest = readManifest(folder)!;
  const forged = {
    ...manifest,
    files: [{ file: "../outside.txt", sha256: "", bytes: 0, from: [] }],
  };
  await publish({ ...toPublication("two"), previous: forged });
  expect(readFileSync(outside, "utf8")).toBe("mine");
  rmSync(outside);
});

test.each(["article.md", "article.html"])("a changed %s is no longer intact", async (file) => {
  await publish(toPublication("one"));
  const manifest = readManifest(folder)!;
  const text = readFileSync(join(folder, file), "utf8");
  writeFileSync(join(folder, file), text.replace("one", "oNe"));
  expect(findDrifted(folder, manifest, "by size")).toBe(file);
});

test("a manifest that cannot be read counts as none", async () => {
  await publish(toPublication("one"));
  writeFileSync(join(folder, "manifest.json"), '{"version":1,');
  expect(readManifest(folder)).toBeUndefined();
});

const pageOf = (attributes: string): string =>
  `<html ${attributes}><body><article><section id="a"><h2>T</h2><p>x</p></section></article>`;

test("a draft from right to left says so on a site of another direction; another needs nothing around it", () => {
  const inArabic = readPageBody(pageOf('lang="ar" dir="rtl"')).toHtml((address) => address);
  expect(inArabic).toBe('<div lang="ar" dir="rtl"><h2 id="a">T</h2><p>x</p></div>');
  const inEnglish = readPageBody(pageOf('lang="en" dir="ltr"')).toHtml((address) => address);
  expect(inEnglish).toBe('<h2 id="a">T</h2><p>x</p>');
});

test("what a site refuses is told with what to do about it", () => {
  expect(hintFor(401)).toContain("Check the user and the key");
  expect(hintFor(413)).toContain("lower the largest of `images.widths`");
  expect(hintFor(429)).toContain("in some minutes");
  expect(hintFor(500)).toContain("Run the same command again");
});
