import { execFileSync, spawnSync } from "node:child_process";
import { cp, readdir, readFile, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type * as loading from "../../src/bin/load-compiled.ts";
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

/** Which files a plan found compiled ahead, in a process of its own. */
function listTaken(folder: string): readonly string[] {
  const loader = pathToFileURL(join(folder, "dist/bin/load-compiled.js")).href;
  const program = `
    const { loadCompiled, listCompiledAhead } = await import(${JSON.stringify(loader)});
    process.stdout.write = () => true;
    await loadCompiled("main.cjs").main(["plan"]);
    process.stderr.write("taken: " + JSON.stringify(listCompiledAhead()));`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    encoding: "utf8",
  });
  return JSON.parse(/taken: (.*)/.exec(stderr)?.[1] ?? "null") as string[];
}

test("what was compiled ahead is taken", async () => {
  expect(listTaken(await copyProgram())).toEqual(
    expect.arrayContaining(["main.cjs", "unclaimed.cjs", "schemas.cjs"]),
  );
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ["cut short", (bytes) => bytes.subarray(0, 1000)],
  ["empty", (bytes) => bytes.subarray(0, 0)],
  [
    "damaged in its middle",
    (bytes) => Buffer.from(bytes).fill(0, bytes.length / 2, bytes.length / 2 + 500),
  ],
  ["another engine's", (bytes) => Buffer.from(bytes).fill(0x55, 36, 40)],
])("it is left out when it is %s, and the program runs alike", async (_, damage) => {
  const folder = await copyProgram();
  const expected = plan(folder);
  expect(expected).toContain("A build would send");
  for (const path of await listCaches(folder)) await writeFile(path, damage(await readFile(path)));
  expect(plan(folder)).toBe(expected);
  expect(listTaken(folder)).toEqual([]);
});

test("it is left out when the text is another, be it as long", async () => {
  const folder = await copyProgram();
  const path = join(folder, "dist/bundle/main.cjs");
  const text = await readFile(path, "utf8");
  expect(text).toContain("Turns a YAML job");
  await writeFile(path, text.replace("Turns a YAML job", "Makes a YAML job"));
  const help = execFileSync(process.execPath, ["dist/bin/prelo.js", "--help"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(help).toContain("Makes a YAML job");
});

test("without any of it the program runs alike", async () => {
  const folder = await copyProgram();
  const expected = plan(folder);
  for (const path of await listCaches(folder)) await unlink(path);
  expect(plan(folder)).toBe(expected);
});

test("the bundle's code is strict, and a file that fails fails again with its own error", async () => {
  const folder = await copyProgram();
  const probe =
    "Object.freeze(exports); try { exports.a = 1; } catch { throw new Error('strict'); }";
  await writeFile(join(folder, "dist/bundle/probe.cjs"), probe);
  const loader = pathToFileURL(join(folder, "dist/bin/load-compiled.js")).href;
  const { loadCompiled } = (await import(loader)) as typeof loading;
  expect(() => loadCompiled("probe.cjs")).toThrow("strict");
  expect(() => loadCompiled("probe.cjs")).toThrow("strict");
});

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
