import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { interestOf } from "../../../src/cli/preview/interest.ts";
import { type Watcher, watchFiles } from "../../../src/cli/preview/watch.ts";
import type { Job } from "../../../src/job/types.ts";
import { makeFolder } from "../../support/folders.ts";

let watcher: Watcher | undefined;
afterEach(() => watcher?.close());

/** Watches the files of a job with articles in `prompts/`, also in folders below it. */
async function startWatching() {
  const dir = await makeFolder();
  const jobFile = join(dir, "pipeline.yaml");
  const write = async (name: string, text = "x"): Promise<void> => {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  };
  await write("pipeline.yaml");
  await write("prompts/bread.yaml");
  await write("answers/bread/why.md");
  const looked = {
    files: new Set([jobFile, join(dir, "prompts/bread.yaml"), join(dir, "schemas/a.json")]),
    patterns: new Set(["./prompts/**/*.yaml"]),
  };
  const job = {
    answersDir: join(dir, "answers"),
    output: { dir: join(dir, "output") },
    articles: [{ slug: "bread", translations: { to: [{ language: "es" }] } }],
  } as unknown as Job;
  let calls = 0;
  let told: (() => void) | undefined;
  watcher = watchFiles(
    () => {
      calls += 1;
      // As the preview does: what has come meanwhile is waited for as well.
      watcher?.setInterest(interestOf(jobFile, looked, job));
      told?.();
    },
    (error) => {
      throw error;
    },
  );
  watcher.setInterest(interestOf(jobFile, looked, job));
  /** Changes something, and waits until that was seen. */
  const isSeen = async (change: () => Promise<unknown>): Promise<void> => {
    const seen = new Promise<void>((resolve) => {
      told = resolve;
    });
    await change();
    await seen;
  };
  return { dir, write, isSeen, calls: () => calls };
}

test("sees what the job reads, however it is saved, and what its globs would match", async () => {
  const { dir, write, isSeen, calls } = await startWatching();
  await isSeen(() => write("prompts/bread.yaml", "y"));
  await isSeen(() => write("answers/bread/es/why.md"));
  await isSeen(() => write("answers/bread/es/_page.yaml", "y"));
  // As editors save: a new file takes the name of the old one.
  await write("prompts/.bread.yaml.swp");
  await isSeen(() => rename(join(dir, "prompts/.bread.yaml.swp"), join(dir, "prompts/bread.yaml")));
  await isSeen(() => write("prompts/bread.yaml", "z"));
  await isSeen(() => write("prompts/new.yaml"));
  await isSeen(() => rm(join(dir, "prompts/new.yaml")));
  await isSeen(() => write(".env", "A=b"));
  await isSeen(() => write("answers/bread/why.md", "y"));
  await isSeen(() => write("answers/bread/casa-1.jpg"));
  // Of folders that are not there yet, and of one that takes the place of another.
  await isSeen(() => write("schemas/a.json"));
  await isSeen(() => write("prompts/deep/er/cake.yaml"));
  await isSeen(() => rm(join(dir, "answers"), { recursive: true }));
  await isSeen(() => write("answers/bread/why.md"));
  await isSeen(() => write("answers/bread/why.md", "z"));
  expect(calls()).toBeGreaterThanOrEqual(13);
});

test("does not see anything else", async () => {
  const { dir, write, isSeen, calls } = await startWatching();
  const others = [
    "build.log",
    "prompts/.bread.yaml.swp",
    "prompts/bread.yaml~",
    "prompts/4913",
    "prompts/notes.txt",
    "answers/.prelo-lock",
    "answers/bread/.why.md.1-2.prelo-tmp",
    "answers/bread/why.md~",
    "answers/cake/why.md",
    "output/bread/article.html",
    "schemas.txt",
  ];
  for (const name of others) {
    await write(name);
    await appendFile(join(dir, name), "more");
  }
  // What follows in the same folders is told after them.
  await isSeen(async () => {
    await write("pipeline.yaml");
    await write("prompts/bread.yaml");
    await write("answers/bread/why.md", "y");
  });
  expect(calls()).toBe(1);
});
