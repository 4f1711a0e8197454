import { beforeAll, describe, expect, test, vi } from "vitest";
import { parseTextRecord } from "../../src/answers/text-record.ts";
import { type Json, type SampleLanguage, sampleLanguages } from "../../src/job/types.ts";
import { canonicalJson } from "../../src/answers/fingerprint.ts";
import { readNotebook, sourceOf } from "../article/formats/notebook-format.ts";
import { missing, runSample } from "../support/run-sample.ts";
import { jobFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { readPage } from "./support/page.ts";
import { type Finished, type Running, start } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { type Provider, startProvider } from "./support/provider.ts";
import type { Call, Reply } from "./support/exchange.ts";

/** Everything that a shell, a here-document, Python, JavaScript, JSON, Liquid or HTML could take. */
const nasty = [
  "aspas \" e ' e ` e \\ e \\n e \\\\",
  "$HOME ${HOME} $(id) `id` %s {x} {{ x }} {% raw %} ${1+1}",
  "JSON",
  "'JSON'",
  "EOF",
  "'''",
  '"""',
  "```",
  "</script><!-- --> <b> &amp; &lt;",
  "👍 ação 中文 \u{1F468}\u200D\u{1F469} \u2028 fim",
  "# ! % ? \t; * ~ | > /dev/null",
  "%%bash",
].join("\n");

const blocks = {
  responses: { prompt: "{{ vars.nasty }}", text: { endpoint: "responses" } },
  chat: {
    prompt: "{{ vars.nasty }}\n\n{{ answers.responses }}",
    text: { endpoint: "chat", temperature: 0.25, extra: { stop: ["\n'\"", "$("] } },
  },
  older: {
    prompt: "{{ vars.nasty }}",
    text: { endpoint: "chat", provider: "older", extra: { "a key": { b: [null, true, 1e-7] } } },
  },
  completions: { prompt: "{{ vars.nasty }}", text: { endpoint: "completions" } },
  images: { image: { prompt: "{{ vars.nasty }}", quality: "low" }, n: 2, alt: "A house" },
};
type Id = keyof typeof blocks;
const ids = Object.keys(blocks) as Id[];

let sandbox: Running;
let provider: Provider;
let folder: string;
let built: Finished;
/** How many Prelo sent. */
let requests: number;
/** What Prelo sent, by block. */
const sent = new Map<Id, Call>();

/** The program's own sandbox answers; what it is asked is looked at on the way. */
function passOn(url: string): (call: Call) => Promise<Reply> {
  return async ({ path, body }) => {
    const response = await fetch(url + path.replace(/^.*\/v1/, ""), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: await response.json() };
  };
}

beforeAll(async () => {
  const job = makeJob({ articles: {} });
  sandbox = start(job, ["sandbox", "--port", "0", "--image-reply", "base64"]);
  const url = await vi.waitUntil(() => /http:\S+\/v1/.exec(sandbox.printed())?.[0], 20_000);
  provider = await startProvider(passOn(url));
  folder = makeJob({
    job: {
      providers: {
        local: {
          base_url: `${provider.origin}/it's/v1/`,
          api_key_env: "LOCAL_API_KEY",
          headers: { "x-tenant": `a'b "c" $HOME` },
        },
        older: { base_url: `${provider.origin}/older/v1`, max_tokens_field: "max_tokens" },
      },
      text: { provider: "local", model: "m-1", max_output_tokens: 300 },
      image: { provider: "local", model: "i-1", size: "256x256" },
      output: { formats: ["markdown", "html", "notebook"] },
    },
    articles: {
      a: {
        title: "About samples",
        vars: { nasty },
        system: `Answer in one line. ${JSON.stringify("$(id) ' {")}`,
        blocks: [
          ...ids.map((id) => ({ id, heading: `The block ${id}`, ...blocks[id] })),
          ...ids.map((id) => ({
            id: `code-${id}`,
            heading: `The code of ${id}`,
            request: id,
            languages: [...sampleLanguages],
          })),
        ],
      },
    },
  });
  built = await prelo(folder, ["build"], { LOCAL_API_KEY: provider.key });
  for (const call of provider.calls) {
    sent.set(blockOf(call), call);
  }
  requests = provider.calls.length;
  return async () => {
    sandbox.kill("SIGINT");
    await sandbox.finished;
  };
});

/** Which block a request is of, by its path; the more telling parts come first. */
function blockOf({ path }: Call): Id {
  const told = ["older", "images", "responses", "chat", "completions"] as const;
  return told.find((part) => path.includes(part)) ?? "responses";
}

/** The code of a block in a language, as the Markdown page shows it. */
function fromPage(id: Id, language: SampleLanguage): string {
  const { fences } = readPage(readText(folder, "output/a/article.md"));
  const code = fences.filter(({ language: name }) => name !== "text");
  return `${code[ids.indexOf(id) * 4 + sampleLanguages.indexOf(language)]?.text ?? ""}\n`;
}

/** The same from the notebook: what a cell hands to its language. */
function fromNotebook(id: Id, language: SampleLanguage): string {
  const { cells } = readNotebook(readText(folder, "output/a/article.ipynb"));
  const name = `code-${id}-code-${sampleLanguages.indexOf(language) + 1}`;
  const source = sourceOf(cells.find((cell) => cell.id === name));
  return `${source.replace(/^%%[^\n]*\n/, "")}\n`;
}

test("Prelo asks each block once, through the sandbox", () => {
  expect(built).toMatchObject({ code: 0 });
  expect(requests).toBe(ids.length);
  expect([...sent.keys()].toSorted()).toEqual(ids.toSorted());
});

describe.each(ids)("the code of a request to %s", (id) => {
  test.each(sampleLanguages)("is the same in the notebook as on the page, in %s", (language) => {
    expect(fromPage(id, language).length).toBeGreaterThan(100);
    expect(fromNotebook(id, language)).toBe(fromPage(id, language));
  });

  for (const language of sampleLanguages) {
    test.skipIf(missing[language])(`sends what Prelo sent, in ${language}`, async () => {
      const before = provider.calls.length;
      const variables = { LOCAL_API_KEY: provider.key };
      const { printed, files } = await runSample(fromPage(id, language), language, variables);
      const own = sent.get(id);
      const [call, ...others] = provider.calls.slice(before);
      expect(others).toEqual([]);
      expect(call?.path).toBe(own?.path);
      expect(canonicalJson(call?.body as Json)).toBe(canonicalJson(own?.body as Json));
      // OpenAI's package sends a key to servers that want none as well.
      const anyKey = language === "openai-python" ? "Bearer none" : undefined;
      expect(call?.authorization).toBe(own?.authorization ?? anyKey);
      const isPictures = id === "images";
      expect(files).toHaveLength(isPictures ? 2 : 0);
      expect(printed.trim() === "").toBe(isPictures);
    });
  }
});

test("each names the variable of the key, and none the key", () => {
  for (const name of ["article.md", "article.html", "article.ipynb", "manifest.json"]) {
    expect(readText(folder, `output/a/${name}`)).not.toContain(provider.key);
  }
  for (const language of sampleLanguages) {
    expect(fromPage("chat", language)).toContain("LOCAL_API_KEY");
    expect(fromPage("older", language)).not.toContain("LOCAL_API_KEY");
  }
});

test("the notebook shows below each what Prelo was answered", () => {
  const { cells } = readNotebook(readText(folder, "output/a/article.ipynb"));
  const record = readText(folder, "answers/a/completions.md");
  const answer = parseTextRecord(record).body.trim();
  expect(answer).not.toBe("");
  const code = cells.filter((cell) => cell.id.startsWith("code-completions-code-"));
  expect(code).toHaveLength(sampleLanguages.length);
  for (const cell of code) {
    expect(cell.outputs?.[0]?.text?.join("").trim()).toBe(answer);
  }
  const pictures = cells.find((cell) => cell.id === "code-images-code-1")?.outputs?.[0]?.data;
  expect(readPage(pictures?.["text/markdown"]?.join("") ?? "").images).toHaveLength(2);
});

test("code for pictures that take several requests sends the first of them", async () => {
  const server = await startProvider();
  const filesFor = (most: number): Record<string, string> =>
    jobFiles({
      job: {
        providers: {
          local: { base_url: `${server.origin}/v1`, limits: { images_per_request: most } },
        },
        image: { provider: "local", model: "i-1" },
        output: { formats: ["markdown", "notebook"] },
      },
      articles: {
        a: [
          { id: "pic", image: "A house", alt: "A house", n: 5 },
          { heading: "Code", request: "pic", languages: ["typescript"] },
        ],
      },
    });
  const job = makeFolder(filesFor(3));
  expect(await prelo(job, ["build"])).toMatchObject({ code: 0 });
  const first = server.calls.find(({ body }) => body["n"] === 3);
  const codeOf = (): string => readPage(readText(job, "output/a/article.md")).fences[0]?.text ?? "";
  const { files } = await runSample(codeOf(), "typescript", {});
  expect(files).toHaveLength(3);
  expect(server.calls.at(-1)?.body).toEqual(first?.body);
  const { cells } = readNotebook(readText(job, "output/a/article.ipynb"));
  const output = cells.flatMap((cell) => cell.outputs ?? [])[0]?.data?.["text/markdown"];
  expect(readPage(output?.join("") ?? "").images).toHaveLength(3);

  // The limit is part of the code: the page follows it, and no request is sent for that.
  const before = server.calls.length;
  writeFiles(job, filesFor(4));
  expect((await prelo(job, ["check"])).code).toBe(1);
  expect(await prelo(job, ["build", "--frozen"])).toMatchObject({ code: 0 });
  expect(codeOf()).toContain("n: 4,");
  expect(server.calls).toHaveLength(before);
});

test("no code is shown of a request that holds a picture", async () => {
  const job = makeJob({
    articles: {
      a: [
        { id: "pic", image: "A house", alt: "auto" },
        { heading: "Code", request: "pic-alt-1" },
      ],
    },
  });
  const build = await prelo(job, ["build", "--sandbox"]);
  expect(build.code).toBe(2);
  expect(build.stderr).toMatch(/prompts\/a\.yaml:\d+:\d+ .*pic-alt-1/);
});
