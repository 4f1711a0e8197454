import { expect, test } from "vitest";
import { listFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { promptOf, textReply } from "./support/replies.ts";

const good = [{ id: "two", prompt: "Say two." }];

const pipeline = `version: 1
articles: [prompts/*.yaml]
text: { model: test-text }
answers: { dir: respostas }
`;
const article = `title: Of letters
vars: { topic: { name: letters } }
blocks:
  - markdown: All is well.
  - id: one
    heading: A letter
    prompt: Say one.
  - heading: The topic
    markdown: |
      It is {{ vars.topic }}.
      See [the end](#end).
`;
const letter = "It begins:\n\nDear [insert name],\n\nall is well, says {{ sender }}.";

test.concurrent("a page that is wrong leads to its blocks, and to the answer's file and line", async () => {
  const provider = await startProvider((call) => textReply(call, letter));
  const folder = makeFolder({ "pipeline.yaml": pipeline, "prompts/a.yaml": article });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  const record = readText(folder, "respostas/a/one.md").split("\n");
  const lineOf = (passage: string): number =>
    record.findIndex((line) => line.includes(passage)) + 1;
  expect(build.stderr).toContain('prompts/a.yaml:5:5 error PAGE_INVALID in "one": the page');
  for (const told of [
    `“[insert name]” was never filled in, under “A letter”. (block "one", prompts/a.yaml:5:5, from respostas/a/one.md:${lineOf("[insert")})`,
    `“{{ sender }}” was never filled in, under “A letter”. (block "one", prompts/a.yaml:5:5, from respostas/a/one.md:${lineOf("{{ sender")})`,
    'The link “#end” leads to no heading of the page. (block "the-topic", prompts/a.yaml:8:5)',
    '“[object Object]” was never filled in, under “The topic”. (block "the-topic", prompts/a.yaml:8:5)',
  ]) {
    expect(build.stderr).toContain(told);
  }
  expect(listFiles(folder, "output")).toEqual([]);

  const mended = readText(folder, "respostas/a/one.md")
    .replace("[insert name]", "Ana")
    .replace("{{ sender }}", "`{{ sender }}`");
  writeFiles(folder, {
    "respostas/a/one.md": mended,
    "prompts/a.yaml": article
      .replace("vars.topic }}", "vars.topic.name }}")
      .replace("#end", "#one"),
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(1);
});

test.concurrent("the place stands in the lines of --reporter json, and other articles are published", async () => {
  const provider = await startProvider((call) =>
    textReply(call, promptOf(call) === "Say one." ? "Dear [your name]" : "Two."),
  );
  const asked = [{ markdown: "Well." }, { id: "one", prompt: "Say one." }];
  const folder = makeJob({
    job: { output: { heading_style: "bold" } },
    articles: { a: { title: "A", blocks: asked }, good },
  });
  const build = await prelo(folder, ["build", "--reporter", "json"], provider.variables);
  expect(build.code).toBe(1);
  const events = build.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const failed = events.find(({ code }) => code === "PAGE_INVALID");
  expect(failed).toMatchObject({
    block: "one",
    ref: { file: "prompts/a.yaml", line: 4, column: 5 },
  });
  expect(String(failed?.["message"])).toMatch(/from answers\/a\/one\.md:\d+\)$/);
  expect(listFiles(folder, "output/good")).toContain("output/good/article.md");
  expect(listFiles(folder, "output/a")).toEqual([]);
});

test.concurrent("an answer that passes no_placeholder is published, whatever it speaks of", async () => {
  const text =
    'Models leave "{{ x }}", “[object Object]” or "[insert name]" behind, and $\\text{insert name}$.\n\n    {{ code }}\n\nThe end.';
  const provider = await startProvider((call) => textReply(call, text));
  const folder = makeJob({
    articles: {
      a: [
        { id: "one", prompt: "Say one.", checks: { no_placeholder: true } },
        { markdown: "Once more: {{ answers.one }}", heading: "Again" },
      ],
    },
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(1);
});

test.concurrent("what a model wrote begins no line, where a CI system would read a command", async () => {
  const hostile = "Dear reader, [insert\n::error file=x::pwned] and more.";
  const provider = await startProvider((call) => textReply(call, hostile));
  const folder = makeFolder({ "pipeline.yaml": pipeline, "prompts/a.yaml": article });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toContain("“[insert ::error file=x::pwned]” was never filled in");
  expect(build.stderr.split("\n").filter((line) => line.trimStart().startsWith("::"))).toEqual([]);
});

test.concurrent("an answer of millions of characters is refused by name, and not asked for again", async () => {
  const provider = await startProvider((call) =>
    textReply(call, "A sentence of a paragraph without end.\n\n".repeat(60_000)),
  );
  const folder = makeFolder({
    "pipeline.yaml": pipeline,
    "prompts/a.yaml": "title: A\nblocks: [{ id: one, prompt: Say one. }]\n",
  });
  for (const attempt of ["first", "second"]) {
    const build = await prelo(folder, ["build"], provider.variables);
    expect([attempt, build.code]).toEqual([attempt, 1]);
    expect(build.stderr).toContain(
      'prompts/a.yaml:2:10 error PAGE_INVALID in "one": the answer has',
    );
  }
  expect(provider.calls).toHaveLength(1);
});
