import { renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import { hashTree, jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { promptOf, textFor } from "./support/replies.ts";
import { type Provider, startProvider } from "./support/provider.ts";

const blocks = [
  { id: "summary", prompt: "Say summary." },
  { id: "other", prompt: "Say other." },
  { id: "end", prompt: "Conclude from: {{ answers.summary }}" },
];
const article = { articles: { a: blocks } };

/** A folder in which a job was built once, and the server that answered it. */
async function makeBuilt(job: Parameters<typeof makeJob>[0] = article): Promise<{
  readonly folder: string;
  readonly provider: Provider;
  /** Builds again. @returns the prompts that were sent meanwhile */
  readonly rebuild: (...flags: string[]) => Promise<readonly string[]>;
}> {
  const provider = await startProvider();
  const folder = makeJob(job);
  await buildFirst(folder, provider.variables);
  return {
    folder,
    provider,
    rebuild: async (...flags) => {
      const before = provider.calls.length;
      const build = await prelo(folder, ["build", ...flags], provider.variables);
      expect(build).toMatchObject({ code: 0 });
      return provider.calls.slice(before).map((call) => promptOf(call));
    },
  };
}

/** Adds a sentence to a recorded answer, as an editor would. */
function edit(folder: string, name: string): void {
  const file = `answers/a/${name}.md`;
  writeFiles(folder, { [file]: `${readText(folder, file)}A person added this.\n` });
}

test.concurrent("a prompt that uses an answer is sent after it, with it", async () => {
  const { provider, folder } = await makeBuilt();
  const conclusion = `Conclude from: ${textFor("Say summary.")}`;
  expect(provider.calls.map((call) => promptOf(call)).toSorted()).toEqual(
    ["Say other.", "Say summary.", conclusion].toSorted(),
  );
  expect(promptOf(provider.calls.at(-1)!)).toBe(conclusion);
  expect(readText(folder, "output/a/article.md")).toContain(textFor(conclusion));
});

test.concurrent("a record says what was asked without repeating an answer that it quotes", async () => {
  const long = "Say much. ".repeat(40);
  const quoting = [
    { id: "first", prompt: long },
    { id: "short", prompt: "Shorten: {{ answers.first | truncate: 30 }}" },
    {
      id: "both",
      prompt: "Join {% if answers.first %}{{ answers.first }}{% endif %} and {{ answers.short }}.",
    },
  ];
  const { folder, provider, rebuild } = await makeBuilt({ articles: { a: quoting } });
  const text = textFor(long.trim());
  const both = readText(folder, "answers/a/both.md");
  expect(both).toContain("  input: Join {{ answers.first }} and {{ answers.short }}.\n");
  expect(both).toMatch(/\nuses:\n {2}first: sha256:\w{64}\n {2}short: sha256:\w{64}\n/);
  expect(both.split("\n---\n")[1]).toBe(
    `${textFor(promptOf(provider.calls.at(-1)!))}\n\n${both.slice(both.indexOf("<!-- request"))}`,
  );
  // What a filter made of it is another text.
  expect(readText(folder, "answers/a/short.md")).toContain(`Shorten: ${text.slice(0, 27)}...`);
  expect(await rebuild()).toEqual([]);
  quoting[2] = { id: "both", prompt: "Join {{ answers.first }} with {{ answers.short }}." };
  writeFiles(folder, jobFiles({ articles: { a: quoting } }));
  const { stdout } = await prelo(folder, ["plan"], provider.variables);
  expect(stdout).toContain("[-and-]{+with+}");
  expect(stdout).not.toContain("{{");
});

describe("an answer that a person edited", () => {
  test.concurrent("is kept and published, and what depends on it is asked again", async () => {
    const { folder, rebuild } = await makeBuilt();
    edit(folder, "summary");
    const record = readText(folder, "answers/a/summary.md");
    const edited = `${textFor("Say summary.")}\nA person added this.`;
    expect(await rebuild()).toEqual([`Conclude from: ${edited}`]);
    expect(readText(folder, "answers/a/summary.md")).toBe(record);
    expect(readText(folder, "output/a/article.md")).toContain("A person added this.");
    expect(await rebuild()).toEqual([]);
  });

  test.concurrent("outlives a new prompt, which is said, until --refresh names it", async () => {
    const { folder, provider, rebuild } = await makeBuilt();
    edit(folder, "other");
    writeFiles(
      folder,
      jobFiles({
        articles: {
          a: blocks.map((block) =>
            block.id === "other" ? { ...block, prompt: "Say other again." } : block,
          ),
        },
      }),
    );
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(0);
    expect(build.stderr).toMatch(/a\/other: .*kept.* older question/);
    expect((await prelo(folder, ["plan"], provider.variables)).stdout).toMatch(
      /keep +edited +other .*older question/,
    );
    expect(readText(folder, "answers/a/other.md")).toContain("A person added this.");

    expect(await rebuild("--refresh", "other")).toEqual(["Say other again."]);
    expect(readText(folder, "answers/a/other.md")).not.toContain("A person added this.");
    expect(readText(folder, "output/a/article.md")).toContain(textFor("Say other again."));
  });
});

test.concurrent("plan says what changed, sends nothing, and is right about what a build sends", async () => {
  const { folder, provider, rebuild } = await makeBuilt({ ...article, job: withTemperature(0) });
  writeFiles(folder, jobFiles({ ...article, job: withTemperature(0.7) }));
  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.code).toBe(0);
  expect(plan.stdout).toMatch(/ask +stale +summary +temperature 0 → 0\.7/);
  expect(plan.stdout).toMatch(/ask +stale +end +answers\.summary is asked first/);
  const json = await prelo(folder, ["plan", "--json"], provider.variables);
  const report = JSON.parse(json.stdout) as {
    articles: { blocks: { id: string; status: string; ask: boolean }[] }[];
    total: { requests: number; max_cost_usd: number | null; unpriced: string[] };
  };
  expect(report.total).toMatchObject({ requests: 3, max_cost_usd: null, unpriced: ["test-text"] });
  expect(report.articles[0]?.blocks.map(({ id, ask }) => [id, ask])).toEqual(
    blocks.map(({ id }) => [id, true]),
  );
  expect(provider.calls).toHaveLength(3);
  // The summary comes back as it was, so that the conclusion differs in its temperature alone.
  expect(await rebuild()).toHaveLength(3);
  expect(await rebuild()).toEqual([]);
});

function withTemperature(temperature: number): Record<string, unknown> {
  return { text: { model: "test-text", temperature } };
}

test.concurrent("limits, prices and timeouts make nothing stale", async () => {
  const { folder, rebuild } = await makeBuilt();
  const providers = {
    openai: { api_key_env: "OPENAI_API_KEY", timeout_seconds: 7, limits: { concurrency: 1 } },
  };
  const prices = { "test-text": { input: 1, output: 1 } };
  writeFiles(folder, jobFiles({ ...article, job: { providers, prices, budget: { usd: 1 } } }));
  expect(await rebuild("--concurrency", "3")).toEqual([]);
});

test.concurrent("a renamed block and a renamed article take their answers with them", async () => {
  const picture = { id: "pic", image: "A house", alt: "A house", n: 2 };
  const { folder, provider, rebuild } = await makeBuilt({
    articles: { a: [...blocks.slice(0, 2), picture] },
  });
  const pictures = readText(folder, "output/a/article.md").match(/img\/pic-\S+?\.jpeg/g);
  expect(pictures).not.toBeNull();
  renameSync(join(folder, "prompts/a.yaml"), join(folder, "prompts/b.yaml"));
  const renamed = readText(folder, "prompts/b.yaml")
    .replace("id: summary", "id: digest")
    .replace("id: pic", "id: house");
  writeFiles(folder, { "prompts/b.yaml": renamed });

  const build = await prelo(folder, ["build"], provider.variables);
  expect(build).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(3);
  expect(build.stderr).toContain("a/summary.md");
  expect(listFiles(folder, "answers")).toEqual([
    "answers/b/digest.md",
    "answers/b/house-1.png",
    "answers/b/house-2.png",
    "answers/b/house.yaml",
    "answers/b/other.md",
  ]);
  expect(readText(folder, "output/b/article.md")).toContain(textFor("Say summary."));
  expect(await rebuild()).toEqual([]);
});

test.concurrent("answers that no block claims are listed, and only prune removes them", async () => {
  const { folder, provider, rebuild } = await makeBuilt();
  writeFiles(folder, jobFiles({ articles: { a: blocks.slice(0, 1) } }));
  expect(await rebuild()).toEqual([]);
  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.stdout).toMatch(/prune.*a\/end, a\/other/);
  const before = hashTree(folder, "answers");
  expect(Object.keys(before)).toHaveLength(3);
  expect((await prelo(folder, ["prune", "--dry-run"])).stdout).toBe("a/end.md\na/other.md\n");
  expect(hashTree(folder, "answers")).toEqual(before);
  expect((await prelo(folder, ["prune"])).code).toBe(0);
  expect(listFiles(folder, "answers")).toEqual(["answers/a/summary.md"]);
});

test.concurrent("a damaged record is told with its path, counts as missing, and is asked anew", async () => {
  const { folder, provider } = await makeBuilt();
  const file = "answers/a/other.md";
  const whole = readText(folder, file);
  writeFiles(folder, { [file]: whole.slice(0, 40) });
  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.stdout).toMatch(/ask +missing +other +.*a\/other\.md is damaged/);
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(0);
  expect(build.stderr).toContain("a/other.md is damaged");
  expect(provider.calls).toHaveLength(4);
  expect(readText(folder, file)).toContain(textFor("Say other."));
});
