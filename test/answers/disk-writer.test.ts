import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
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

test("the thread starts whatever flags the program itself was given", async () => {
  const folder = await makeFolder();
  // What the thread does not write is written on this one, which opens a file for it.
  const program = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    let opened = 0;
    const { openSync } = fs;
    fs.openSync = (...args) => {
      opened += 1;
      return openSync(...args);
    };
    syncBuiltinESMExports();
    const { openDiskWriter } = await import(${JSON.stringify(pathToFileURL(compiled).href)});
    const writer = openDiskWriter();
    await writer.write(${JSON.stringify(join(folder, "a.md"))}, "kept");
    await writer.close();
    console.log(opened);`;
  const flags = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  expect(await readFile(join(folder, "a.md"), "utf8")).toBe("kept");
  expect(stdout.trim()).toBe("0");
});
