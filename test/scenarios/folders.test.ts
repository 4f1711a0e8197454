import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";

const articles = { a: [{ id: "one", prompt: "Say one." }] };

test.concurrent("a file where the output folder should be is told before anything is sent", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles });
  writeFiles(folder, { output: "a file" });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/READ_FAILED: .*output.*\n.*move it away/);
  expect(provider.calls).toEqual([]);
  expect(readText(folder, "output")).toBe("a file");
});

test.concurrent("a file where the answers folder should be is told before anything is sent", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles });
  writeFiles(folder, { answers: "a file" });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toContain("WRITE_FAILED");
  expect(provider.calls).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)("a read-only output folder is told", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles });
  mkdirSync(join(folder, "output"));
  chmodSync(join(folder, "output"), 0o555);
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/WRITE_FAILED.*\n.*permissions/);
});
