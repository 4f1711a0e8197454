import { expect, test } from "vitest";
import { eventMeanings, snakeCase } from "../../src/cli/reporters/json-events.ts";
import { jobFiles, makeFolder, makeJob } from "./support/folder.ts";
import { prelo, start } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, errorReply, promptOf } from "./support/replies.ts";

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
  // docs/json.md is made of these.
  for (const [kind, { fields }] of Object.entries(eventMeanings)) {
    const documented = ["version", "time", "type", ...Object.keys(fields).map(snakeCase)];
    const told = events.filter(({ type }) => type === snakeCase(kind));
    expect(told.flatMap(Object.keys).filter((name) => !documented.includes(name))).toEqual([]);
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
  const build = await prelo(folder, ["build", "--reporter", "plain"], provider.variables);
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
