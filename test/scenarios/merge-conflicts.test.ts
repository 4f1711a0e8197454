import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import {
  jobFiles,
  listFiles,
  makeFolder,
  makeJob,
  readText,
  writeFiles,
} from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, promptOf, textReply } from "./support/replies.ts";

const job = {
  articles: {
    a: [
      { id: "one", prompt: "Say one." },
      { id: "pic", image: "A house", alt: "A house" },
      { id: "checked", prompt: "Say much.", checks: { words: { min: 1 } } },
    ],
    b: [{ id: "one", prompt: "Say it." }],
  },
};

/** The file as git leaves it when two branches changed its last line. */
function conflicting(text: string): string {
  const lines = text.trimEnd().split("\n");
  const last = lines.pop() ?? "";
  return [...lines, "<<<<<<< HEAD", last, "=======", `${last} 2`, ">>>>>>> branch", ""].join("\n");
}

/** The whole file twice, as when both branches recorded an answer. */
function both(text: string): string {
  return `<<<<<<< HEAD\n${text}=======\n${text.replace("created: ", "created: 1")}>>>>>>> branch\n`;
}

async function buildOnce() {
  const provider = await startProvider();
  const folder = makeJob(job);
  await buildFirst(folder, provider.variables);
  return { provider, folder, asked: provider.calls.length };
}

describe.each([
  ["the body of a text", "answers/a/one.md", conflicting],
  ["all of a text", "answers/a/one.md", both],
  ["a record of pictures", "answers/a/pic.yaml", both],
  ["an attempt kept aside", "answers/a/checked.rejected.md", both],
])("a conflict in %s", (_what, file, toConflict) => {
  test("stops its article with the line, sends nothing for it, and changes nothing", async () => {
    const { provider, folder, asked } = await buildOnce();
    const source = file.includes("rejected") ? "answers/a/checked.md" : file;
    const text = toConflict(readText(folder, source));
    writeFiles(folder, {
      [file]: text,
      // Both articles have something to ask.
      "prompts/a.yaml": readText(folder, "prompts/a.yaml").replace("Say much.", "Say more."),
      "prompts/b.yaml": readText(folder, "prompts/b.yaml").replace("Say it.", "Say that."),
    });
    const line = text.split("\n").indexOf("<<<<<<< HEAD") + 1;
    const result = await prelo(
      folder,
      ["build", "--refresh", "a/one", "a/pic"],
      provider.variables,
    );
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`${file}:${line}:1 error MERGE_CONFLICT`);
    expect(result.stderr).toContain("Keep one side");
    // The other article is asked and published all the same.
    expect(provider.calls).toHaveLength(asked + 1);
    expect(readText(folder, file)).toBe(text);
    expect(listFiles(folder, "answers").filter((name) => name.includes("damaged"))).toEqual([]);

    for (const command of ["check", "plan"]) {
      const { code, stdout } = await prelo(folder, [command], provider.variables);
      expect(code).toBe(1);
      expect(stdout).toContain("MERGE_CONFLICT");
      expect(stdout).toContain(`line ${line}`);
    }
    expect(provider.calls).toHaveLength(asked + 1);
  });
});

test.each([
  ["the job file", "pipeline.yaml"],
  ["an article", "prompts/a.yaml"],
  ["a file that an article shows", "prompts/sample.js"],
])("a conflict in %s stops the job with the line", async (_what, file) => {
  const provider = await startProvider();
  const files = {
    ...jobFiles({ articles: { ...job.articles, c: [{ id: "code", file: "sample.js" }] } }),
    "prompts/sample.js": "let a = 1;\nlet b = 2;\n",
  };
  const folder = makeFolder(files);
  writeFiles(folder, { [file]: conflicting(readText(folder, file)) });
  const line = readText(folder, file).split("\n").indexOf("<<<<<<< HEAD") + 1;
  for (const command of ["build", "plan", "check"]) {
    const { code, stderr } = await prelo(folder, [command], provider.variables);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:${line}:1 error MERGE_CONFLICT: git`);
    expect(stderr).toContain("1 mistake");
  }
  expect(provider.calls).toEqual([]);
});

test("a conflict in a record of an article that was renamed stops the article that it may answer", async () => {
  const { provider, folder, asked } = await buildOnce();
  const file = "answers/a/one.md";
  writeFiles(folder, {
    [file]: conflicting(readText(folder, file)),
    "prompts/c.yaml": readText(folder, "prompts/a.yaml"),
  });
  rmSync(join(folder, "prompts/a.yaml"));
  for (const command of ["build", "plan", "check"]) {
    const { code, stdout, stderr } = await prelo(folder, [command], provider.variables);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("MERGE_CONFLICT");
    expect(stdout + stderr).toContain(file);
  }
  expect(provider.calls).toHaveLength(asked);
  expect(readText(folder, "output/b/article.md")).not.toBe("");
});

describe("an answer that shows a conflict in a fence", () => {
  const shown = "It looks so:\n\n```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n```\n\nThen choose.";
  const file = "answers/a/one.md";

  async function buildShown() {
    const provider = await startProvider((call) =>
      promptOf(call) === "Say one." ? textReply(call, shown) : answerAll(call),
    );
    const folder = makeJob(job);
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    return { provider, folder, asked: provider.calls.length };
  }

  test.each([
    ["as it came", (text: string) => text],
    ["edited elsewhere", (text: string) => text.replace("Then choose", "Then keep one")],
    ["with the fence taken out", (text: string) => text.replace(/```[^`]*```/, "So.")],
  ])("is published %s", async (_how, edit) => {
    const { provider, folder, asked } = await buildShown();
    const text = edit(readText(folder, file));
    writeFiles(folder, { [file]: text });
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    const page = readText(folder, "output/a/article.md");
    expect(page.includes("<<<<<<< HEAD")).toBe(text.includes("<<<<<<< HEAD"));
    expect(provider.calls).toHaveLength(asked);
  });

  test("is not published with a conflict of its own", async () => {
    const { provider, folder, asked } = await buildShown();
    const text = readText(folder, file);
    writeFiles(folder, { [file]: conflicting(text) });
    const result = await prelo(folder, ["build"], provider.variables);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("MERGE_CONFLICT");
    expect(provider.calls).toHaveLength(asked);
  });
});

test.each([
  [
    "in a fence",
    "```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n```\n",
    2,
    "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c",
  ],
  ["of which the end was left over", "One.\n>>>>>>> branch\n", 2, "branch"],
])("a conflict %s of an edited answer is not published", async (_where, body, line, shown) => {
  const { provider, folder, asked } = await buildOnce();
  const file = "answers/a/one.md";
  const page = readText(folder, "output/a/article.md");
  const [head = ""] = /^---\n[^]*?\n---\n/.exec(readText(folder, file)) ?? [];
  writeFiles(folder, { [file]: head + body });
  const { code, stderr } = await prelo(folder, ["build"], provider.variables);
  expect(code).toBe(1);
  expect(stderr).toContain(`${file}:${head.split("\n").length - 1 + line}:1 error MERGE_CONFLICT`);
  expect(readText(folder, "output/a/article.md")).toBe(page);
  // What is to be shown can be: Markdown takes the space off again.
  writeFiles(folder, { [file]: head + body.replaceAll(/^(?=.)/gm, " ") });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(asked);
  expect(readText(folder, "output/a/article.md")).toContain(shown);
});

test("a record of a later version's endpoint is told as such, and not asked again", async () => {
  const { provider, folder, asked } = await buildOnce();
  const file = "answers/a/one.md";
  const text = readText(folder, file).replace(/^endpoint: .*$/m, "endpoint: telepathy");
  writeFiles(folder, { [file]: text });
  const result = await prelo(folder, ["build"], provider.variables);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(`${file}:1:1 error ANSWER_DAMAGED`);
  expect(result.stderr).toContain('"telepathy"');
  expect(readText(folder, file)).toBe(text);
  expect(provider.calls).toHaveLength(asked);
});
