import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type * as writing from "../../src/answers/disk-writer.ts";
import { makeFolder } from "../support/folders.ts";

// A thread runs compiled code only: this is the one module whose tests look at dist/.
const compiled = join(import.meta.dirname, "../../dist/answers/disk-writer.js");
const { openDiskWriter } = (await import(pathToFileURL(compiled).href)) as typeof writing;

test("each file is there, whole, when its promise says so; nothing else is left", async () => {
  const folder = await makeFolder();
  const writer = openDiskWriter();
  const names = Array.from({ length: 300 }, (_, index) => `${index % 7}/${index}.md`);
  await Promise.all(
    names.map(async (name) => {
      await writer.write(join(folder, name), `Olá 😀 ${name}\n`);
      expect(await readFile(join(folder, name), "utf8")).toBe(`Olá 😀 ${name}\n`);
    }),
  );
  await writer.close();
  const left = await readdir(folder, { recursive: true });
  expect(left.filter((name) => name.endsWith(".md"))).toHaveLength(300);
  expect(left).toHaveLength(307);
});

test("what cannot be written is told with its reason, and the others are written", async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, "taken.md"));
  const writer = openDiskWriter();
  const [refused, written] = await Promise.allSettled([
    writer.write(join(folder, "taken.md"), "x"),
    writer.write(join(folder, "free.md"), "y"),
  ]);
  await writer.close();
  expect(written.status).toBe("fulfilled");
  const reason: unknown = refused.status === "rejected" ? refused.reason : undefined;
  expect(reason).toMatchObject({
    name: "PreloError",
    code: "WRITE_FAILED",
    hint: "A folder stands where a file should be.",
  });
  expect((await readdir(folder)).toSorted()).toEqual(["free.md", "taken.md"]);
});

test("many long texts at once are written, though the thread has little memory", async () => {
  const folder = await makeFolder();
  const writer = openDiskWriter();
  const text = `${"á".repeat(1000)}\n`.repeat(8000);
  const names = Array.from({ length: 16 }, (_, index) => join(folder, `${index}.md`));
  await Promise.all(names.map((name) => writer.write(name, text)));
  await writer.close();
  const sizes = await Promise.all(names.map(async (name) => (await stat(name)).size));
  expect(new Set(sizes)).toEqual(new Set([Buffer.byteLength(text)]));
});

test("a text that is longer than the thread has room for is written all the same", async () => {
  const folder = await makeFolder();
  const writer = openDiskWriter();
  const text = "x".repeat(120_000_000);
  await Promise.all([
    writer.write(join(folder, "long.md"), text),
    writer.write(join(folder, "short.md"), "y"),
  ]);
  await writer.close();
  expect((await stat(join(folder, "long.md"))).size).toBe(text.length);
  expect(await readFile(join(folder, "short.md"), "utf8")).toBe("y");
});

test("closing waits for what was to be written, and needs no thread for nothing", async () => {
  const folder = await makeFolder();
  const idle = openDiskWriter();
  await idle.close();
  const writer = openDiskWriter();
  const written = writer.write(join(folder, "last.md"), "kept");
  await writer.close();
  await written;
  expect(await readFile(join(folder, "last.md"), "utf8")).toBe("kept");
});
