import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hashBytes } from "../../src/files/hash.ts";
import { originalFile, originalNumber } from "../../src/answers/originals.ts";
import { AnswerStore } from "../../src/answers/store.ts";
import { type RecordName } from "../../src/answers/record-name.ts";
import type { RecordedImage } from "../../src/answers/types.ts";
import { makeFolder } from "../support/folders.ts";
import { makeImageAnswer, makeTextAnswer } from "./samples.ts";

const text: RecordName = { slug: "a", id: "resumo", kind: "text" };
const casa: RecordName = { slug: "a", id: "casa", kind: "image" };

async function openStore() {
  const dir = await makeFolder();
  const store = new AnswerStore(dir);
  return { dir, store, files: (slug = "a") => readdirSync(join(dir, slug)).toSorted() };
}
type Opened = Awaited<ReturnType<typeof openStore>>;

/** Writes originals and the record that names them. */
async function writePictures(
  { store }: Opened,
  name: RecordName,
  numbers: readonly number[],
): Promise<readonly RecordedImage[]> {
  const images: RecordedImage[] = [];
  for (const number of numbers) {
    const bytes = Buffer.from(`picture ${number}`.repeat(number));
    const file = originalFile(name.id, number, "png");
    await store.writeOriginal(name, file, bytes);
    images.push({
      file,
      sha256: hashBytes(bytes),
      width: 10,
      height: 10,
      format: "png",
      bytes: bytes.byteLength,
    });
  }
  await store.writeImages(name, makeImageAnswer({ images }));
  return images;
}

test("the name of an original says its number", () => {
  expect(originalFile("casa", 3, "jpeg")).toBe("casa-3.jpg");
  expect(originalFile("casa-1", 12, "webp")).toBe("casa-1-12.webp");
  expect(originalNumber("casa-1-12.webp")).toBe(12);
  expect(originalNumber("casa.png")).toBe(0);
});

describe("reading", () => {
  test("nothing is missing, and no folder is made for it", async () => {
    const { dir, store } = await openStore();
    expect(store.read(text)).toEqual({ state: "missing" });
    expect(store.listRecords()).toEqual([]);
    expect(store.readFolder("a", [text]).own).toEqual(new Map([[text.id, { state: "missing" }]]));
    expect(readdirSync(dir)).toEqual([]);
  });

  test("text and image records are read as they were written", async () => {
    const opened = await openStore();
    await opened.store.writeText(text, makeTextAnswer());
    const images = await writePictures(opened, casa, [1, 2]);
    expect(opened.store.read(text)).toMatchObject({
      state: "read",
      answer: { kind: "text", body: "A resposta.", edited: false },
    });
    expect(opened.store.read(casa)).toEqual({
      state: "read",
      answer: { kind: "image", ...makeImageAnswer({ images }) },
    });
  });

  test.each([
    ["is not UTF-8", Buffer.of(0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe), "UTF-8"],
    ["is empty", Buffer.alloc(0), "front matter"],
    ["is cut short", Buffer.from("---\nfingerprint: sha256:00"), "cut short"],
    ["begins with something else", Buffer.from("<< ours\n---\n"), "front matter"],
  ])("a text record that %s is damaged, with its path and why", async (_what, bytes, reason) => {
    const { dir, store } = await openStore();
    await store.writeText(text, makeTextAnswer());
    writeFileSync(join(dir, "a/resumo.md"), bytes);
    const read = store.read(text);
    expect(read).toMatchObject({ state: "damaged", damage: { path: "a/resumo.md" } });
    expect(read.state === "damaged" && read.damage.reason).toContain(reason);
  });

  test.each(["- a\n", "images: 7\n", "{", "\u0000"])(
    "an image record of %j is damaged",
    async (yaml) => {
      const opened = await openStore();
      await writePictures(opened, casa, [1]);
      writeFileSync(join(opened.dir, "a/casa.yaml"), yaml);
      expect(opened.store.read(casa)).toMatchObject({ state: "damaged" });
    },
  );

  test("originals that are gone are told, others marked as changed; those that are left are kept", async () => {
    const opened = await openStore();
    const images = await writePictures(opened, casa, [1, 2, 3]);
    rmSync(join(opened.dir, "a/casa-1.png"));
    writeFileSync(join(opened.dir, "a/casa-2.png"), "x");
    const read = opened.store.read(casa);
    const changed = { file: "casa-2.png", changed: true };
    expect(read).toMatchObject({ state: "read", answer: { images: [changed, images[2]] } });
    const reason = read.state === "read" ? read.damage?.reason : "";
    expect(reason).toBe("its original casa-1.png is missing");
    rmSync(join(opened.dir, "a/casa-2.png"));
    rmSync(join(opened.dir, "a/casa-3.png"));
    expect(opened.store.read(casa)).toMatchObject({ state: "damaged" });
  });

  test("what cannot be read at all is an error with its path", async () => {
    const { dir, store } = await openStore();
    await mkdir(join(dir, "a/resumo.md"), { recursive: true });
    expect(() => store.read(text)).toThrow(/resumo\.md cannot be read/);
  });
});

describe("writing", () => {
  test("a damaged record is set aside, not overwritten: a person may have worked on it", async () => {
    const opened = await openStore();
    await opened.store.writeText(text, makeTextAnswer());
    writeFileSync(join(opened.dir, "a/resumo.md"), "my words, without the front matter");
    expect(opened.store.read(text).state).toBe("damaged");
    await opened.store.writeText(text, makeTextAnswer({ body: "New." }));
    expect(opened.files()).toEqual(["resumo.md", "resumo.md.damaged"]);
    expect(readFileSync(join(opened.dir, "a/resumo.md.damaged"), "utf8")).toContain("my words");
    expect(opened.store.read(text)).toMatchObject({ answer: { body: "New." } });
    // A second one takes the place of neither.
    writeFileSync(join(opened.dir, "a/resumo.md"), "other words");
    expect(opened.store.read(text).state).toBe("damaged");
    await opened.store.writeText(text, makeTextAnswer());
    const aside = ["resumo.md.damaged", "resumo.md.damaged-2"];
    expect(opened.files()).toEqual(["resumo.md", ...aside]);
    expect(aside.map((name) => readFileSync(join(opened.dir, "a", name), "utf8"))).toEqual([
      "my words, without the front matter",
      "other words",
    ]);
  });

  test("new pictures in place of older ones keep those as the ones before", async () => {
    const opened = await openStore();
    await writePictures(opened, casa, [1]);
    const bytes = Buffer.from("a newer picture of another size");
    await opened.store.writeOriginal(casa, "casa-1.png", bytes);
    const image = {
      file: "casa-1.png",
      sha256: hashBytes(bytes),
      width: 1,
      height: 1,
      format: "png",
    };
    const images = [{ ...image, bytes: bytes.byteLength }];
    await opened.store.writeImages(casa, makeImageAnswer({ images }));
    expect(opened.files()).toEqual([
      "casa-1.png",
      "casa-1.previous.png",
      "casa.previous.yaml",
      "casa.yaml",
    ]);
    expect(opened.store.read(casa)).toMatchObject({ state: "read", answer: { images } });
  });

  test("what a person wrote, or put in an original's place, is set aside, never what was set aside before", async () => {
    const opened = await openStore();
    await opened.store.writeText(text, makeTextAnswer());
    const mine = (words: string): void =>
      appendFileSync(join(opened.dir, "a/resumo.md"), `${words}\n`);
    for (const words of ["First.", "Second."]) {
      mine(words);
      opened.store.read(text);
      await opened.store.writeText(text, makeTextAnswer({ body: "New." }));
    }
    const aside = "resumo-01234567";
    expect(opened.files()).toEqual([`${aside}.md`, "resumo.md", "resumo.previous.md"]);
    expect(readFileSync(join(opened.dir, `a/${aside}.md`), "utf8")).toContain("First.");
    expect(readFileSync(join(opened.dir, "a/resumo.previous.md"), "utf8")).toContain("Second.");
    await writePictures(opened, casa, [1]);
    writeFileSync(join(opened.dir, "a/casa-1.png"), "mine");
    writeFileSync(join(opened.dir, "a/casa-1.JPG"), "mine as well");
    await opened.store.writeOriginal(casa, "casa-1.png", Buffer.from("newer"));
    await opened.store.writeOriginal(casa, "casa-1.webp", Buffer.from("newest"));
    expect(opened.files().filter((file) => file.startsWith("casa-"))).toEqual([
      "casa-1.previous.JPG",
      "casa-1.previous.png",
      "casa-1.webp",
    ]);
    expect(readFileSync(join(opened.dir, "a/casa-1.previous.png"), "utf8")).toBe("mine");
    expect(opened.store.listRecords().map(({ id }) => id)).toEqual([
      "casa",
      aside,
      "resumo",
      "resumo.previous",
    ]);
  });
});

describe("another name", () => {
  test.each([
    ["of the block", { slug: "a", id: "sumario", kind: "text" }],
    ["of the article", { slug: "b", id: "resumo", kind: "text" }],
  ] as const)("%s: a text record moves byte for byte, an edit stays an edit", async (_what, to) => {
    const opened = await openStore();
    await opened.store.writeText(text, makeTextAnswer());
    const path = join(opened.dir, "a/resumo.md");
    writeFileSync(path, readFileSync(path, "utf8").replace("A resposta", "Minha resposta"));
    const before = readFileSync(path);
    await opened.store.move([{ from: text, to, keep: false }]);
    expect(readFileSync(join(opened.dir, to.slug, `${to.id}.md`))).toEqual(before);
    expect(opened.store.read(to)).toMatchObject({ answer: { edited: true } });
    expect(opened.store.read(text)).toEqual({ state: "missing" });
  });

  test("pictures move with their originals, and keep their numbers", async () => {
    const opened = await openStore();
    const images = await writePictures(opened, casa, [1, 3]);
    const to: RecordName = { slug: "b", id: "lar", kind: "image" };
    await opened.store.move([{ from: casa, to, keep: false }]);
    expect(opened.files("a")).toEqual([]);
    expect(opened.files("b")).toEqual(["lar-1.png", "lar-3.png", "lar.yaml"]);
    const renamed = images.map((image) =>
      Object.assign({}, image, { file: image.file.replace("casa", "lar") }),
    );
    expect(opened.store.read(to)).toMatchObject({ state: "read", answer: { images: renamed } });
  });
});

test("all records are listed, whoever claims them; nothing else is", async () => {
  const opened = await openStore();
  await opened.store.writeText(text, makeTextAnswer());
  await opened.store.writeText({ ...text, slug: "b" }, makeTextAnswer());
  await writePictures(opened, casa, [1]);
  writeFileSync(join(opened.dir, "a/old.md.damaged"), "");
  writeFileSync(join(opened.dir, "a/resumo.rejected.md"), "");
  writeFileSync(join(opened.dir, "a/.hidden.md"), "");
  writeFileSync(join(opened.dir, "README.md"), "");
  writeFileSync(join(opened.dir, ".prelo-lock"), "");
  expect(opened.store.listRecords()).toEqual([casa, text, { ...text, slug: "b" }]);
});

test("links are neither listed nor followed", async () => {
  const opened = await openStore();
  const elsewhere = await makeFolder();
  await opened.store.writeText({ ...text, slug: "b" }, makeTextAnswer());
  writeFileSync(join(elsewhere, "q.md"), "not ours");
  symlinkSync(elsewhere, join(opened.dir, "a"));
  symlinkSync(join(opened.dir, "b/resumo.md"), join(opened.dir, "b/link.md"));
  expect(opened.store.listRecords()).toEqual([{ ...text, slug: "b" }]);
  expect(() => opened.store.readFolder("a", [text])).toThrow(/a is a link/);
  const link: RecordName = { slug: "b", id: "link", kind: "text" };
  expect(() => opened.store.readFolder("b", [link])).toThrow(/link\.md is a link/);
  expect(readFileSync(join(elsewhere, "q.md"), "utf8")).toBe("not ours");
});

test("a record is removed with its originals, even when some of those are gone", async () => {
  const opened = await openStore();
  await writePictures(opened, casa, [1, 2]);
  await opened.store.writeText(text, makeTextAnswer());
  rmSync(join(opened.dir, "a/casa-1.png"));
  writeFileSync(join(opened.dir, "a/casa-2.png"), "another size");
  await opened.store.remove(casa);
  expect(opened.files()).toEqual(["resumo.md"]);
  await opened.store.remove(text);
  await opened.store.remove(text);
  expect(opened.files()).toEqual([]);
});

test("what a killed run left half-written is swept", async () => {
  const opened = await openStore();
  await opened.store.writeText(text, makeTextAnswer());
  writeFileSync(join(opened.dir, "a/.resumo.md.00112233.prelo-tmp"), "---\n");
  await opened.store.sweep("a");
  await opened.store.sweep("none");
  expect(opened.files()).toEqual(["resumo.md"]);
});

describe("an attempt that is kept aside", () => {
  test("is no record, and becomes one when it is adopted", async () => {
    const opened = await openStore();
    await opened.store.writeRejected(text, makeTextAnswer(), {
      reasons: ["words: too few"],
      attempts: 1,
    });
    expect(opened.files()).toEqual(["resumo.rejected.md"]);
    expect(opened.store.read(text)).toEqual({ state: "missing" });
    expect(opened.store.listRecords()).toEqual([]);
    expect(opened.store.listRejected()).toEqual([text]);
    expect(opened.store.readRejected(text)).toMatchObject({
      answer: { body: "A resposta.", edited: false },
      attempts: 1,
    });

    await opened.store.adoptRejected(text, text);
    expect(opened.files()).toEqual(["resumo.md"]);
    expect(readFileSync(join(opened.dir, "a/resumo.md"), "utf8")).not.toContain("words");
    expect(opened.store.read(text)).toMatchObject({ state: "read", answer: { edited: false } });
  });

  test("stays an edit when it was edited, and is not there when it cannot be read", async () => {
    const opened = await openStore();
    const path = join(opened.dir, "a/resumo.rejected.md");
    await opened.store.writeRejected(text, makeTextAnswer(), {
      reasons: ["words: too few"],
      attempts: 1,
    });
    writeFileSync(path, `${readFileSync(path, "utf8")}\nMore.\n`);
    expect(opened.store.readRejected(text)).toMatchObject({ answer: { edited: true } });
    await opened.store.adoptRejected(text, text);
    expect(opened.store.read(text)).toMatchObject({ state: "read", answer: { edited: true } });

    writeFileSync(path, "---\ncut");
    expect(opened.store.readRejected(text)).toBeUndefined();
    await opened.store.removeRejected(text);
    await opened.store.removeRejected(text);
    expect(opened.store.readRejected(text)).toBeUndefined();
    expect(opened.files()).toEqual(["resumo.md"]);
  });
});

test("a person's text takes the place of a recorded one, but never of one that was not seen", async () => {
  const { dir, store } = await openStore();
  await store.writeText(text, makeTextAnswer({ body: "First." }));
  await store.edit(text, "Mine.", "First.");
  expect(store.readRecord(text)).toMatchObject({ answer: { body: "Mine.", edited: true } });
  const path = join(dir, "a/resumo.md");
  writeFileSync(path, readFileSync(path, "utf8").replace("Mine.", "Theirs."));
  await expect(store.edit(text, "Mine again.", "Mine.")).rejects.toMatchObject({
    code: "EDIT_CONFLICT",
  });
  expect(readFileSync(path, "utf8")).toContain("Theirs.");
  rmSync(path);
  await expect(store.edit(text, "Mine.", "Theirs.")).rejects.toMatchObject({
    code: "EDIT_CONFLICT",
  });
});
