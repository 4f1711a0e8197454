import { execFileSync } from "node:child_process";
import {
  cp,
  readdir,
  readFile,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { makeFolder } from "../support/folders.ts";

const root = join(import.meta.dirname, "../..");

/** A copy of the compiled program that a test may damage. */
async function copyProgram(): Promise<string> {
  const folder = await makeFolder();
  for (const name of ["dist/bin", "dist/bundle", "package.json", "pipeline.yaml", "prompts"])
    await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Every file that holds what was compiled ahead. */
async function listCaches(folder: string): Promise<readonly string[]> {
  const bundle = join(folder, "dist/bundle");
  const names = await readdir(bundle);
  return names.filter((name) => name.endsWith(".cache")).map((name) => join(bundle, name));
}

function plan(folder: string): string {
  return execFileSync(process.execPath, ["dist/bin/prelo.js", "plan"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    encoding: "utf8",
  });
}

test("what every build loads was compiled ahead", async () => {
  const caches = await listCaches(root);
  for (const name of ["main", "build", "send", "publish-article", "render"])
    expect(caches).toContain(join(root, `dist/bundle/${name}.cjs.cache`));
  const sizes = await Promise.all(caches.map(async (path) => (await stat(path)).size));
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(1_000_000);
});

test("the program runs alike when that is missing, cut short, or another engine's", async () => {
  const folder = await copyProgram();
  const expected = plan(folder);
  expect(expected).toContain("A build would send");
  const caches = await listCaches(folder);
  for (const path of caches) {
    const bytes = await readFile(path);
    // The engine's version stands in the first words.
    bytes.fill(0x55, 4, 8);
    await writeFile(path, bytes);
  }
  expect(plan(folder)).toBe(expected);
  for (const path of caches) await truncate(path, 1000);
  expect(plan(folder)).toBe(expected);
  for (const path of caches) await truncate(path, 0);
  expect(plan(folder)).toBe(expected);
  for (const path of caches) await unlink(path);
  expect(plan(folder)).toBe(expected);
});

test("the package exports what the source does", async () => {
  const compiled: object = await import(join(root, "dist/bin/index.js"));
  expect(Object.keys(compiled).toSorted()).toEqual(Object.keys(library).toSorted());
});
