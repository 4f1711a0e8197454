import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { listFiles, makeJob } from "./support/folder.ts";
import { prelo } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import type { Call, Reply } from "./support/exchange.ts";
import { answerAll, promptOf } from "./support/replies.ts";

const slots = 3;

function questions(count: number, name: string) {
  return Array.from({ length: count }, (_, n) => ({ id: `q${n}`, prompt: `${name} ${n}` }));
}

function makeQuestions(articles: Readonly<Record<string, number>>): string {
  return makeJob({
    job: { providers: { openai: { limits: { concurrency: slots } } } },
    articles: Object.fromEntries(
      Object.entries(articles).map(([slug, count]) => [slug, questions(count, slug)]),
    ),
  });
}

const mounted: string[] = [];

afterAll(() => {
  for (const folder of mounted) {
    spawnSync("umount", [folder]);
  }
});

/** A file system with room for so many files. @returns false where none may be mounted */
function mountSmall(folder: string, inodes: number): boolean {
  mkdirSync(folder, { recursive: true });
  const options = `size=1m,nr_inodes=${inodes}`;
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  if (status === 0) {
    mounted.push(folder);
  }
  return status === 0;
}

describe("an answer that cannot be kept stops the run", () => {
  test("on a full disk: what came is named, the rest is not sent, and the next run goes on", async (context) => {
    const folder = makeQuestions({ a: 20, b: 20, c: 20 });
    const answers = join(folder, "answers");
    if (!mountSmall(answers, 24)) {
      console.warn("No file system may be mounted here: a full disk is not tried.");
      return context.skip();
    }
    const provider = await startProvider();
    const stopped = await prelo(folder, ["build"], provider.variables);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain("WRITE_FAILED");
    expect(stopped.stderr).toContain("free some space");
    const recorded = listFiles(folder, "answers").filter((name) => name.endsWith(".md"));
    expect(recorded.length).toBeGreaterThan(0);
    const lost = provider.calls.length - recorded.length;
    expect(lost).toBeLessThanOrEqual(slots);
    const [, named = ""] = /^Answered, but not kept: (.*)$/m.exec(stopped.stderr) ?? [];
    expect(named.split(", ").map((name) => `answers/${name}.md`)).toHaveLength(lost);
    for (const name of named.split(", ")) {
      expect(recorded).not.toContain(`answers/${name}.md`);
    }
    expect(stopped.stderr).toContain("Still without an answer");

    spawnSync("mount", ["-o", "remount,nr_inodes=1000", answers]);
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(60 + lost);
  });

  test("on any other fault: what else is in flight is kept", async () => {
    const folder = makeQuestions({ a: 1, b: 8 });
    const provider = await startProvider(async (call: Call): Promise<Reply> => {
      // All slots are taken before the first reply comes.
      await provider.waitForCalls(slots);
      mkdirSync(join(folder, "answers"), { recursive: true });
      if (promptOf(call) === "a 0") {
        writeFileSync(join(folder, "answers/a"), "");
      }
      return answerAll(call);
    });
    const stopped = await prelo(folder, ["build"], provider.variables);
    expect(stopped.code).toBe(1);
    expect(provider.calls).toHaveLength(slots);
    expect(stopped.stderr).toContain("Answered, but not kept: a/q0\n");
    expect(stopped.stderr).toContain("A file stands where a folder should be");
    expect(listFiles(folder, "answers")).toEqual([
      "answers/a",
      "answers/b/q0.md",
      "answers/b/q1.md",
    ]);

    rmSync(join(folder, "answers/a"));
    provider.script(answerAll);
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(slots + 1 + 6);
  });

  test("a page that cannot be written stops its own article only", async () => {
    const folder = makeQuestions({ a: 4, b: 4 });
    mkdirSync(join(folder, "output/a/article.md"), { recursive: true });
    const provider = await startProvider();
    const result = await prelo(folder, ["build"], provider.variables);
    expect(result.code).toBe(1);
    expect(result.stderr).not.toContain("not kept");
    expect(provider.calls).toHaveLength(8);
    expect(listFiles(folder, "answers")).toHaveLength(8);
    expect(listFiles(folder, "output")).toContain("output/b/article.md");
  });
});
