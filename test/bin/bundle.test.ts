import { spawnSync } from "node:child_process";
import { cp, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { makeFolder } from "../support/folders.ts";

const root = join(import.meta.dirname, "../..");

/** A copy of the compiled program that a test may damage. */
async function copyProgram(): Promise<string> {
  const folder = await makeFolder();
  for (const name of ["dist/bin", "dist/bundle", "package.json"]) {
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

test("when what sets pages cannot be loaded, the answers are recorded first", async () => {
  const folder = await copyProgram();
  await writeFile(join(folder, "dist/bundle/publish-article.cjs"), "throw new Error('damaged');");
  await writeFile(
    join(folder, "job.yaml"),
    "version: 1\narticles: [one.yaml]\ntext: { model: m }\n",
  );
  const prompts = ["a", "b", "c"].map((id) => `  - { id: ${id}, heading: ${id}, prompt: ${id} }\n`);
  await writeFile(join(folder, "one.yaml"), `title: One\nblocks:\n${prompts.join("")}`);
  const { status, stderr } = spawnSync(
    process.execPath,
    ["dist/bin/prelo.js", "build", "job.yaml", "--sandbox"],
    { cwd: folder, env: { PATH: process.env["PATH"] }, encoding: "utf8" },
  );
  expect([status, stderr.includes("damaged")]).toEqual([70, true]);
  expect(await readdir(join(folder, "answers/one"))).toEqual(["a.md", "b.md", "c.md"]);
});

test("the package exports what the source does", async () => {
  const compiled: object = await import(join(root, "dist/bin/index.js"));
  expect(Object.keys(compiled).toSorted()).toEqual(Object.keys(library).toSorted());
});
