import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadCheckedJob } from "../../src/build/load-job.ts";
import { JobError } from "../../src/job/diagnostics/diagnostics.ts";
import { takeMark, writeFiles } from "../job/job-files.ts";

const job =
  "version: 1\narticles: [prompts/*.yaml]\ntext: { model: gpt-5.4-mini }\nimage: { model: gpt-image-2 }\n";
const sound = "title: Bread\nblocks:\n  - markdown: Flour.\n";

/** What was done, the file with the mark `¶` where the mistake is to be told, what is said, what to do. */
type Mistake = readonly [name: string, marked: string, says: RegExp, remedy: RegExp];

const inArticles: readonly Mistake[] = [
  ["an empty file", "¶", /empty/, /`title` and `blocks`/],
  ["no blocks", "¶title: B\n", /`blocks` is missing/, /`- ` and its kind/],
  ["blocks without one", "title: B\n¶blocks:\n", /`blocks` must be a list/, /`- prompt: …`/],
  [
    "a missing dash",
    "title: B\nblocks:\n  ¶prompt: x\n",
    /must be a list/,
    /Begin each entry .* `- `/,
  ],
  [
    "a dash without a space",
    "title: B\nblocks:\n  ¶-prompt: x\n",
    /must be a list/,
    /space after each `-`/,
  ],
  [
    "a second prompt without a dash",
    "title: B\nblocks:\n  - prompt: x\n    ¶prompt: y\n",
    /written twice/,
    /begin another entry/,
  ],
  [
    "two kinds without a dash between",
    "title: B\nblocks:\n  - prompt: x\n    ¶markdown: y\n",
    /Two kinds in one block/,
    /Make two blocks of it/,
  ],
  [
    "a text for a block",
    "title: B\nblocks:\n  - ¶Hello\n",
    /A block must be a group/,
    /Begin it with its kind/,
  ],
  ["a kind misspelt", "title: B\nblocks:\n  - ¶promt: x\n", /Unknown key `promt`/, /`prompt`/],
  ["a kind in capitals", "title: B\nblocks:\n  - ¶Prompt: x\n", /Unknown key `Prompt`/, /`prompt`/],
  [
    "a key misspelt",
    "¶titel: B\ntitle: B\nblocks:\n  - markdown: x\n",
    /Unknown key `titel`/,
    /`title`/,
  ],
  [
    "a language in English",
    "title: B\nlanguage: ¶English\nblocks:\n  - markdown: x\n",
    /language tag/,
    /`en`/,
  ],
  [
    "a language in its own words",
    "title: B\nlanguage: ¶español\nblocks:\n  - markdown: x\n",
    /language tag/,
    /`es`/,
  ],
  [
    "a locale for a language",
    "title: B\nlanguage: ¶pt_BR\nblocks:\n  - markdown: x\n",
    /language tag/,
    /`pt-BR`/,
  ],
  [
    "a colon in a title",
    "title: ¶Bread: a guide\nblocks:\n  - markdown: x\n",
    /second `: `/,
    /quotes/,
  ],
  [
    "a text that begins with a star",
    "title: B\nblocks:\n  - markdown: ¶*Flour* first\n",
    /cannot begin with `\*`/,
    /quotes/,
  ],
  [
    "a text that begins with a template",
    "title: B\nblocks:\n  - prompt: {¶{ vars.x }}\n",
    /begins with `\{`/,
    /quotes/,
  ],
  ["a tab", "title: B\nblocks:\n¶\t- prompt: x\n", /tab/, /two spaces/],
  [
    "an uneven indentation",
    "title: B\nblocks:\n  - prompt: x\n¶   id: y\n",
    /not indented/,
    /same column/,
  ],
  [
    "a quote that stays open",
    'title: B\nblocks:\n  - prompt: ¶"Say one\n',
    /not closed/,
    /closing quote/,
  ],
  ["an apostrophe in quotes", "title: B\nblocks:\n  - prompt: 'It'¶s one'\n", /ended before/, /''/],
  [
    "a variable that is not there",
    'title: B\nvars: { topic: x }\nblocks:\n  - prompt: "{{ ¶vars.topics }}"\n',
    /unknown variable/,
    /`topic`/,
  ],
  [
    "a variable without vars",
    'title: B\nvars: { topic: x }\nblocks:\n  - prompt: "{{ ¶topic }}"\n',
    /unknown variable/,
    /`vars\.topic`/,
  ],
  [
    "an answer without answers",
    'title: B\nblocks:\n  - id: one\n    prompt: x\n  - prompt: "{{ ¶one }}"\n',
    /unknown variable/,
    /`answers\.one`/,
  ],
  [
    "an id that is not there",
    'title: B\nblocks:\n  - id: one\n    prompt: x\n  - prompt: "{{ ¶answers.on }}"\n',
    /no block has the id/,
    /`one`/,
  ],
  [
    "the answer of a text of one's own",
    'title: B\nblocks:\n  - id: own\n    markdown: x\n  - prompt: "{{ ¶answers.own }}"\n',
    /no text answer/,
    /prompt or question/,
  ],
  [
    "a filter that is not there",
    "title: B\nblocks:\n  - prompt: \"¶{{ 'x' | upcas }}\"\n",
    /undefined filter/,
    /`upcase`/,
  ],
  [
    "a template that stays open",
    'title: B\nblocks:\n  - prompt: "Say ¶{{ vars.x"\n',
    /not closed/,
    /`}}`/,
  ],
  [
    "a picture without words",
    "title: B\nblocks:\n  - ¶image: A house\n",
    /`alt` is missing/,
    /cannot see it/,
  ],
  [
    "a number in quotes",
    'title: B\nblocks:\n  - image: A house\n    alt: x\n    n: ¶"3"\n',
    /must be a number/,
    /`n: 3`/,
  ],
  [
    "two blocks with one id",
    "title: B\nblocks:\n  - id: a\n    prompt: x\n  - id: ¶a\n    prompt: y\n",
    /Two blocks have the id/,
    /of its own/,
  ],
  [
    "a model in the block",
    "title: B\nblocks:\n  - prompt: x\n    ¶model: m\n",
    /does not stand in the block/,
    /`text: \{ model/,
  ],
  ["yes for true", "title: B\nblocks:\n  - usage: ¶yes\n", /must be true/, /Write true/],
  [
    "tags in one text",
    "title: B\ntags: ¶bread, home\nblocks:\n  - markdown: x\n",
    /must be a list/,
    /\["bread", "home"\]/,
  ],
  [
    "an address for references",
    "title: B\nblocks:\n  - references: ¶https://example.org\n",
    /must be auto or a list/,
    /The sources/,
  ],
  [
    "a file that is not there",
    "title: B\nblocks:\n  - file: ¶a.py\n",
    /no file a\.py/,
    /prompts\/a\.py/,
  ],
  [
    "a date of another form",
    "title: B\ndate: ¶28.11.2026\nblocks:\n  - markdown: x\n",
    /YYYY-MM-DD/,
    /(?:)/,
  ],
];

const inJobs: readonly Mistake[] = [
  ["an empty job", "¶", /empty/, /`version: 1`/],
  [
    "an article for the job",
    "¶title: B\nblocks:\n  - markdown: x\n",
    /an article, not a job/,
    /prelo build/,
  ],
  ["a list for the job", "¶- prompts/a.yaml\n", /it is a list/, /`- ` away/],
  [
    "a glob for nothing",
    "version: 1\narticles: [¶prompt/*.yaml]\n",
    /No file matches/,
    /prompts\/a\.yaml/,
  ],
  [
    "a folder for its files",
    "version: 1\narticles: [¶prompts]\n",
    /is a folder/,
    /`prompts\/\*\.yaml`/,
  ],
  [
    "an article's name misspelt",
    "version: 1\narticles: [¶prompts/aa.yaml]\n",
    /no file/,
    /`prompts\/a\.yaml`/,
  ],
  [
    "the job among its articles",
    "¶version: 1\narticles: [prompts/*.yaml, pipeline.yaml]\n",
    /not an article/,
    /own files/,
  ],
  [
    "articles that are no list",
    "version: 1\narticles: ¶prompts/*.yaml\n",
    /must be a list/,
    /\["prompts/,
  ],
  [
    "a version in quotes",
    'version: ¶"1"\narticles: [prompts/*.yaml]\n',
    /must be 1/,
    /`version: 1`/,
  ],
  [
    "a variable with a dollar",
    `${job}providers: { openai: { api_key_env: ¶$OPENAI_API_KEY } }\n`,
    /name of an env/,
    /`OPENAI_API_KEY`/,
  ],
  [
    "a provider misspelt",
    job.replace("{ model: gpt-5", "{ provider: ¶opnai, model: gpt-5"),
    /no provider/,
    /`openai`/,
  ],
  [
    "an address without https",
    `${job}providers: { p: { base_url: ¶localhost:8080 } }\n`,
    /https:\/\/ or http/,
    /(?:)/,
  ],
  ["dollars with their sign", `${job}budget: { usd: ¶$2 }\n`, /must be a number/, /`usd: 2`/],
  ["a format by its extension", `${job}output: { formats: [¶md] }\n`, /markdown, html/, /(?:)/],
  [
    "one format that is no list",
    `${job}output: { formats: ¶html }\n`,
    /must be a list/,
    /\["html"\]/,
  ],
  [
    "output outside",
    `${job}output: { dir: ¶../site }\n`,
    /inside the job's folder/,
    /relative path/,
  ],
];

async function mistakesIn(
  files: Readonly<Record<string, string>>,
): Promise<readonly { place: string; message: string; hint: string }[]> {
  const dir = await writeFiles(files);
  const load = loadCheckedJob({ jobFile: path.join(dir, "pipeline.yaml") });
  const error = await load.then(() => undefined).catch((thrown: unknown) => thrown);
  const diagnostics = error instanceof JobError ? error.diagnostics : [];
  return diagnostics.map(({ file, line, column, message, hint = "" }) => ({
    place: `${file}:${line}:${column}`,
    message,
    hint,
  }));
}

describe("a typical mistake is told once, at its place, with what to do", () => {
  test.each(inArticles)("%s", async (_, marked, says, remedy) => {
    const { text, place } = takeMark(marked);
    expect(await mistakesIn({ "pipeline.yaml": job, "prompts/a.yaml": text })).toEqual([
      {
        place: `prompts/a.yaml:${place}`,
        message: expect.stringMatching(says) as string,
        hint: expect.stringMatching(remedy) as string,
      },
    ]);
  });

  test.each(inJobs)("%s", async (_, marked, says, remedy) => {
    const { text, place } = takeMark(marked);
    expect(await mistakesIn({ "pipeline.yaml": text, "prompts/a.yaml": sound })).toEqual([
      {
        place: `pipeline.yaml:${place}`,
        message: expect.stringMatching(says) as string,
        hint: expect.stringMatching(remedy) as string,
      },
    ]);
  });

  test("no job file, and one with the other extension", async () => {
    const none = await mistakesIn({});
    expect(none).toMatchObject([{ hint: expect.stringMatching(/prelo init/) as string }]);
    const other = await mistakesIn({ "pipeline.yml": job });
    expect(other).toMatchObject([{ hint: expect.stringMatching(/build pipeline\.yml/) as string }]);
  });
});
