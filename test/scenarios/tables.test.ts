import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listFiles, makeFolder, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { errorReply, promptOf, textFor, textReply } from "./support/replies.ts";

const job = `version: 1
vars: { brand: Acme }
system: "Write for {{ vars.brand }}."
text: { model: test-text }
providers: { openai: { limits: { concurrency: 1 } } }
articles:
  - template: prompts/city.yaml
    data: data/cities.csv
    slug: "{{ row.name }}"
    where: "{{ row.publish == 'yes' }}"
`;
const city = `title: "{{ row.name }}"
tags: ["{{ row.land }}"]
blocks:
  - { id: see, prompt: "What to see in {{ row.name }}?" }
  - { id: eat, prompt: "What to eat in {{ row.name }}, {{ row.land }}?" }
  - markdown: "Of {{ row.name }}: {{ answers.see }}"
`;
const rows = [
  "Lisboa,Portugal,yes,a",
  "Oslo,Norway,yes,b",
  "Paris,France,no,c",
  "Rome,Italy,yes,d",
];
const table = (lines: readonly string[]): string => ["name,land,publish,note", ...lines].join("\n");

async function startTable() {
  const provider = await startProvider();
  const folder = makeFolder({
    "pipeline.yaml": job,
    "prompts/city.yaml": city,
    "data/cities.csv": table(rows),
  });
  return {
    folder,
    provider,
    change: (lines: readonly string[]) => writeFiles(folder, { "data/cities.csv": table(lines) }),
    run: async (...args: string[]) => {
      const before = provider.calls.length;
      const { code, stdout, stderr } = await prelo(folder, args, provider.variables);
      return {
        code,
        stdout,
        stderr,
        sent: provider.calls.slice(before).map((call) => promptOf(call)),
      };
    },
  };
}

test("each row that counts is an article; a changed cell asks anew what uses it", async () => {
  const { folder, change, run, provider } = await startTable();
  const first = await run("build", "--limit", "1");
  expect(first.sent).toEqual(["What to see in Lisboa?", "What to eat in Lisboa, Portugal?"]);
  expect(first.stderr).toContain("2 more articles left out");
  expect(provider.calls[0]?.body["instructions"]).toBe("Write for Acme.");
  const rest = await run("build");
  const seen = rest.sent.filter((prompt) => prompt.includes("see"));
  expect(seen).toEqual(["What to see in Oslo?", "What to see in Rome?"]);
  expect(rest.sent).toHaveLength(4);
  expect(readText(folder, "output/oslo/article.md")).toContain(textFor("What to see in Oslo?"));

  // The note is used nowhere, and Lisboa has another name now.
  change(["Lissabon,Portugal,yes,z", "Oslo,Noreg,yes,z", rows[2]!, "Rome,Italy,yes,z"]);
  const planned = JSON.parse((await run("plan", "--json")).stdout) as {
    articles: { slug: string; row: object; blocks: { id: string; ask: boolean }[] }[];
  };
  const toAsk = planned.articles.map(({ slug, blocks }) => [
    slug,
    blocks.filter(({ ask }) => ask).map(({ id }) => id),
  ]);
  expect(toAsk).toEqual([
    ["lissabon", ["see", "eat"]],
    ["oslo", ["eat"]],
    ["rome", []],
  ]);
  expect(planned.articles[0]?.row).toEqual({ file: "data/cities.csv", line: 2 });
});

test("a row that only its slug renames takes its answers along", async () => {
  const { folder, run } = await startTable();
  writeFiles(folder, { "pipeline.yaml": job.replace("row.name }}", "row.note }}") });
  expect((await run("build")).sent).toHaveLength(6);
  writeFiles(folder, { "pipeline.yaml": job });
  const { sent, stderr } = await run("build");
  expect(sent).toEqual([]);
  expect(stderr).toContain("moved");
  expect(listFiles(folder, "answers").filter((name) => name.includes("/a/"))).toEqual([]);
});

test("a mistake elsewhere is a warning, and what it may own is left alone", async () => {
  const { folder, change, run } = await startTable();
  await run("build");
  change([...rows, ",Nowhere,yes,"]);
  writeFiles(folder, {
    "prompts/broken.yaml": "title: T\nblocks: [\n",
    "pipeline.yaml": `${job}  - prompts/*.yaml\n`,
  });
  const all = await run("build");
  expect(all.code).toBe(2);
  expect(all.stderr).toContain("data/cities.csv:6");
  const some = await run("build", "--article", "[lo]*", "--tag", "norway", "italy", "portugal");
  expect(some).toMatchObject({ code: 0, sent: [] });
  expect(some.stderr).toContain("prompts/broken.yaml:");
  expect(some.stderr).toContain("2 articles done");
  expect(some.stderr).not.toContain("no block uses");
  expect(some.stderr).not.toContain("no article uses");
  expect(some.stderr).not.toContain("prune");
  const byFile = await run("plan", "--article", "data/cities.csv");
  expect(byFile.stdout).toContain("3 articles unchanged");
  const broken = await run("plan", "--article", "prompts/broken.yaml");
  expect(broken).toMatchObject({ code: 2, stdout: "" });
  const near = await run("plan", "--article", "osla");
  expect(near.stderr).toMatch(/prompts\/broken\.yaml:.*error/);
});

test("house style and terms go with every request, and are looked for in the answer", async () => {
  const { folder, provider, run } = await startTable();
  writeFiles(folder, {
    "pipeline.yaml": `${job}style: style.md\nglossary: terms.yaml\n`,
    "style.md": "Short sentences.\n",
    "terms.yaml": "use: [tram]\navoid: { utilize: use, Javascript: JavaScript }\n",
  });
  let asked = 0;
  provider.script((call) => {
    asked += 1;
    return textReply(call, asked === 1 ? "Utilize the metro." : "Use JavaScript, and `utilize`.");
  });
  const { code, sent, stderr } = await run("build", "--article", "oslo");
  expect(code).toBe(0);
  expect(sent.toSorted()).toEqual([
    "What to eat in Oslo, Norway?",
    "What to see in Oslo?",
    "What to see in Oslo?",
  ]);
  expect(stderr).toContain("glossary: it uses “utilize” instead of “use”");
  const instructions = String(provider.calls[0]?.body["instructions"]);
  expect(instructions).toMatch(
    /^Write for Acme\.\n\nShort sentences\.\n\n[^]*tram[^]*utilize \(write: use\)/,
  );
  writeFiles(folder, {
    "prompts/city.yaml": `style: false\nglossary: false\nsystem: Own.\n${city}`,
  });
  await run("build", "--article", "rome");
  expect(provider.calls.at(-1)?.body["instructions"]).toBe("Own.");
});

test("whatever fails is told at its row, and a broken answer at its record's line", async () => {
  const { folder, provider, run } = await startTable();
  writeFiles(folder, {
    "prompts/city.yaml": `title: "{{ row.name }}"
blocks:
  - { id: facts, prompt: "Facts of {{ row.name }}", checks: { json: true } }
  - { id: see, prompt: "{{ data.facts.sights | join: ', ' }} of {{ row.name }}" }
`,
  });
  provider.script((call) => {
    const prompt = promptOf(call);
    if (prompt === "Facts of Oslo") {
      return errorReply(400, "invalid_prompt", "No.");
    }
    const json = prompt === "Facts of Rome" ? '{"people": 3}' : '{\n  "sights": ["a"]\n}';
    return textReply(call, prompt.startsWith("Facts") ? json : "Seen.");
  });
  const first = await run("build");
  expect(first.stderr).toMatch(
    /^data\/cities\.csv:3:1 error PROVIDER_REJECTED in "facts": .*\(prompts\/city\.yaml:3:5\)$/m,
  );
  expect(first.stderr).toMatch(
    /^data\/cities\.csv:5:1 error JOB_INVALID in "see": .*data\.facts\.sights \(prompts\/city\.yaml:4:\d+\)$/m,
  );

  const record = "answers/lisboa/facts.md";
  writeFiles(folder, { [record]: readText(folder, record).replace('["a"]', '["a"') });
  const line = readText(folder, record).split("\n").indexOf("}") + 1;
  const broken = new RegExp(`^${record}:${line}:1 .*CHECK_FAILED.*\\(data/cities\\.csv:2\\)$`, "m");
  expect((await run("build", "--article", "lisboa")).stderr).toMatch(broken);
  const checked = await run("check");
  expect(checked.stdout).toMatch(broken);
  expect(checked.stdout).toMatch(
    /^data\/cities\.csv:3:1 ANSWER_MISSING oslo\/facts: .*\(prompts\/city\.yaml:3:5\)$/m,
  );

  // One article that cannot be planned leaves the others theirs.
  const { code, stdout } = await run("plan");
  expect(code).toBe(1);
  expect(stdout).toContain("error JOB_INVALID: data/cities.csv:5:1: ");
  expect(stdout).toContain("oslo (prompts/city.yaml, data/cities.csv:3)");
  writeFiles(folder, { "pipeline.yaml": `${job}budget: { requests: 1 }\n` });
  provider.script((call) => textReply(call, '{"sights": []}'));
  const stopped = await run("build", "--article", "oslo");
  expect(stopped.stderr).toContain("Still without an answer: oslo/see (data/cities.csv:3)");

  const typo = await run("plan", "--article", "citi.yaml");
  expect(typo).toMatchObject({ code: 2, sent: [] });
  expect(typo.stderr).toContain('USAGE: no article matches "citi.yaml"');
  expect(typo.stderr).toContain("Did you mean `prompts/city.yaml`?");
});

test("what docs/how-to/tables.md shows works as it stands", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/how-to/tables.md"), "utf8");
  const blocks = [...page.matchAll(/^```(?:yaml|csv|sh)\n([^]*?)^```$/gm)].map(([, code]) => code!);
  const [pipeline, csv, template, commands, rules, terms] = blocks;
  const folder = makeFolder({
    "pipeline.yaml": `${pipeline}${rules}`,
    "data/cities.csv": csv!,
    "prompts/city.yaml": template!,
    "style.md": "Short sentences.\n",
    "glossary.yaml": terms!,
  });
  const provider = await startProvider();
  for (const line of commands!.trim().split("\n")) {
    const args = line.replace("npx prelo ", "").replaceAll("'", "").split(" ");
    expect((await prelo(folder, args, provider.variables)).code).toBe(0);
  }
  expect(provider.calls).toHaveLength(2);
  expect(blocks).toHaveLength(6);
});
