import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { describeUsage } from "../../../src/article/usage.ts";
import type { UsageTotals } from "../../../src/article/types.ts";
import { loadCheckedJob } from "../../../src/build/load-job.ts";
import { articleOf, loadFiles, writeFiles } from "../../job/job-files.ts";

/** The file that docs/how-to/translations.md shows. */
function readDutch(): string {
  const page = new URL("../../../docs/how-to/translations.md", import.meta.url);
  const [, yaml = ""] =
    /```yaml\n(# wording\.yaml\n[\s\S]*?)```/.exec(readFileSync(page, "utf8")) ?? [];
  return yaml;
}

const dutch = readDutch();

function filesWith(wording: string): Readonly<Record<string, string>> {
  return {
    "pipeline.yaml":
      "version: 1\narticles: [prompts/*.yaml]\ntext: { model: m }\noutput: { wording: wording.yaml }\n",
    "prompts/a.yaml": "title: T\nlanguage: nl-BE\nblocks:\n  - markdown: Tekst\n",
    "wording.yaml": wording,
  };
}

const totals: UsageTotals = {
  requests: 12,
  textAnswers: 1,
  images: 11,
  inputTokens: 1234,
  outputTokens: 5,
  answersWithoutTokens: 0,
  costUsd: 0,
  models: ["{n}"],
  textModels: [],
  imageModels: [],
  editedAnswers: 1,
};

test("a page speaks the words of the job's file, with its language's plurals and numbers", async () => {
  const { language, wording } = articleOf(await loadFiles(filesWith(dutch)));
  if (wording === undefined) {
    throw new Error("no wording");
  }
  expect(describeUsage(totals, { language, wording }).replaceAll("\u00A0", " ")).toBe(
    "Dit artikel kostte 12 aanvragen: 1 tekst en 11 afbeeldingen. Tokens: 1.234 in en 5 uit. Model: {n}. Kosten: US$ 0,00. 1 antwoord is door een mens bewerkt.",
  );
  expect(describeUsage(totals, { language: "fr", wording })).toContain("Cet article");
});

test.each([
  ["a word that is missing", "  close: Sluiten\n", "", /`close` is missing/, /button/],
  ["a counted word that is missing", /  texts:.*\n/, "", /`texts` is missing/, /\{n\} texts/],
  ["an unknown word", "close:", "cloze:", /`cloze`/, /`close`/],
  ["an unknown place", "noot {n}", "noot {m}", /\{n\} in braces, not \{m\}/],
  ["a place that is missing", "noot {n}", "noot", /must hold \{n\}/],
  ["a plural form that is missing", '{ one: "{n} tekst", ', "{ ", /form `one`/],
  ["an unknown form", '{ one: "{n} tekst", ', '{ eno: "x", ', /`eno`/],
])("%s is named at its line", async (_what, from, to, message, hint = /(?:)/) => {
  const { diagnostics } = await loadFiles(filesWith(dutch.replace(from, to)));
  const found = diagnostics.find((each) => message.test(each.message));
  // What is missing is told where its language begins.
  const line = to === "" ? 3 : dutch.slice(0, dutch.indexOf(String(from))).split("\n").length;
  expect(found).toMatchObject({ file: "wording.yaml", line });
  expect(found?.hint ?? "").toMatch(hint);
});

test("a language without words is warned of once, and only there", async () => {
  const { "wording.yaml": _, ...files } = filesWith("");
  const article = files["prompts/a.yaml"] ?? "";
  const dir = await writeFiles({
    ...files,
    "pipeline.yaml":
      "version: 1\narticles: [prompts/*.yaml]\ntext: { model: m }\ntranslations: { to: [he, pl] }\n",
    "prompts/b.yaml": article,
  });
  const { warnings } = await loadCheckedJob({ jobFile: path.join(dir, "pipeline.yaml") });
  const code = "WORDING_MISSING";
  expect(warnings.map((each) => [each.code, each.file, each.line, each.message])).toEqual([
    [code, "prompts/a.yaml", 2, expect.stringContaining("Flemish")],
    [code, "pipeline.yaml", 4, expect.stringContaining("Polish")],
  ]);
});

test("a language that is begun is one mistake, which lists the words and what they are for", async () => {
  const { diagnostics } = await loadFiles(filesWith("nl: { enlarge: Vergroten, clos: x }\n"));
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^\d\d words are missing in `nl`:$/),
    expect.stringContaining("`clos`"),
  ]);
  const lines = diagnostics[0]?.hint?.split("\n") ?? [];
  expect(lines).toContain("close: Names the button that closes it: Close.");
  expect(lines.join("\n")).not.toContain("enlarge:");
});
