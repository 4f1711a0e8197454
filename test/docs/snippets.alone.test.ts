import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { loadCheckedJob } from "../../src/build/load-job.ts";
import { jobSchema } from "../../src/job/schema/job.ts";
import { makeFolder, writeFiles } from "../scenarios/support/folder.ts";
import { startProvider } from "../scenarios/support/provider.ts";
import { argumentsOf, parseLine, runLine, runShell } from "./support/command-line.ts";
import { type Snippet, snippets } from "./support/snippets.ts";

const root = join(import.meta.dirname, "../..");

/** What the documentation tells a reader to run, and no test can: only its options are looked at. */
const notRun: readonly (readonly [RegExp, string])[] = [
  [/^npm install /, "reaches beyond this machine"],
  [/^(?:npx )?prelo preview/, "runs until Ctrl-C; test/cli/preview/ tries it"],
  [/^npx prelo doctor$/, "tells of this machine; test/scenarios/doctor.test.ts runs it"],
  [/^prelo .*(?:worker|queue)/, "needs Redis; test/scenarios/machines.test.ts runs it"],
  [/^ollama /, "needs Ollama"],
  [
    /^prelo (?:build --batch|batches)/,
    "test/scenarios/batches.test.ts has a provider that takes them",
  ],
  [/^npm (?:cit|test|run (?:format|docs|campaign))/, "is what runs this test"],
  [/^npm run build-article/, "compiles; test/docs/readme.test.ts runs what it starts"],
  [/^npx prelo publish /, "needs a site; test/scenarios/publish.test.ts runs it"],
  [
    /^prelo (?:build --refresh es\/|accept es\/|build --article bread\/es)/,
    "test/scenarios/translations.test.ts has a translator",
  ],
  [/^export /, "takes the reader's own key"],
];

/** Code that needs what is not here: it is only looked whether it can be parsed. */
const notLoaded: readonly (readonly [page: string, begins: string, why: string])[] = [
  ["docs/how-to/several-machines.md", "import { createBullBoard }", "needs Bull Board"],
  ["docs/how-to/library.md", "providers: {", "is a part of the example above it"],
  [
    "docs/how-to/translations.md",
    "# wording.yaml",
    "is tried by test/article/locales/own-messages.test.ts",
  ],
  ["docs/reference/pictures.md", "images:\n  - file: house-4.png", "is a part of a record"],
];

function isListed({ page, code }: Snippet): boolean {
  return notLoaded.some(([of, begins]) => page === of && code.startsWith(begins));
}

/** Files that snippets of YAML name. */
const named: Readonly<Record<string, string>> = {
  "schemas/facts.json": "{}",
  "schemas/outline.json": "{}",
  "files/report.pdf": "%PDF-1.4\n",
  "files/notes.md": "A note.",
};

/** Pictures that a snippet names. */
function picturesIn({ code }: Snippet): readonly string[] {
  return code.match(/\bphotos\/[\w-]+\.\w+/g) ?? [];
}

const home = process.cwd();
const own = snippets.filter(({ runBy }) => runBy === undefined);
const inLanguage = (...languages: readonly string[]): readonly Snippet[] =>
  own.filter(({ language }) => languages.includes(language));

test("every block of code is in a language that is tried here, or by the test that its page names", () => {
  const known = new Set(["sh", "yaml", "json", "js", "ts"]);
  expect(own.filter(({ language }) => !known.has(language))).toEqual([]);
  // The test that a page names reads that page.
  const elsewhere = snippets.filter(
    ({ page, runBy }) =>
      runBy !== undefined &&
      !readFileSync(join(root, runBy), "utf8").includes(page.split("/").at(-1) ?? page),
  );
  expect(elsewhere).toEqual([]);
  const lines = inLanguage("sh").flatMap(({ code }) => linesOf(code));
  const needless = notRun.filter(([pattern]) => !lines.some((line) => pattern.test(line)));
  expect(needless).toEqual([]);
  const tests = notRun.flatMap(([, why]) => /test\/[\w./-]+/.exec(why) ?? []);
  expect(tests.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

/** The lines of a block of shell that do something. */
function linesOf(code: string): readonly string[] {
  return code
    .split("\n")
    .map((line) => line.replace(/(?:^|\s+)#.*$/, ""))
    .filter(Boolean);
}

describe("commands", () => {
  let project = "";

  let variables: Readonly<Record<string, string>> = {};

  /** Before each test: what was set for the one before is taken back. */
  const setVariables = (): void => {
    for (const name of ["CI", "GITHUB_ACTIONS", "LC_ALL", "LC_MESSAGES"]) {
      vi.stubEnv(name, undefined);
    }
    for (const [name, value] of Object.entries({ ...variables, LANG: "en_US.UTF-8" })) {
      vi.stubEnv(name, value);
    }
  };

  beforeAll(async () => {
    ({ variables } = await startProvider());
    setVariables();
    project = makeFolder();
    process.chdir(project);
    await runLine(["init"]);
    await runLine(["build"]);
  });

  beforeEach(setVariables);

  afterAll(() => {
    process.chdir(home);
  });

  const pages = new Set(inLanguage("sh").map(({ page }) => page));

  test.each([...pages])("those of %s run in a new project", async (page) => {
    const folder = makeFolder();
    // Who follows the tutorial begins with nothing.
    if (page !== "docs/tutorial.md" && page !== "README.md") {
      cpSync(project, folder, { recursive: true });
    }
    process.chdir(folder);
    for (const snippet of own.filter((each) => each.page === page)) {
      prepare[page]?.();
      await expect(follow(snippet)).resolves.toBeUndefined();
    }
  });
});

/** Does what a page says: writes the file that a block is headed by, runs the commands. */
async function follow({ language, code }: Snippet): Promise<void> {
  const [, file] = /^# (\S+\.yaml)\n/.exec(code) ?? [];
  if (file !== undefined) {
    writeFiles(process.cwd(), { [file]: code });
  }
  if (language !== "sh") {
    return;
  }
  const lines = linesOf(code);
  if (!lines.some((line) => argumentsOf(line) ?? notRun.some(([pattern]) => pattern.test(line)))) {
    runShell(code);
    return;
  }
  for (const line of lines) {
    const args = argumentsOf(line);
    if (notRun.some(([pattern]) => pattern.test(line))) {
      parseLine(args ?? []);
    } else if (line.startsWith("cd ")) {
      process.chdir(line.slice(3));
    } else if (args === undefined) {
      runShell(line);
    } else {
      await runLine(args);
    }
  }
}

/** What a reader of a page has done before its next block. */
const prepare: Readonly<Record<string, () => void>> = {
  "docs/how-to/take-over.md": () =>
    writeFiles(process.cwd(), { "posts/old-bread.md": "# Old bread\n\n## Why?\n\nBecause.\n" }),
  "docs/how-to/corrections.md": () => {
    const text = readFileSync("answers/bread/summary.md", "utf8");
    const begin = text.indexOf("\n---\n", 4) + 5;
    const corrected = `${text.slice(0, begin)}Corrected. ${text.slice(begin)}`;
    writeFiles(".", { "answers/bread/summary.md": corrected });
  },
  "docs/how-to/costs.md": () => {
    const { code = "" } =
      own.find(({ language, page }) => language === "yaml" && page.endsWith("/costs.md")) ?? {};
    const job = readFileSync("pipeline.yaml", "utf8");
    writeFiles(".", { "pipeline.yaml": job.replace(/^(?:budget|prices):[^]*/m, code) });
  },
};

test("every snippet of YAML is valid where it belongs: a job, an article, or a part of either", async () => {
  const folder = makeFolder(named);
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "gray" } })
    .jpeg()
    .toBuffer();
  mkdirSync(join(folder, "photos"));
  for (const picture of inLanguage("yaml").flatMap(picturesIn)) {
    await sharp(bytes).toFile(join(folder, picture));
  }
  const wrong: string[] = [];
  for (const { page, line, code } of inLanguage("yaml").filter((each) => !isListed(each))) {
    writeFiles(folder, complete(parse(code, withoutTls) as object));
    await loadCheckedJob({ jobFile: join(folder, "pipeline.yaml") }).catch((error: unknown) =>
      wrong.push(`${page}:${line}: ${String(error)}`),
    );
  }
  expect(wrong).toEqual([]);
});

/** Certificates would have to be made for it: test/scenarios/connections.test.ts does so. */
function withoutTls(key: unknown, value: unknown): unknown {
  return key === "tls" ? undefined : value;
}

/** A job that holds what a snippet shows, and what the snippet takes for granted. */
function complete(shown: object): Record<string, string> {
  const isJob = !Array.isArray(shown) && Object.keys(shown).every((key) => key in jobSchema.shape);
  const blocks = Array.isArray(shown) ? shown : "blocks" in shown ? (shown.blocks as object[]) : [];
  const text = JSON.stringify(shown);
  // Those of a repeat are blocks of the article as well.
  const all = blocks.flatMap((block) => [
    block,
    ...("blocks" in block ? [block.blocks].flat() : []),
  ]);
  const ids = new Set(all.map((block) => Object(block).id));
  const missing = new Set(
    [...text.matchAll(/answers\.([\w-]+)/g)].map(([, id]) => id).filter((id) => !ids.has(id)),
  );
  const shownPictures = new Set(
    [...text.matchAll(/"image":"([\w-]+)","number"/g)].map(([, id]) => id),
  );
  const article = {
    title: "Shown",
    ...(isJob || Array.isArray(shown) ? {} : shown),
    blocks: [
      { markdown: "What a snippet shows stands in an article." },
      ...[...shownPictures].map((id) => ({ id, image: "A picture", alt: "A picture", n: 2 })),
      ...[...missing].map((id) => ({ id, prompt: `Say ${id}.` })),
      ...blocks,
    ],
  };
  const job = {
    version: 1,
    articles: ["prompts/*.yaml"],
    text: { model: "gpt-5.4-mini" },
    image: { model: "gpt-image-2" },
    ...(isJob ? shown : {}),
  };
  return { "pipeline.yaml": stringify(job), "prompts/shown.yaml": stringify(article) };
}

test("every snippet of JSON is JSON", () => {
  for (const { code } of inLanguage("json")) {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  }
});

test("every snippet of code is run by a test, or listed, and can be parsed", () => {
  expect(inLanguage("js", "ts").filter((snippet) => !isListed(snippet))).toEqual([]);
  for (const { code } of inLanguage("js", "ts")) {
    const source = code.startsWith("providers:") ? `export default { ${code} }` : code;
    expect(() => parseAst(source)).not.toThrow();
  }
});
