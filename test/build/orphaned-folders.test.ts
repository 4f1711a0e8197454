import { appendFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PreloError } from "../../src/errors.ts";
import { recordPath } from "../../src/answers/record-name.ts";
import { formatTextRecord } from "../../src/answers/text-record.ts";
import { planJob } from "../../src/build/plan.ts";
import { describeOrphans } from "../../src/cli/describe-orphans.ts";
import { makeTextAnswer } from "../answers/samples.ts";
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
      {
        variables: {},
        lockHolder: { host: "test", pid: process.pid, isAlive: () => true },
        now: Date.now,
      },
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

test("answers that no block uses are told with what removes them, those that a person edited apart", async () => {
  const folder = makeJob({ articles: { bread: text } });
  const job = join(folder, "pipeline.yaml");
  const record = formatTextRecord(makeTextAnswer());
  writeFiles(folder, {
    "answers/bread/gone.md": record,
    "answers/bread/mine.md": record.replace(makeTextAnswer().body, "Mine."),
  });
  const { orphaned } = await build({ job, variables: {} });
  expect(describeOrphans(orphaned, recordPath)).toEqual([
    "1 answer that no block uses; `prelo prune` removes it: bread/gone.md",
    "1 answer that no block uses and a person edited; `prelo prune --edited` removes it: bread/mine.md",
  ]);
  expect(await check({ job, variables: {} })).toMatchObject([
    { isWarning: true, message: expect.stringContaining("answer bread/gone.md; `prelo prune`") },
    {
      isWarning: true,
      message: expect.stringMatching(/bread\/mine\.md; .*`prelo prune --edited`/),
    },
  ]);
});

const repeat = (over: string, max?: number) => ({
  repeat: { over, as: "item", ...(max !== undefined && { max }) },
  blocks: [{ id: "part", prompt: "Write {{ item.title }}." }],
});

test("a block beyond the list of a repeat cannot be asked for again: those that there are are named", async () => {
  const list = [{ title: "One" }, { title: "Two" }];
  const outline = { id: "outline", hidden: true, prompt: "Outline.", checks: { json: true } };
  const folder = makeJob({
    articles: {
      a: { title: "A", vars: { list }, blocks: [repeat("vars.list")] },
      b: { title: "B", blocks: [outline, repeat("data.outline.list", 5)] },
    },
  });
  const jobFile = join(folder, "pipeline.yaml");
  const plan = (...refresh: string[]) =>
    planJob({ jobFile, refresh }, { variables: {} }).catch(({ hint }: PreloError) => hint);
  expect(await plan("part-9")).toBe("The list has 5: part-1, part-2, part-3, part-4, part-5.");
  expect(await plan("a/part-3")).toBe("The list has 2: a/part-1, a/part-2.");
  // As long as the list is to come, it may be as long; a person's is there.
  expect(await plan("b/part-4")).toMatchObject({ articles: expect.anything() });
  const record = formatTextRecord(makeTextAnswer());
  const mine = record.replace(makeTextAnswer().body, JSON.stringify({ list }));
  writeFiles(folder, { "answers/b/outline.md": mine });
  expect(await plan("b/part-4")).toBe("The list has 2: b/part-1, b/part-2.");
});
