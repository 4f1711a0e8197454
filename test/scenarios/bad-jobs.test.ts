import { join } from "node:path";
import { expect, test } from "vitest";
import { hashTree, listFiles, makeFolder, makeJob } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { makeKey, startProvider } from "./support/provider.ts";

const job = "version: 1\narticles: [prompts/*.yaml]\ntext: { model: m }\nimage: { model: i }\n";

test.concurrent("ten mistakes in one file are told at once, each at its line and column", async () => {
  const provider = await startProvider();
  const folder = makeFolder({
    "pipeline.yaml": job,
    "prompts/a.yaml": `titel: A
language: 7
blocks:
  - id: one
    promt: Say one.
  - id: two
    prompt: Say {{ vars.nothing }}.
  - id: more
    prompt: Say {{ answers.three }}.
  - id: pic
    image: A house
  - prompt: Say both.
    image: And draw.
    alt: Both
  - id: ../out
    prompt: Say out.
  - id: p
    prompt: "{{ answers.q }}"
  - id: q
    prompt: "{{ answers.p }}"
  - id: six
    heading: Deep
    level: 7
    markdown: Text.
  - video: http://example.com/v
    alt: A video
  - id: p
    markdown: Again.
`,
  });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(2);
  const mistakes = [
    [1, 1, /did you mean.*title/is],
    [2, 11, /language/],
    [5, 5, /did you mean.*prompt/is],
    [7, 20, /nothing/],
    [9, 20, /three/],
    [10, 5, /alt/],
    [13, 5, /two kinds/i],
    [15, 9, /id/],
    [18, 14, /circle: p → q → p/],
    [23, 12, /2, 3, 4, 5 or 6/],
    [25, 12, /https/],
    [27, 9, /\bp\b/],
  ] as const;
  const lines = [...build.stderr.matchAll(/^prompts\/a\.yaml:(\d+):/gm)].map((match) => match[1]);
  expect(lines.map(Number)).toEqual(lines.map(Number).toSorted((a, b) => a - b));
  const blocks = build.stderr.split(/(?=^prompts\/a\.yaml:)/m);
  for (const [line, column, words] of mistakes) {
    const found = blocks.filter((text) => text.startsWith(`prompts/a.yaml:${line}:`));
    const places = found.map((text) => text.split(" ")[0]);
    expect(places).toContain(`prompts/a.yaml:${line}:${column}`);
    expect(found.join("\n")).toMatch(words);
    expect(found.join("\n")).toMatch(new RegExp(`> +${line} \\|`));
  }
  expect(provider.calls).toEqual([]);
  expect(listFiles(folder, "output")).toEqual([]);
  expect(listFiles(folder, "answers")).toEqual([]);
});

function prompts(words: string): Record<string, string> {
  return { "prompts/a.yaml": `title: A\nblocks:\n  - id: one\n    prompt: Say ${words}.\n` };
}

test.concurrent("a key in YAML is refused and not shown", async () => {
  const key = makeKey();
  const inJob = makeFolder({
    "pipeline.yaml": `${job}providers:\n  openai: { api_key: ${key} }\n`,
    ...prompts("one"),
  });
  const inArticle = makeFolder({ "pipeline.yaml": job, ...prompts(`${key} aloud`) });
  for (const [folder, place] of [
    [inJob, "pipeline.yaml:6:"],
    [inArticle, "prompts/a.yaml:4:"],
  ] as const) {
    const runs = await Promise.all(
      ["build", "plan", "check"].map((command) => prelo(folder, [command])),
    );
    for (const run of runs) {
      expect(run.code).toBe(2);
      expect(run.stderr).toContain(place);
      expect(run.stderr).toContain("api_key_env");
      expect(run.stdout + run.stderr).not.toContain(key.slice(8, 16));
    }
  }
});

test.concurrent.for([
  ["a job file that is not there", {}, /pipeline\.yaml/],
  ["a glob that matches nothing", { "pipeline.yaml": job }, /pipeline\.yaml:2:12/],
  [
    "an article that is not there",
    { "pipeline.yaml": "version: 1\narticles: [no.yaml]\ntext: { model: m }\n" },
    /pipeline\.yaml:2:12[\s\S]*no\.yaml/,
  ],
  [
    "tabs",
    { "pipeline.yaml": "version: 1\n\tarticles: [a.yaml]\n" },
    /pipeline\.yaml:2:1[\s\S]*tab/i,
  ],
  ["an empty file", { "pipeline.yaml": "" }, /pipeline\.yaml:1:1/],
  [
    "two articles of one name",
    {
      "pipeline.yaml": "version: 1\narticles: [x/a.yaml, y/a.yaml]\ntext: { model: m }\n",
      "x/a.yaml": "title: A\nblocks: [{ markdown: x }]\n",
      "y/a.yaml": "title: A\nblocks: [{ markdown: y }]\n",
    },
    /a\.yaml/,
  ],
] as const)("%s is told with its place, exit 2", async ([, files, words]) => {
  const folder = makeFolder(files);
  const run = await prelo(folder, ["build"]);
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(words);
  expect(run.stderr).not.toContain("INTERNAL");
  expect(listFiles(folder, "output")).toEqual([]);
});

test.concurrent("a template that cannot be rendered is told at its place before anything is sent", async () => {
  const provider = await startProvider();
  const folder = makeFolder({
    "pipeline.yaml": job,
    "prompts/good.yaml": "title: G\nblocks:\n  - id: one\n    prompt: Say one.\n",
    "prompts/now.yaml": `title: N\nblocks:\n  - id: one\n    prompt: 'In {{ "now" | date: "%Y" }}'\n`,
  });
  for (const command of ["build", "plan"]) {
    const run = await prelo(folder, [command], provider.variables);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^prompts\/now\.yaml:4:17 error .*write the date/m);
  }
  expect(provider.calls).toEqual([]);
});

test.concurrent("a job in another folder is built there", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: [{ id: "one", prompt: "Say one." }] } });
  const elsewhere = makeFolder();
  const job2 = join(folder, "pipeline.yaml");
  const build = await prelo(elsewhere, ["build", job2], provider.variables);
  expect(build.code).toBe(0);
  expect(listFiles(folder, "output")).toContain("output/a/article.md");
  expect(listFiles(folder, "answers")).toEqual(["answers/a/one.md"]);
  expect(hashTree(elsewhere)).toEqual({});
  expect((await prelo(elsewhere, ["build", "missing.yaml"])).code).toBe(2);
});

test.concurrent("unknown commands, flags, values, articles and ids are exit 2", async () => {
  const folder = makeJob({ articles: { alpha: [{ id: "one", prompt: "Say one." }] } });
  const calls = [
    ["biuld"],
    ["build", "--frozenn"],
    ["build", "--concurrency", "0"],
    ["build", "--budget-usd", "-1"],
    ["build", "--reporter", "xml"],
    ["sandbox", "--error-rate", "2"],
    ["new"],
  ];
  const runs = await Promise.all(calls.map((args) => prelo(folder, args)));
  for (const { code, stderr } of runs) {
    expect([code, stderr]).toEqual([2, expect.stringMatching(/./)]);
  }
  const article = await prelo(folder, ["build", "--article", "alpah"]);
  expect(article).toMatchObject({ code: 2 });
  expect(article.stderr).toMatch(/did you mean.*alpha/i);
  const id = await prelo(folder, ["build", "--refresh", "onne"]);
  expect(id).toMatchObject({ code: 2 });
  expect(id.stderr).toMatch(/did you mean.*one/i);
});

test.concurrent("--help of every command is exit 0, on stdout", async () => {
  const folder = makeFolder();
  const names = ["build", "plan", "check", "new", "prune", "preview", "sandbox", "schema"];
  const listed = await prelo(folder, ["--help"]);
  expect(listed.code).toBe(0);
  const there = names.filter((name) => new RegExp(`^ +${name}\\b`, "m").test(listed.stdout));
  expect(there).toEqual(expect.arrayContaining(names.filter((name) => name !== "preview")));
  const helps = await Promise.all(there.map((name) => prelo(folder, [name, "--help"])));
  for (const { code, stdout, stderr } of helps) {
    expect({ code, usage: stdout.startsWith("Usage: prelo "), stderr }).toEqual({
      code: 0,
      usage: true,
      stderr: "",
    });
  }
});

test.concurrent("secrets in long texts and in files are told all at once, each at its line and by its kind", async () => {
  const key = `sk-test-${"a1B2".repeat(8)}`;
  const token = `ghp_${"a1B2c3".repeat(6)}`;
  const link = `https://cdn.example.com/a.png?X-Amz-Signature=${"0a".repeat(32)}`;
  const folder = makeFolder({
    "pipeline.yaml":
      "version: 1\narticles: [prompts/*.yaml]\ntext: { model: m }\nstyle: style.md\n",
    "style.md": `Plain.\n\nKey: ${key}\n`,
    "prompts/a.yaml": `title: A
blocks:
  - markdown: |
      First.

      The key is ${key}, and
      the token ${token}.
  - prompt: >
      Folded
      ${key}
      text.
  - markdown: "Quoted ${key.slice(0, 2)}\\x2D${key.slice(3)}"
  - markdown: "![x](${link})"
  - file: code.py
`,
    "prompts/code.py": `x = 1\nkey = "${key}"\nother = "${token}"\n`,
  });
  const { code, stderr } = await prelo(folder, ["check"]);
  expect(code).toBe(2);
  const told = [...stderr.matchAll(/^(\S+):(\d+):\d+ error (.*)$/gm)].map(
    ([, file, line, what = ""]) => `${file}:${line} ${/\((.*)\)|signed link/.exec(what)?.[0]}`,
  );
  expect(told.toSorted()).toEqual(
    [
      "style.md:3 (an API key)",
      "prompts/a.yaml:6 (an API key)",
      "prompts/a.yaml:7 (an access token)",
      "prompts/a.yaml:10 (an API key)",
      "prompts/a.yaml:12 (an API key)",
      "prompts/a.yaml:13 signed link",
      "prompts/code.py:2 (an API key)",
      "prompts/code.py:3 (an access token)",
    ].toSorted(),
  );
  expect(stderr).toMatch(/signed link: it expires[^]*`picture: FILE`[^]*`image:` block/);
  expect(stderr).not.toContain(key.slice(8));
  expect(stderr).not.toContain(token.slice(4));
});
