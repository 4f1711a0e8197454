import { execFileSync } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PreloError } from "../../src/errors.ts";
import { formatPageRecord } from "../../src/answers/page-record.ts";
import { formatTextRecord, hashText } from "../../src/answers/text-record.ts";
import { tellHistories } from "../../src/build/history.ts";
import { formatImageRecord } from "../../src/answers/record.ts";
import { originalFile } from "../../src/answers/originals.ts";
import { hashBytes } from "../../src/files/hash.ts";
import { makeImageAnswer, makeTextAnswer } from "../answers/samples.ts";
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

function openGit(folder: string) {
  const git = (...args: string[]): void => {
    const as = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    execFileSync("git", [...as, ...args], { cwd: folder, stdio: "ignore" });
  };
  const commit = (): void => {
    git("add", "-A");
    git("commit", "-m", "x");
  };
  return Object.assign(git, { commit });
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
    const git = openGit(folder);
    git("init");
    git.commit();
    renameSync(join(folder, "answers/a/old.md"), join(folder, "answers/a/q.md"));
    git.commit();
    writeFiles(folder, { "answers/a/q.md": formatTextRecord(second) });
    git.commit();
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

test.skipIf(!hasCommand("git"))(
  "one picture's versions: asked again, edited, set aside, and under an earlier name of its block",
  async () => {
    const blocks = [{ id: "casa", image: "A house", n: 2, alt: "A house" }];
    const folder = makeJob({ articles: { a: blocks } });
    const put = (id: string, day: number, fingerprint: string, pictures: readonly string[]) => {
      const images = pictures.map((bytes, index) => {
        const file = originalFile(id, index + 1, "png");
        writeFiles(folder, { [`answers/a/${file}`]: bytes });
        const size = { width: 1, height: 1, format: "png", bytes: bytes.length };
        return { file, sha256: hashBytes(bytes), ...size };
      });
      const created = `2026-11-${day}T10:00:00.000Z`;
      const asked = { fingerprint: `sha256:${fingerprint.repeat(64)}`, created, cost_usd: 0.08 };
      const record = formatImageRecord(makeImageAnswer({ ...asked, images }));
      writeFiles(folder, { [`answers/a/${id}.yaml`]: record });
    };
    const git = openGit(folder);
    git("init");
    put("home", 20, "a", ["one", "two"]);
    git.commit();
    for (const file of ["home.yaml", "home-1.png", "home-2.png"]) {
      const to = file.replace("home", "casa");
      renameSync(join(folder, "answers/a", file), join(folder, "answers/a", to));
    }
    put("casa", 20, "a", ["one", "two"]);
    git.commit();
    put("casa", 21, "a", ["one", "other two"]);
    git.commit();
    writeFiles(folder, { "answers/a/casa-2.png": "retouched" });
    git.commit();
    put("casa", 22, "b", ["new one", "new two"]);
    writeFiles(folder, { "answers/a/casa-2.previous.png": "retouched more" });
    const told = (await tellHistories(join(folder, "pipeline.yaml"), "casa/2"))[0]!;
    expect(told).toMatchObject({ article: "a", block: "casa", number: 2 });
    expect(
      told.versions.map(({ created, cost_usd, file, change }) =>
        [created?.slice(0, 10), cost_usd, file, change].join(" "),
      ),
    ).toEqual([
      "2026-11-22 0.04 casa-2.png asked again, the request changed",
      "  casa-2.previous.png edited by hand",
      "  casa-2.png edited by hand",
      "2026-11-21 0.04 casa-2.png asked again",
      "2026-11-20 0.04 home-2.png answered",
    ]);
    const [other] = await tellHistories(join(folder, "pipeline.yaml"), "a/casa/1");
    expect(other?.versions.map(({ created }) => created?.slice(0, 10))).toEqual([
      "2026-11-22",
      "2026-11-20",
    ]);
  },
);

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
