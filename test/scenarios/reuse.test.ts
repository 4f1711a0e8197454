import { join } from "node:path";
import { renameSync, rmSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import { hashTree, jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { promptOf, textFor } from "./support/replies.ts";
import { startProvider } from "./support/provider.ts";

type Block = Readonly<Record<string, unknown>>;

const prompts = Array.from({ length: 6 }, (_, index) => `Say number ${index}.`);

function numbered(list: readonly string[]): readonly Block[] {
  return list.map((prompt, index) => ({ id: `q${index}`, prompt }));
}

async function startWith(blocks: readonly Block[]) {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: blocks } });
  await buildFirst(folder, provider.variables);
  return {
    folder,
    provider,
    plan: () => prelo(folder, ["plan"], provider.variables),
    change: (now: readonly Block[]) => writeFiles(folder, jobFiles({ articles: { a: now } })),
    /** Builds; gives what was sent for it, and what was said. */
    rebuild: async (...flags: string[]) => {
      const before = provider.calls.length;
      const { code, stderr } = await prelo(folder, ["build", ...flags], provider.variables);
      expect(code).toBe(0);
      return { stderr, sent: provider.calls.slice(before).map((call) => promptOf(call)) };
    },
    answerOf: (id: string) => readText(folder, `answers/a/${id}.md`),
  };
}

test.concurrent("a new question on top is the only one that is sent, and the moves are said", async () => {
  const { change, plan, rebuild, answerOf } = await startWith(numbered(prompts));
  change(numbered(["Say something new.", ...prompts]));
  const planned = await plan();
  expect(planned.stdout).toMatch(/keep +fresh +q1 +moved from q0/);
  expect(planned.stdout).toContain("would send 1 request:");
  expect(planned.stdout).not.toContain("prune");
  const { sent, stderr } = await rebuild();
  expect(sent).toEqual(["Say something new."]);
  expect(stderr).toMatch(/a: 6 answers .*moved: a\/q0\.md → q1/);
  for (const [index, prompt] of prompts.entries()) {
    expect(answerOf(`q${index + 1}`)).toContain(textFor(prompt));
  }
  expect((await rebuild()).sent).toEqual([]);
});

test.concurrent("what is taken out and put back is not paid for again", async () => {
  const { folder, change, rebuild, answerOf } = await startWith(numbered(prompts));
  const before = hashTree(folder, "answers");
  change(numbered(prompts.toSpliced(2, 1)));
  const { sent, stderr } = await rebuild();
  expect(sent).toEqual([]);
  expect(answerOf("q2")).toContain(textFor("Say number 3."));
  expect(stderr).toMatch(/no block uses; .*a\/q2-[0-9a-f]{8}\.md/);
  change(numbered(prompts));
  expect((await rebuild()).sent).toEqual([]);
  expect(hashTree(folder, "answers")).toEqual(before);
});

test.concurrent("an edit goes with its question through a swap, and check says what would move", async () => {
  const { folder, provider, change, rebuild, answerOf } = await startWith(numbered(prompts));
  writeFiles(folder, { "answers/a/q0.md": `${answerOf("q0")}By hand.\n` });
  change(numbered([prompts[1] ?? "", prompts[0] ?? "", ...prompts.slice(2)]));
  const check = await prelo(folder, ["check"], provider.variables);
  expect(check.code).toBe(1);
  expect(check.stdout).toContain("a/q1: its answer stands under another name (a/q0)");
  expect((await rebuild("--frozen")).sent).toEqual([]);
  expect(answerOf("q1")).toContain("By hand.");
  expect(answerOf("q0")).not.toContain("By hand.");
  expect((await prelo(folder, ["check"], provider.variables)).code).toBe(0);
});

function quoted(prompt: string): readonly Block[] {
  return [
    { id: "q", prompt },
    { id: "end", prompt: "End: {{ answers.q }}" },
  ];
}

test.concurrent("a change that is undone is not paid again, and what a person wrote comes back with it", async () => {
  const { folder, provider, change, rebuild, answerOf } = await startWith(quoted("Say one."));
  const first = hashTree(folder, "answers");
  change(quoted("Say two."));
  expect((await rebuild()).sent).toHaveLength(2);
  change(quoted("Say one."));
  const undone = await rebuild();
  expect(undone.sent).toEqual([]);
  expect(undone.stderr).toContain("a/q.previous.md → q");
  expect(hashTree(folder, "answers")).toMatchObject(first);
  expect(answerOf("q.previous")).toContain(textFor("Say two."));

  const byHand = answerOf("q").replace(textFor("Say one."), "By hand.");
  writeFiles(folder, { "answers/a/q.md": byHand });
  change(quoted("Say two."));
  expect((await rebuild()).sent).toEqual([]);
  expect(answerOf("q.previous")).toBe(byHand);
  change(quoted("Say one."));
  expect((await rebuild()).sent).toEqual(["End: By hand."]);
  expect(answerOf("q")).toBe(byHand);
  expect((await prelo(folder, ["prune"], provider.variables)).stdout).toBe(
    "a/end.previous.md\na/q.previous.md\n",
  );
});

function image(id: string, prompt: string): Block {
  return { id, image: prompt, alt: "auto", n: 2 };
}

test.concurrent("pictures and what a model said of them go along when ids change places", async () => {
  const first = [image("house", "A house"), image("tree", "A tree"), { id: "q", prompt: "Say." }];
  const { folder, change, rebuild } = await startWith(first);
  const original = hashTree(folder, "answers")["answers/a/house-2.png"];
  change([image("tree", "A house"), image("house", "A tree"), { id: "q", prompt: "Say." }]);
  expect((await rebuild()).sent).toEqual([]);
  expect(hashTree(folder, "answers")["answers/a/tree-2.png"]).toBe(original);
  expect(listFiles(folder, "answers")).toHaveLength(11);
});

test.concurrent("a renamed article that was renumbered as well takes all along", async () => {
  const { folder, provider, change, rebuild } = await startWith(numbered(prompts));
  change(numbered(prompts.toReversed()));
  renameSync(join(folder, "prompts/a.yaml"), join(folder, "prompts/b.yaml"));
  // Without a key the sandbox does not stand in: there are real answers.
  const build = await prelo(folder, ["build"], { ...provider.variables, OPENAI_API_KEY: "" });
  expect(build.code).toBe(0);
  expect((await rebuild()).sent).toEqual([]);
  expect(listFiles(folder, "answers")).toEqual(prompts.map((_, at) => `answers/b/q${at}.md`));
  expect(readText(folder, "answers/b/q0.md")).toContain(textFor("Say number 5."));
});

test.concurrent("prune removes records that nothing uses, and nothing else", async () => {
  const { folder, provider, change } = await startWith(numbered(prompts));
  const elsewhere = makeJob({ articles: {} });
  writeFiles(elsewhere, { "q9.md": readText(folder, "answers/a/q5.md") });
  symlinkSync(elsewhere, join(folder, "answers/zz"));
  const own = {
    "answers/a/README.md": "# Notes",
    "answers/a/extra.yaml": "a: 1\n",
    "answers/a/q4.md": `${readText(folder, "answers/a/q4.md")}By hand.\n`,
  };
  writeFiles(folder, own);
  // q0 is renamed, q3 to q5 are gone; q4 was edited.
  change([{ id: "first", prompt: prompts[0] }, ...numbered(prompts).slice(1, 3)]);
  const prune = await prelo(folder, ["prune"], provider.variables);
  expect(prune).toMatchObject({ code: 0, stdout: "a/q3.md\na/q5.md\n" });
  expect(prune.stderr).toMatch(/1 answer that a person edited stay.*a\/q4\.md/);
  expect(listFiles(folder, "answers/a")).toEqual(
    ["README.md", "extra.yaml", "q0.md", "q1.md", "q2.md", "q4.md"].map((f) => `answers/a/${f}`),
  );
  expect(listFiles(elsewhere)).toContain("q9.md");
  expect((await prelo(folder, ["prune", "--edited"])).stdout).toBe("a/q4.md\n");
});

test.concurrent("a link in the place of an article's folder is refused, in answers and in output", async () => {
  const { folder, provider, change } = await startWith(numbered(prompts).slice(0, 1));
  const elsewhere = makeJob({ articles: {} });
  const before = hashTree(elsewhere);
  for (const place of ["answers/a", "output/a"]) {
    renameSync(join(folder, place), join(folder, "aside"));
    symlinkSync(elsewhere, join(folder, place));
    change([{ id: "q0", prompt: "Another." }]);
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(1);
    expect(build.stderr).toMatch(/READ_FAILED: .*\/a is a link/);
    rmSync(join(folder, place));
    renameSync(join(folder, "aside"), join(folder, place));
  }
  expect(hashTree(elsewhere)).toEqual(before);
  expect(provider.calls).toHaveLength(1);
});

function twice(over: Block = {}): readonly Block[] {
  return [
    { id: "one", prompt: "Say it." },
    { id: "two", prompt: "Say it.", ...over },
    { id: "three", prompt: "Go on from {{ answers.one }}" },
    { id: "four", prompt: "Go on from {{ answers.one }}" },
  ];
}

describe("the same request in two blocks", () => {
  test.concurrent("is sent once and recorded for both, also where it waits for another", async () => {
    const { provider, folder, rebuild, answerOf } = await startWith(twice());
    expect(provider.calls).toHaveLength(2);
    expect(answerOf("two")).toBe(answerOf("one"));
    expect(answerOf("four")).toBe(answerOf("three"));
    expect(readText(folder, "output/a/article.md").split(textFor("Say it."))).toHaveLength(3);
    expect((await rebuild()).sent).toEqual([]);
  });

  test.concurrent("counts once in what an article took", async () => {
    const { folder } = await startWith([...twice().slice(0, 2), { usage: true }]);
    expect(readText(folder, "output/a/article.md")).toMatch(/1 request/);
  });

  test.concurrent("is sent for each that says share: false", async () => {
    const { provider, rebuild } = await startWith(twice({ share: false }));
    expect(provider.calls).toHaveLength(3);
    expect((await rebuild()).sent).toEqual([]);
  });
});
