import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main } from "../scenarios/support/program.ts";
import { makeFolder } from "../support/folders.ts";

const root = join(import.meta.dirname, "../..");

test("the example of docs/how-to/library.md runs in a new project, and prints what the page shows", async () => {
  const folder = await makeFolder();
  const env = { PATH: process.env["PATH"], LANG: "en_US.UTF-8" };
  const run = (...args: readonly string[]): string =>
    execFileSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
  run(main, "init");
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/prelo"), "junction");
  const page = readFileSync(join(root, "docs/how-to/library.md"), "utf8");
  const [, code = "", shown = ""] =
    /<!-- run by [^>]*-->\n```js\n([\s\S]*?)```[\s\S]*?```text\n([\s\S]*?)```/.exec(page) ?? [];
  writeFileSync(join(folder, "use.mjs"), code);
  expect(run("use.mjs")).toBe(shown);
});
