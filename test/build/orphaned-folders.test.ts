import { appendFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pruneJob } from "../../src/build/prune.ts";
import { build, check } from "../../src/index.ts";
import { jobFiles, listFiles, makeJob, readText, writeFiles } from "../scenarios/support/folder.ts";

const text = [{ markdown: "Flour, water, salt, and time." }];

test("what is published of an article that is gone is told, and only that is removed", async () => {
  const articles = { bread: text, old: text, older: text };
  const folder = makeJob({ articles });
  const job = join(folder, "pipeline.yaml");
  await build({ job, variables: {} });
  for (const slug of ["old", "older"]) {
    rmSync(join(folder, `prompts/${slug}.yaml`));
  }
  writeFiles(folder, {
    ...jobFiles({ articles: { bread: text } }),
    "output/older/notes.txt": "Mine.",
    "output/photos/index.html": "Mine.",
    // A copy of a folder is not what it says that it is.
    "output/copy/manifest.json": readText(folder, "output/old/manifest.json"),
  });
  appendFileSync(join(folder, "output/older/article.html"), "<!-- mine -->");
  expect((await build({ job, variables: {} })).orphanedFolders).toEqual(["old", "older"]);
  expect(await check({ job, variables: {} })).toMatchObject([
    { code: "OUTPUT_STALE", isWarning: true, message: expect.stringContaining("output/old is") },
    { code: "OUTPUT_STALE", isWarning: true, message: expect.stringContaining("output/older is") },
  ]);
  const prune = (dryRun: boolean, edited = false) =>
    pruneJob(
      { jobFile: job, dryRun, edited },
      { variables: {}, lockHolder: { host: "test", pid: process.pid, isAlive: () => true } },
    );
  const told = await prune(true);
  expect(told).toMatchObject({
    folders: ["output/old", "output/older"],
    keptFiles: ["output/older/article.html"],
  });
  expect(existsSync(join(folder, "output/old/article.md"))).toBe(true);
  expect(await prune(false)).toEqual(told);
  expect(listFiles(folder, "output").filter((file) => !file.includes("bread"))).toEqual([
    "output/copy/manifest.json",
    "output/older/article.html",
    "output/older/manifest.json",
    "output/older/notes.txt",
    "output/photos/index.html",
  ]);
  expect((await prune(true)).folders).toEqual([]);
  expect((await prune(false, true)).folders).toEqual(["output/older"]);
  expect(listFiles(folder, "output/older")).toEqual(["output/older/notes.txt"]);
});
