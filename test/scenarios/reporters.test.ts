import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { eventMeanings, snakeCase } from "../../src/cli/reporters/json-events.ts";
import { jobFiles, makeFolder, makeJob } from "./support/folder.ts";
import { main, prelo as preloAlone, start } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, errorReply, promptOf } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

const articles = {
  a: [
    { id: "one", prompt: "Say one." },
    { id: "pic", image: "A house", alt: "A house", n: 2 },
  ],
  bad: [{ id: "no", prompt: "Say no." }],
};

test.concurrent("--reporter json gives one JSON document a line, the summary last", async () => {
  const provider = await startProvider((call) =>
    promptOf(call) === "Say no."
      ? errorReply(422, "bad", "no\n::error::injected")
      : answerAll(call),
  );
  const folder = makeJob({ articles });
  const build = await prelo(folder, ["build", "--reporter", "json"], provider.variables);
  expect(build.code).toBe(1);
  const events = build.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; version: number; time: string });
  const kinds = [
    "due",
    "asked",
    "replied",
    "answered",
    "downloaded",
    "resized",
    "published",
    "failed",
  ];
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(kinds));
  expect(events.find(({ type }) => type === "failed")).toMatchObject({
    article: "bad",
    block: "no",
    code: "PROVIDER_REJECTED",
    ref: { file: "prompts/bad.yaml", line: 3 },
  });
  expect(events.at(-1)).toMatchObject({
    type: "summary",
    articles: [
      { slug: "a", status: "published", asked: 2 },
      { slug: "bad", status: "failed" },
    ],
    totals: { requests: 3, failed_attempts: 1 },
    stopped_by: null,
  });
  for (const { version, time } of events) {
    expect(version).toBe(1);
    expect(new Date(time).toISOString()).toBe(time);
  }
  // docs/reference/json.md is made of these.
  for (const [kind, { fields }] of Object.entries(eventMeanings)) {
    const documented = new Set(["version", "time", "type", ...Object.keys(fields).map(snakeCase)]);
    const told = events.filter(({ type }) => type === snakeCase(kind));
    expect(told.flatMap(Object.keys).filter((name) => !documented.has(name))).toEqual([]);
  }
  const names = build.stdout.matchAll(/"(\w+)":/g);
  expect([...names].map(([, name]) => name).filter((name) => /[A-Z-]/.test(name ?? ""))).toEqual(
    [],
  );
});

test.concurrent("--reporter json tells the job's mistakes, each with its place and what to do", async () => {
  const folder = makeFolder({
    ...jobFiles({ articles: { a: [{ promt: "Say one." }] } }),
    "prompts/b.yaml": "title: B\nblocks: []\n",
  });
  const build = await prelo(folder, ["build", "--reporter", "json"], { CI: "1" });
  expect(build.code).toBe(2);
  const errors = build.stdout.trimEnd().split("\n");
  expect(errors.map((line) => JSON.parse(line) as object)).toMatchObject([
    {
      version: 1,
      type: "error",
      code: "JOB_INVALID",
      hint: "Did you mean `prompt`?",
      file: "prompts/a.yaml",
      line: 3,
      column: 5,
    },
    { type: "error", file: "prompts/b.yaml", line: 2 },
  ]);
  expect(build.stderr).toContain("2 mistakes; nothing was sent.");
});

test.concurrent("a reader that closes stdout early does not make it fail", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: articles.a } });
  const run = start(folder, ["build", "--reporter", "json"], provider.variables);
  await provider.waitForCalls(1);
  run.closeStdout();
  const { code, stderr } = await run.finished;
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/EPIPE|INTERNAL/);
});

test.concurrent("results go to stdout and progress to stderr", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: articles.a } });
  const build = await preloAlone(folder, ["build", "--reporter", "plain"], provider.variables);
  expect(build.stdout).toBe("output/a/article.md\noutput/a/article.html\n");
  for (const word of ["a/one: asked", "a/one: answered", "a/pic: downloaded", "a/pic: resized"]) {
    expect(build.stderr).toContain(word);
  }
  expect(build.stderr).toContain("2 requests sent");
});

test.concurrent("control characters of a server never reach the terminal", async () => {
  const provider = await startProvider((call) =>
    errorReply(400, "bad", `\u001B[2J\u009Bcleared ${promptOf(call)}\u202E`),
  );
  const folder = makeJob({ articles: { bad: articles.bad } });
  const { stderr } = await prelo(folder, ["build"], provider.variables);
  expect(stderr).toContain("PROVIDER_REJECTED");
  expect(stderr.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
});

test.concurrent("a large run is a few lines, none of them long; a quiet one only what failed", async () => {
  const provider = await startProvider((call) =>
    promptOf(call) === "Say no." ? errorReply(422, "bad", "no") : answerAll(call),
  );
  const many = Array.from({ length: 40 }, (_, index) => [
    `article-with-a-name-${index}`,
    [...articles.bad, { prompt: `Say ${index}.` }, { prompt: `Say ${index} again.` }],
  ]);
  const folder = makeJob({ articles: { ...Object.fromEntries(many), good: [{ prompt: "Say." }] } });
  const build = await prelo(folder, ["build"], provider.variables);
  const lines = build.stderr.trimEnd().split("\n");
  expect(lines.length).toBeLessThan(50);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500);
  expect(lines.filter((line) => / failed: .*\(PROVIDER_REJECTED\)/.test(line))).toHaveLength(10);
  expect(build.stderr).toMatch(/1 article done, 40 not published: .*, and 30 more; 81 answers new/);
  expect(lines.at(-1)).toBe(
    "Next: fix what failed, then run the same command again. 81 answers are kept; only what is missing is asked for.",
  );
  const verbose = await prelo(folder, ["build", "--verbose"], provider.variables);
  expect(verbose.stderr.match(/: asked test-text/g)).toHaveLength(40);
  const quiet = await prelo(folder, ["build", "--quiet", "--article", "good"], provider.variables);
  expect(quiet).toMatchObject({ code: 0, stderr: "" });
  const failing = await prelo(folder, ["build", "--quiet", "--article", "article-with-a-name-1"], {
    ...provider.variables,
    FORCE_COLOR: "1",
  });
  expect(failing.stderr.split("prompts/")[0]).toBe("\u001B[31m");
  expect(failing.stderr).toMatch(/:\d+ error PROVIDER_REJECTED in "no"/);
  expect(failing.stderr).not.toContain("reused");
});

test.concurrent("pages are listed up to ten, and then counted", async () => {
  const provider = await startProvider();
  const many = Array.from({ length: 6 }, (_, index) => [`a-${index}`, [{ markdown: "Words." }]]);
  const folder = makeJob({ articles: Object.fromEntries(many) });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.stdout.trim().split("\n")).toHaveLength(10);
  expect(build.stderr).toContain("and 2 more pages; --verbose lists all");
  const all = await prelo(folder, ["build", "--verbose"], provider.variables);
  expect(all.stdout.trim().split("\n")).toHaveLength(12);
});

/** Runs the program on a terminal of so many columns. @returns what it wrote there */
async function onTerminal(
  folder: string,
  columns: number,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const command = `stty cols ${columns} rows 24; "${process.execPath}" "${main}" build; true`;
  const { stdout } = await promisify(execFile)("script", ["-qec", command, "/dev/null"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, TERM: "xterm", ...variables },
  });
  // Each escape character can be seen.
  return stdout.replaceAll("\u001B", "␛");
}

const hasScript = ((): boolean => {
  try {
    execFileSync("script", ["-qec", "true", "/dev/null"]);
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasScript)(
  "a terminal shows a view that is drawn again, and obeys nobody else (needs script)",
  async () => {
    const provider = await startProvider(async (call) => {
      await new Promise((resolve) => {
        setTimeout(resolve, 300);
      });
      return promptOf(call) === "Say no."
        ? errorReply(422, "bad", "\u001B[2J\u009Bcleared\u202E 🍞")
        : answerAll(call);
    });
    const folder = makeJob({
      job: { prices: { "test-text": { input: 1, output: 1 }, "test-image": { image: 0.1 } } },
      articles,
    });
    const shown = await onTerminal(folder, 40, provider.variables);
    expect(shown).toMatch(/\d of 3 requests/);
    expect(shown).toMatch(/\d of 2 articles done/);
    expect(shown).toMatch(/␛\[31mbad\/no: failed:/);
    expect(shown).toContain("output/a/article.md");
    // Up, erase and colours are all that the terminal is told.
    const commands = shown.match(/␛(?:\[[\d;?]*[A-Za-z]|.)/g) ?? [];
    expect(commands.filter((command) => !/^␛\[(?:\d+A|J|[\d;]+m)$/.test(command))).toEqual([]);
    expect(shown).not.toMatch(/[\u009B\u202E]/);
    const plain = await onTerminal(folder, 80, { ...provider.variables, NO_COLOR: "1" });
    expect(plain).toMatch(/\d of 1 request /);
    expect(plain).not.toMatch(/␛\[\d+m/);
    expect(plain).toContain("2 answers are kept");
  },
);
