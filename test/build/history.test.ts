import { execFileSync } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PreloError } from "../../src/errors.ts";
import { formatPageRecord } from "../../src/answers/page-record.ts";
import { formatTextRecord, hashText } from "../../src/answers/text-record.ts";
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

test("the short texts of a translated page are told by their names", async () => {
  const folder = makeJob({
    job: { translations: { to: ["es"] } },
    articles: { a: [{ id: "q", prompt: "Say." }] },
  });
  const hash = hashText("x");
  const came = { source: hash, request: hash, came: hashText("Pan"), run: "2026-11-23T10:00:00Z" };
  const texts = { title: { ...came, text: "El pan" }, "q.heading": { ...came, text: "Pan" } };
  const run = { provider: "openai", endpoint: "responses", model: "m", cost_usd: 0.01 } as const;
  const page = formatPageRecord({ texts, runs: { "2026-11-23T10:00:00Z": run } });
  writeFiles(folder, { "answers/a/es/_page.yaml": page });
  const [history] = await tellHistories(join(folder, "pipeline.yaml"), "es/_page");
  expect(history?.versions).toEqual([
    {
      at: "on disk",
      file: "_page.yaml",
      created: "2026-11-23T10:00:00Z",
      model: "m",
      cost_usd: 0.01,
      change: "title, q.heading answered; title edited by hand",
    },
  ]);
});

test("a name that fits an article called like a language, and a translation, is told to be either", async () => {
  const blocks = [{ id: "q", prompt: "Say." }];
  const job = { translations: { to: ["es"] } };
  const folder = makeJob({ job, articles: { es: blocks, a: blocks } });
  const named = (name: string) =>
    tellHistories(join(folder, "pipeline.yaml"), name).then(
      (found) => found.map(({ article, block }) => `${article}/${block}`),
      ({ message, hint }: PreloError) => [message, hint],
    );
  expect(await named("es/q")).toEqual([
    "history es/q can be read in two ways",
    "A translation into es: history a/es/q, history es/es/q. The block q of the article es: history q.",
  ]);
  expect(await named("a/es/q")).toEqual(["a/es/q"]);
  expect(await named("es/_page")).toEqual(["a/es/_page", "es/es/_page"]);
});
