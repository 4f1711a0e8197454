import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { loadCheckedJob } from "../../../src/build/load-job.ts";
import { JobError } from "../../../src/job/diagnostics/diagnostics.ts";
import { linesOfEntries } from "../../../src/job/tables/read-json-lines.ts";
import type { Article } from "../../../src/job/types.ts";
import { jobOf, loadFiles, writeFiles } from "../job-files.ts";

const template = `title: "{{ row.name }}"
blocks:
  - prompt: What is {{ row.name }}?
`;

function jobFor(data: string, more = ""): string {
  return `version: 1
text: { model: m }
articles:
  - template: prompts/city.yaml
    data: ${data}
    slug: "{{ row.name }}"
${more}`;
}

interface Files {
  readonly data: string;
  readonly text: string;
  readonly city?: string;
  readonly more?: string;
}

function filesOf({ data, text, city = template, more = "" }: Files) {
  return { "pipeline.yaml": jobFor(data, more), "prompts/city.yaml": city, [data]: text };
}

async function articlesOf(files: Files): Promise<readonly Article[]> {
  return jobOf(await loadFiles(filesOf(files))).articles;
}

/** Each mistake as `file:line message`. */
async function mistakesIn(files: Files): Promise<readonly string[]> {
  const dir = await writeFiles(filesOf(files));
  const error: unknown = await loadCheckedJob({ jobFile: `${dir}/pipeline.yaml` }).catch(
    (thrown: unknown) => thrown,
  );
  return error instanceof JobError
    ? error.diagnostics.map(
        ({ file, line, message, hint }) => `${file}:${line} ${message} ${hint ?? ""}`,
      )
    : [];
}

const rows = [
  { name: "São Paulo", note: 'a "big"\none' },
  { name: "Oslo", note: "" },
];

test.each([
  ["a.csv", '\uFEFFname,note\r\n"São Paulo","a ""big""\none"\r\n\r\nOslo,\r\n', [2, 5]],
  ["a.csv", 'name;note\nSão Paulo;"a ""big""\none"\nOslo;\n', [2, 4]],
  ["a.tsv", 'name\tnote\nSão Paulo\t"a ""big""\none"\nOslo\t', [2, 4]],
  ["a.json", JSON.stringify(rows, null, 1), [2, 6]],
  ["a.jsonl", rows.map((row) => JSON.stringify(row)).join("\r\n\r\n"), [1, 3]],
  [
    "a.yaml",
    '- name: São Paulo\n  note: "a \\"big\\"\\none"\n- { name: Oslo, note: "" }\n',
    [1, 3],
  ],
])("%s gives the same rows, each with its line", async (data, text, lines) => {
  const articles = await articlesOf({ data, text });
  expect(articles.map(({ slug }) => slug)).toEqual(["sao-paulo", "oslo"]);
  expect(articles.map(({ row }) => row?.values)).toEqual(rows);
  expect(articles.map(({ row }) => row?.ref.line)).toEqual(lines);
});

test("a row fills what stands at the top, and where says which rows count", async () => {
  const city = `title: T
language: "{{ row.lang }}"
author: "{{ row.by }}"
date: "{{ row.day }}"
tags: "{{ row.tags }}"
draft: "{{ row.state != 'ready' }}"
checks: { language: true }
blocks:
  - prompt: "{{ row.name }}"
`;
  const text = JSON.stringify([
    { name: "a", lang: "pt-br", by: "B", day: "2026-01-02", tags: ["x", "y"], state: "ready" },
    { name: "b", lang: "en", by: "", day: "", tags: "x; y ,", state: "new" },
    { name: "c", lang: "en", by: "", day: "", tags: "", state: "off" },
  ]);
  const more = `    where: "{{ row.state != 'off' }}"\n`;
  const [a, b, ...others] = await articlesOf({ data: "a.json", text, city, more });
  expect(others).toEqual([]);
  expect(a).toMatchObject({
    language: "pt-BR",
    author: "B",
    date: "2026-01-02",
    tags: ["x", "y"],
    draft: false,
    blocks: [{ checks: { language: "pt-BR" } }],
  });
  expect(b).toMatchObject({
    tags: ["x", "y"],
    draft: true,
    blocks: [{ checks: { language: "en" } }],
  });
  expect([b?.author, b?.date]).toEqual([undefined, undefined]);
});

test.each<[string, Files, RegExp[]]>([
  [
    "names that are given twice, or not at all",
    { data: "a.csv", text: "name\nOslo\nOSLO\n'\n" },
    [/^a\.csv:3 .*`oslo` is that of a\.csv:2 .*pipeline\.yaml:6/, /^a\.csv:4 .*makes no name/],
  ],
  [
    "a column that is not there",
    { data: "a.csv", text: "nome,land\nOslo,Norway\n" },
    [/^pipeline\.yaml:6 .*a\.csv has no column "name" .*`nome`.* Its columns: nome, land\./],
  ],
  [
    "a column that a template lacks",
    {
      data: "a.csv",
      text: "name,land\nOslo,\nBergen,\n",
      city: template.replace("is {{ row.name", "is {{ row.lan"),
    },
    [/^prompts\/city\.yaml:3 .*no column "lan" Did you mean `land`/],
  ],
  [
    "a key that one row lacks, and what comes out empty",
    {
      data: "a.json",
      text: '[{"name":"a","x":"1"},\n{"name":"b"},\n{"name":"c","x":""}]',
      city: template.replace("What is {{ row.name }}?", '"{{ row.x }}"'),
    },
    [
      /^a\.json:2 .*"row\.x" in this row \(prompts\/city\.yaml:3:/,
      /^a\.json:3 .*the prompt comes out empty/,
    ],
  ],
  [
    "cells without a column, and a quote that stays open",
    { data: "a.csv", text: 'name,x\nOslo\nBergen,1,2\nRoros,"\n' },
    [/^a\.csv:4 .*never closed/],
  ],
  [
    "rows of another length",
    { data: "a.csv", text: "name,x\nOslo\nBergen,1,2\n" },
    [/^a\.csv:2 .*1 cell, but the table has 2 columns/, /^a\.csv:3 .*3 cells/],
  ],
  [
    "a language that is none, and a date",
    {
      data: "a.csv",
      text: "name,lang\nOslo,norsk\n",
      city: `language: "{{ row.lang }}"\ndate: "{{ row.lang }}"\n${template}`,
    },
    [/^a\.csv:2 .*language tag.*city\.yaml:1/, /^a\.csv:2 .*YYYY-MM-DD.*city\.yaml:2/],
  ],
  [
    "a condition that is none",
    {
      data: "a.csv",
      text: "name,x\nOslo,perhaps\nBergen,\nLom,TRUE\n",
      more: '    where: "{{ row.x }}"\n',
    },
    [/^a\.csv:2 .*neither true nor false.*pipeline\.yaml:7/],
  ],
  [
    "a condition without braces",
    { data: "a.csv", text: "name\nOslo\n", more: "    where: row.name == 'Oslo'\n" },
    [/^pipeline\.yaml:7 .*no condition.*braces/],
  ],
  ["a list of no rows", { data: "a.json", text: '["Oslo"]' }, [/^a\.json:1 .*not a group/]],
  [
    "JSON that is none",
    { data: "a.json", text: '[{"name": "a"},\n{"name" "b"}]' },
    [/^a\.json:2 /],
  ],
  [
    "a line that is no JSON",
    { data: "a.jsonl", text: '{"name":"a"}\nb\n' },
    [/^a\.jsonl:2 .*not JSON/],
  ],
  [
    "another kind of file",
    { data: "a.xlsx", text: "x" },
    [/^pipeline\.yaml:5 .*another kind.*\.csv/],
  ],
  ["nothing", { data: "a.csv", text: "name\n" }, [/^a\.csv:1 .*no rows/]],
])("%s", async (_what, files, expected) => {
  const mistakes = await mistakesIn(files);
  expect(mistakes).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) {
    expect(mistakes[index]).toMatch(pattern);
  }
});

test.each(["csv", "json", "jsonl", "yaml"])(
  "a secret in a .%s table is refused unseen",
  async (form) => {
    const secret = `sk-test-${randomBytes(20).toString("hex")}`;
    const list = [
      { name: "Oslo", key: "none" },
      { name: "Bergen", key: secret },
    ];
    const text = {
      csv: `name,key\nOslo,none\nBergen,${secret}\n`,
      json: JSON.stringify(list, null, 1),
      jsonl: list.map((row) => JSON.stringify(row)).join("\n"),
      yaml: `- { name: Oslo, key: none }\n- { name: Bergen, key: ${secret} }\n`,
    }[form];
    const { diagnostics } = await loadFiles(filesOf({ data: `a.${form}`, text: text ?? "" }));
    const told = JSON.stringify(diagnostics);
    expect(told).toContain("looks like a secret");
    expect(told).not.toContain(secret.slice(-20));
  },
);

test("a template is no article of its own, and rows and files may not share a name", async () => {
  const job = jobFor("a.csv", "  - prompts/*.yaml\n  - prompts/city.yaml\n");
  const files = {
    "pipeline.yaml": job,
    "prompts/city.yaml": template,
    "prompts/oslo.yaml": "title: T\nblocks:\n  - markdown: M\n",
    "a.csv": "name\nBergen\nOslo\n",
  };
  const { diagnostics, job: loaded } = await loadFiles(files);
  expect(loaded?.articles.map(({ slug }) => slug)).toEqual(["bergen", "oslo"]);
  expect(diagnostics.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
    expect.stringMatching(/^pipeline\.yaml:8 prompts\/city\.yaml is the template of a table/),
    expect.stringMatching(/^a\.csv:3 The slug `oslo` is that of prompts\/oslo\.yaml already/),
  ]);
});

test("without a table there is no row", async () => {
  const dir = await writeFiles({
    "pipeline.yaml": "version: 1\ntext: { model: m }\narticles: [prompts/city.yaml]\n",
    "prompts/city.yaml": template,
  });
  await expect(loadCheckedJob({ jobFile: `${dir}/pipeline.yaml` })).rejects.toMatchObject({
    message: expect.stringContaining("2 mistakes") as unknown,
    diagnostics: [{ message: "no table gives this article a row" }, {}],
  });
});

test("a string of a table may have millions of signs", () => {
  const long = JSON.stringify({ text: `${"x".repeat(12e6)}"\\`.repeat(2) });
  expect(linesOfEntries(`[\n${long},\n\n{"a": [1, "]"]},{}]`)).toEqual([2, 4, 4]);
});
