import { execFileSync } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatTextRecord } from "../../src/answers/text-record.ts";
import { tellHistories } from "../../src/build/history.ts";
import { makeTextAnswer } from "../answers/samples.ts";
import { makeJob, writeFiles } from "../scenarios/support/folder.ts";
import { hasCommand } from "../support/has-command.ts";

const first = makeTextAnswer({ cost_usd: 0.01 });
const second = makeTextAnswer({
  cost_usd: 0.02,
  created: "2026-11-25T10:00:00.000Z",
  fingerprint: `sha256:${"a".repeat(64)}`,
  body: "Outra.",
});

async function tell(folder: string) {
  const [history] = await tellHistories(join(folder, "pipeline.yaml"), "a/q");
  return history?.versions.map(({ created, cost_usd, file, change }) =>
    [created?.slice(0, 10), cost_usd, file, change].join(" "),
  );
}

function startJob(id: string): string {
  const folder = makeJob({ articles: { a: [{ id: "q", prompt: "Say." }] } });
  writeFiles(folder, { [`answers/a/${id}.md`]: formatTextRecord(first) });
  return folder;
}

test.skipIf(!hasCommand("git"))(
  "versions come from git, under earlier names too, and from the folder",
  async () => {
    const folder = startJob("old");
    const git = (...args: string[]): void => {
      const as = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
      execFileSync("git", [...as, ...args], { cwd: folder, stdio: "ignore" });
    };
    const commit = (): void => {
      git("add", "-A");
      git("commit", "-m", "x");
    };
    git("init");
    commit();
    renameSync(join(folder, "answers/a/old.md"), join(folder, "answers/a/q.md"));
    commit();
    writeFiles(folder, { "answers/a/q.md": formatTextRecord(second) });
    commit();
    writeFiles(folder, { "answers/a/q.md": formatTextRecord(second).replace("Outra.", "Minha.") });
    expect(await tell(folder)).toEqual([
      "2026-11-25 0.02 q.md edited by hand",
      "2026-11-25 0.02 q.md asked again, the request changed",
      "2026-11-23 0.01 q.md was old.md",
      "2026-11-23 0.01 old.md answered",
    ]);
  },
);

test("without git, what lies in the folder", async () => {
  const folder = startJob("q.previous");
  writeFiles(folder, {
    "answers/a/q.md": formatTextRecord({ ...second, reviewed: "Ana Lima, 2026-11-26" }),
  });
  expect(await tell(folder)).toEqual([
    "2026-11-25 0.02 q.md asked again, the request changed; reviewed by Ana Lima, 2026-11-26",
    "2026-11-23 0.01 q.previous.md answered",
  ]);
});
