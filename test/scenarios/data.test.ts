import { expect, test } from "vitest";
import { makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { promptOf, textReply } from "./support/replies.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["parts"],
  properties: {
    parts: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["title", "grams"],
        properties: { title: { type: "string" }, grams: { type: "number" } },
      },
    },
  },
};
const outline = {
  parts: [
    { title: "Flour | white", grams: 500 },
    { title: "Water", grams: 325 },
  ],
};

const article = [
  { id: "outline", hidden: true, schema, prompt: "Outline it." },
  { id: "list", hidden: true, prompt: "List it as CSV." },
  {
    id: "first",
    heading: "On {{ data.outline.parts[0].title }}",
    prompt: "Write: {% for part in data.outline.parts %}{{ part.title }}, {% endfor %}",
  },
  { table: "data.outline.parts", columns: { title: "What", grams: "How much (g)" } },
  { table: "answers.list" },
  { table: "vars.none" },
  { table: "data/prices.csv", columns: ["price"] },
];

async function startCook(answer: string = JSON.stringify(outline)) {
  return startProvider((call) => {
    const prompt = promptOf(call);
    const text = prompt === "Outline it." ? answer : "A plain text.";
    return textReply(call, prompt === "List it as CSV." ? "step;hours\nMix;0.5\n" : text);
  });
}

test.concurrent("a hidden outline is asked with its schema, and its JSON used by others", async () => {
  const provider = await startCook();
  const folder = makeJob({ articles: { a: { title: "A", vars: { none: [] }, blocks: article } } });
  writeFiles(folder, { "data/prices.csv": "name;price\nFlour;1.20\nSalt;0.80\n" });
  const waiting = await prelo(folder, ["plan"], provider.variables);
  expect(waiting).toMatchObject({ code: 0 });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const asked = provider.calls.find((call) => promptOf(call) === "Outline it.");
  expect(asked?.body["text"]).toEqual({
    format: { type: "json_schema", name: "answer", schema, strict: true },
  });
  expect(provider.calls.map(promptOf)).toContain("Write: Flour | white, Water,");
  expect(readText(folder, "output/a/article.md")).toContain(`## On Flour | white

A plain text.

| What | How much (g) |
| --- | ---: |
| Flour \\| white | 500 |
| Water | 325 |

| step | hours |
| --- | ---: |
| Mix | 0.5 |

| price |
| ---: |
| 1.20 |
| 0.80 |
`);
  expect(readText(folder, "output/a/article.html")).not.toContain("parts");

  // Only what is rendered counts: a weight is in no prompt.
  const record = "answers/a/outline.md";
  const edit = (from: string, to: string): void =>
    writeFiles(folder, { [record]: readText(folder, record).replace(from, to) });
  edit('"grams":325', '"grams":350');
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(3);
  expect(readText(folder, "output/a/article.md")).toContain("| Water | 350 |");
  edit('"title":"Water"', '"title":"Milk"');
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(4);
  expect(readText(folder, "output/a/article.md")).toContain("| Milk | 350 |");

  edit('"grams":350', '"grams":');
  const broken = await prelo(folder, ["build"], provider.variables);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain("it is not JSON");
  expect(broken.stderr).toContain("a/outline.md");
  expect(provider.calls).toHaveLength(4);
});

test.concurrent("the sandbox invents JSON that fits, also where only a check says of which kind", async () => {
  const folder = makeJob({
    articles: {
      a: [
        { id: "outline", hidden: true, checks: { json: { schema } }, prompt: "Outline it." },
        { table: "data.outline.parts" },
      ],
    },
  });
  expect(await prelo(folder, ["build", "--sandbox"])).toMatchObject({ code: 0 });
  expect(readText(folder, "output/a/article.md")).toMatch(
    /\| title \| grams \|\n\| --- \| ---: \|\n\| \w/,
  );
});

test.concurrent("mistakes about data are told at their lines, and nothing is sent", async () => {
  const provider = await startCook();
  const folder = makeJob({
    articles: {
      a: [
        { id: "plain", prompt: "Say it." },
        { id: "one", prompt: "{{ data.plain.x }}" },
        { id: "two", prompt: "{{ data.nobody }}" },
        { id: "three", text: { endpoint: "completions" }, schema, prompt: "Outline it." },
        { id: "four", schema, checks: { json: true }, prompt: "Outline it." },
        { table: "prices" },
        { table: "prices.csv" },
      ],
    },
  });
  const { code, stderr } = await prelo(folder, ["build"], provider.variables);
  expect(code).toBe(2);
  for (const message of [
    'data.plain needs JSON, and nothing says that "plain" answers with it',
    'no block has the id "nobody"',
    "which the endpoint completions cannot do",
    "`schema` checks the answer already",
    "`table` must say where the rows are",
    "prices.csv",
  ]) {
    expect(stderr).toContain(message);
  }
  expect(provider.calls).toHaveLength(0);
});

test.concurrent("a path that the JSON does not have is told at the template's line", async () => {
  const provider = await startCook('{ "parts": [] }');
  const folder = makeJob({ articles: { a: article.slice(0, 3) } });
  const { code, stderr } = await prelo(folder, ["build"], provider.variables);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /prompts\/a\.yaml:\d+:\d+ error .*undefined variable: data\.outline\.parts/,
  );
});

test.concurrent("what a page quotes of an answer is without what the model says around it", async () => {
  const said = "Certainly! Here is the summary:\n\nDough rests.\n\nI hope this helps!";
  const provider = await startProvider((call) => textReply(call, said));
  const blocks = [
    { id: "summary", hidden: true, prompt: "Sum it up." },
    { id: "intro", markdown: "In short: {{ answers.summary }}" },
    { id: "next", prompt: "Go on from: {{ answers.summary }}" },
  ];
  const folder = makeJob({ articles: { a: { title: "A", blocks } } });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("In short: Dough rests.");
  expect(page).not.toMatch(/Certainly|hope this helps/);
  // A request quotes the record, whose fingerprint does not change with what Prelo leaves out of pages.
  expect(provider.calls.map(promptOf)).toContain(`Go on from: ${said}`);
});
