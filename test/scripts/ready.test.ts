import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { makeFolder } from "../support/folders.ts";

const scripts = join(import.meta.dirname, "../../scripts");
const lock = { packages: { "": {}, "node_modules/sharp": { version: "1.0.0" } } };

/** Stands in for npm: notes how it was called, and fails when it is told to. */
const npm = `
import { appendFileSync } from "node:fs";
appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
process.exit(process.env.NPM_FAILS ? 1 : 0);
`;

let folder: string;

async function put(name: string, text: string, secondsAgo: number): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  const time = Date.now() / 1000 - secondsAgo;
  await utimes(path, time, time);
}

/** A clone that is compiled, whose sources are older. */
beforeEach(async () => {
  folder = await makeFolder();
  await cp(scripts, join(folder, "scripts"), { recursive: true });
  await put("package.json", '{ "type": "module", "engines": { "node": ">=20.19" } }', 60);
  await put("package-lock.json", JSON.stringify(lock), 60);
  for (const name of [
    "tsconfig.json",
    "tsconfig.build.json",
    "scripts/compile.mjs",
    "src/a/b.ts",
  ]) {
    await put(name, "", 60);
  }
  await put("dist/bundle/package.json", "{}", 0);
  await put("dist/bin/prelo.js", "console.log(process.argv.slice(2).join(' '));", 0);
  await put("node_modules/sharp/package.json", "{}", 60);
  await put("node_modules/.package-lock.json", JSON.stringify(lock), 60);
  for (const name of ["src", "src/a"]) {
    await utimes(join(folder, name), 0, 0);
  }
  await put("npm-cli.js", npm, 60);
});

function run(variables: Record<string, string> = {}, flags: readonly string[] = []) {
  const args = [...flags, "scripts/prelo.mjs", "build", "--frozen"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], npm_execpath: join(folder, "npm-cli.js"), ...variables },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

async function calls(): Promise<readonly string[]> {
  const text = await readFile(join(folder, "calls"), "utf8").catch(() => "");
  return text.split("\n").slice(0, -1);
}

test("what is compiled and newer than its sources is run as it is, with all arguments", async () => {
  expect(run()).toEqual({ status: 0, stdout: "build --frozen\n", stderr: "" });
  expect(await calls()).toEqual([]);
});

test.each(["src/a/b.ts", "package-lock.json", "scripts/compile.mjs"])(
  "%s is newer: it is compiled first",
  async (name) => {
    await put(name, name.endsWith(".json") ? JSON.stringify(lock) : "", -60);
    expect(run()).toMatchObject({ status: 0, stdout: "build --frozen\n" });
    expect(await calls()).toEqual(["run --silent compile"]);
  },
);

test("a source was removed: it is compiled first", async () => {
  await rm(join(folder, "src/a/b.ts"));
  await utimes(join(folder, "src/a"), Date.now() / 1000 + 60, Date.now() / 1000 + 60);
  run();
  expect(await calls()).toEqual(["run --silent compile"]);
});

test("packages are missing or others than the lock file's: they are installed, then it is compiled", async () => {
  const other = { packages: { "": {}, "node_modules/sharp": { version: "2.0.0" } } };
  await put("package-lock.json", JSON.stringify(other), -60);
  expect(run().stderr).toContain("Installing");
  await rm(join(folder, "node_modules"), { recursive: true });
  run();
  const both = ["ci --no-audit --no-fund", "run --silent compile"];
  expect(await calls()).toEqual([...both, ...both]);
});

test("installing fails: the message says what is needed, and nothing is run", async () => {
  await rm(join(folder, "node_modules"), { recursive: true });
  const { status, stdout, stderr } = run({ NPM_FAILS: "1" });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/could not be installed.*network/);
  expect(stderr).not.toContain("    at ");
});

test("a Node that is too old is told which one is wanted, before anything is installed", async () => {
  await rm(join(folder, "node_modules"), { recursive: true });
  const old = `Object.defineProperty(process, "versions", { value: { node: "18.20.8" } });`;
  await put("old.mjs", old, 60);
  const { status, stderr } = run({}, ["--import", "./old.mjs"]);
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining("needs Node.js >=20.19; this is 18.20.8"),
  ]);
  expect(await calls()).toEqual([]);
});
