import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { hashTree, listFiles, makeJob, readAll, readText, writeFiles } from "./support/folder.ts";
import type { Finished } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { makeKey, startProvider } from "./support/provider.ts";
import type { Call, Reply } from "./support/exchange.ts";
import { answerAll, promptOf, textReply } from "./support/replies.ts";

const good = [{ id: "two", prompt: "Say two." }];
const articles = { a: [{ id: "one", prompt: "Say one." }], good };

/** A secret of the machine's own, without any known shape. */
const makeToken = (): string =>
  `a1${randomBytes(20).toString("base64url").replaceAll(/[-_]/g, "x")}`;

/** A refusal as it must be: nothing of the article, and nowhere anything of the secret. */
function expectRefused(build: Finished, folder: string, secret: string, name: string): void {
  expect(build.stderr).toContain("LEAK_FOUND");
  expect(build.stderr).toContain(name);
  expect(build.code).toBe(3);
  expectUnsaid(build, secret);
  expect(listFiles(folder, "output").filter((file) => file.startsWith("output/a/"))).toEqual([]);
}

function expectUnsaid({ stdout, stderr }: Finished, secret: string): void {
  const body = secret.replace(/^sk-test-/, "");
  const said = stdout + stderr;
  for (let start = 0; start + 8 <= body.length; start += 1) {
    expect(said.includes(body.slice(start, start + 8))).toBe(false);
  }
}

/** Answers everything, the first article's question with this. */
const answering =
  (text: () => string) =>
  (call: Call): Reply | Promise<Reply> =>
    promptOf(call) === "Say one." ? textReply(call, text()) : answerAll(call);

/** What a model may answer with. */
const answersWith: Readonly<Record<string, (secret: string) => string>> = {
  plain: (s) => `Use this:\n\n    export KEY=${s}\n`,
  base64: (s) => `\`\`\`\n${Buffer.from(`ana:${s}`).toString("base64")}\n\`\`\``,
  encoded: (s) =>
    `[a](https://example.org/?k=${s.replaceAll(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)})`,
  emphasis: (s) => `It is ${s.slice(0, 10)}**${s.slice(10)}**.`,
  invisible: (s) => `| a |\n|---|\n| ${s.split("").join("\u200B")} |`,
  coloured: (s) => `\`\`\`js\nconst k = "${s.slice(0, 12)}" + "${s.slice(12)}";\n\`\`\``,
  part: (s) => `It begins with ${s.slice(4, 12)}.`,
};

/** Where an author may have put it. */
const articlesWith: Readonly<
  Record<string, (secret: string) => Readonly<Record<string, unknown>>>
> = {
  title: (s) => ({ title: `Of ${s}`, blocks: good }),
  description: (s) => ({ title: "A", description: s, blocks: good }),
  tag: (s) => ({ title: "A", tags: [s], blocks: good }),
  heading: (s) => ({ title: "A", blocks: [{ markdown: "x", heading: s }] }),
  id: (s) => ({ title: "A", blocks: [{ markdown: "x", heading: "x", id: s }] }),
  code: (s) => ({ title: "A", blocks: [{ code: `k = "${s}"`, language: "python" }] }),
  reference: (s) => ({
    title: "A",
    blocks: [{ references: [{ title: "T", url: `https://example.org/?k=${s}` }] }],
  }),
  alt: (s) => ({ title: "A", blocks: [{ image: "A house", alt: `See ${s}` }] }),
};

/** The articles that the gate refused, by the lines of `--reporter json`. */
function listRefused({ stdout }: Finished): readonly string[] {
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; code?: string; article?: string });
  return events.flatMap(({ type, code, article }) =>
    type === "failed" && code === "LEAK_FOUND" && article !== undefined ? [article] : [],
  );
}

describe("an article is not published with a secret of the machine's", () => {
  test.concurrent("in an answer, whatever its spelling", async () => {
    const token = makeToken();
    const provider = await startProvider((call) => {
      const text = answersWith[promptOf(call)];
      return text === undefined ? answerAll(call) : textReply(call, text(token));
    });
    const asked = Object.keys(answersWith);
    const prompts = Object.fromEntries(asked.map((slug) => [slug, [{ id: "one", prompt: slug }]]));
    const folder = makeJob({ articles: { ...prompts, good } });
    const variables = { ...provider.variables, DEPLOY_TOKEN: token };
    const build = await prelo(folder, ["build"], variables);
    expect(build.code).toBe(3);
    expectUnsaid(build, token);
    for (const slug of asked) {
      expect(build.stderr).toMatch(
        new RegExp(`article\\.md, line \\d+.*in block "one", from answers/${slug}/one\\.md:\\d+`),
      );
    }
    const again = await prelo(folder, ["build", "--reporter", "json"], variables);
    expect(listRefused(again).toSorted()).toEqual(asked.toSorted());
    expectUnsaid(again, token);
    expect(provider.calls).toHaveLength(asked.length + 1);
    expect(listFiles(folder, "output").every((name) => name.startsWith("output/good/"))).toBe(true);
    expect(listFiles(folder, "output")).toContain("output/good/article.md");
  });

  test.concurrent("in what its author wrote", async () => {
    const token = makeToken();
    const provider = await startProvider();
    const written = Object.entries(articlesWith).map(([slug, place]) => [slug, place(token)]);
    const folder = makeJob({ articles: { ...Object.fromEntries(written), good } });
    const variables = { ...provider.variables, DEPLOY_TOKEN: token };
    const build = await prelo(folder, ["build", "--reporter", "json"], variables);
    expect(build.code).toBe(3);
    expectUnsaid(build, token);
    expect(listRefused(build).toSorted()).toEqual(Object.keys(articlesWith).toSorted());
    expect(listFiles(folder, "output").every((name) => name.startsWith("output/good/"))).toBe(true);
    expect(listFiles(folder, "output")).toContain("output/good/article.md");
  });

  test.concurrent("as the article's name", async () => {
    const token = makeToken();
    const provider = await startProvider();
    const folder = makeJob({ articles: { [token]: [{ markdown: "Text." }] } });
    const variables = { ...provider.variables, DEPLOY_TOKEN: token };
    for (const args of [["build"], ["build", "--reporter", "json"]]) {
      const build = await prelo(folder, args, variables);
      expect(build.code).toBe(3);
      expectUnsaid(build, token);
    }
    expect(listFiles(folder, "output")).toEqual([]);
  });
});

test.concurrent("pictures are not there before their article has passed the gate", async () => {
  const token = makeToken();
  const provider = await startProvider(answering(() => `It is ${token}.`));
  const house = { id: "house", image: "A house", alt: "A house", n: 3 };
  const folder = makeJob({ articles: { a: [house, ...articles.a] } });
  const variables = { ...provider.variables, DEPLOY_TOKEN: token };
  const build = await prelo(folder, ["build"], variables);
  expect(build.stderr).toContain("resized 3 of 3");
  expectRefused(build, folder, token, "DEPLOY_TOKEN");
  const mended = readText(folder, "answers/a/one.md").replace(token, "a secret");
  writeFiles(folder, { "answers/a/one.md": mended });
  expect((await prelo(folder, ["build"], variables)).code).toBe(0);
  expect(listFiles(folder, "output/a/img").length).toBeGreaterThan(3);
});

test.concurrent("a secret that only a picture says, as metadata, is found", async () => {
  const token = makeToken();
  const provider = await startProvider();
  const house = { id: "house", heading: "House", image: `A house with ${token}`, alt: "A house" };
  const folder = makeJob({ job: { images: { embed_prompt: true } }, articles: { a: [house] } });
  // Asked while nobody knew that it is a secret.
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  for (const page of ["article.md", "article.html", "manifest.json"]) {
    expect(readText(folder, `output/a/${page}`)).not.toContain(token);
  }
  rmSync(join(folder, "output"), { recursive: true });
  const variables = { ...provider.variables, DEPLOY_TOKEN: token };
  const build = await prelo(folder, ["build"], variables);
  expectRefused(build, folder, token, "DEPLOY_TOKEN");
  expect(build.stderr).toMatch(/img\/house-1-\d+w\.[\da-f]+\.\w+, line 1.*in block "house"/);
});

test.concurrent("a prompt that holds a secret is not even sent", async () => {
  const token = makeToken();
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: [{ prompt: `What is ${token}?`, id: "one" }], good } });
  const variables = { ...provider.variables, DEPLOY_TOKEN: token };
  const build = await prelo(folder, ["build"], variables);
  expectRefused(build, folder, token, "DEPLOY_TOKEN");
  expect(provider.calls.map((call) => promptOf(call))).toEqual(["Say two."]);
  expect(listFiles(folder, "answers/a")).toEqual([]);
});

test.concurrent("a key of the usual shape is not published, whosever it is; what stood before stays", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles });
  await prelo(folder, ["build"], provider.variables);
  const before = hashTree(folder, "output");
  const stranger = makeKey();
  const record = readText(folder, "answers/a/one.md");
  writeFiles(folder, { "answers/a/one.md": `${record}\nMine is ${stranger}.\n` });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(3);
  expectUnsaid(build, stranger);
  expect(hashTree(folder, "output")).toEqual(before);
});

test.concurrent("a false alarm is allowed by the fingerprint that the refusal names", async () => {
  const example = makeKey();
  const provider = await startProvider(answering(() => `An example: ${example}`));
  const folder = makeJob({ articles });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(3);
  const [fingerprint = ""] = /leak-[\da-f]{10}/.exec(build.stderr) ?? [];
  const job = readText(folder, "pipeline.yaml");
  writeFiles(folder, { "pipeline.yaml": `${job}leaks: { allow: [${fingerprint}] }\n` });
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  expect(readText(folder, "output/a/article.md")).toContain(example);
  // What is no more allowed is looked at again.
  writeFiles(folder, { "pipeline.yaml": job });
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(3);
});

const draw = (): Sharp =>
  sharp({ create: { width: 32, height: 32, channels: 3, background: { r: 9, g: 99, b: 9 } } });
const asReply = (bytes: Buffer, more = {}): Reply => ({
  json: { created: 1, data: [{ b64_json: bytes.toString("base64"), ...more }] },
});

describe("a provider's key that comes back with a success is not recorded:", () => {
  const echoes: readonly [string, (call: Call, key: string) => Reply | Promise<Reply>][] = [
    ["in a text", (call, key) => textReply(call, `It is ${key}`)],
    ["in base64", (call, key) => textReply(call, Buffer.from(`x${key}`).toString("base64"))],
    [
      "in escapes",
      (call, key) =>
        textReply(
          call,
          key.replaceAll(/./g, (c) => `&#${c.charCodeAt(0)};`),
        ),
    ],
    ["in part", (call, key) => textReply(call, `It begins with ${key.slice(0, 16)}`)],
    [
      "as the model's name",
      (call, key) => textReply({ ...call, body: { ...call.body, model: key } }, "Yes."),
    ],
    [
      "as the request's id",
      (call, key) => ({
        ...(textReply(call, "Yes.") as { json: unknown }),
        headers: { "x-request-id": key },
      }),
    ],
  ];
  test.concurrent.each(echoes)("%s", async (_, echo) => {
    let key = "";
    const provider = await startProvider((call) =>
      promptOf(call) === "Say one." ? echo(call, key) : answerAll(call),
    );
    ({ key } = provider);
    const folder = makeJob({ articles: { a: articles.a } });
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(3);
    expect(build.stderr).toContain("LEAK_FOUND");
    expectUnsaid(build, key);
    expect(listFiles(folder, "answers/a")).toEqual([]);
    expect(listFiles(folder, "output")).toEqual([]);
    expect(readAll(folder)).not.toContain(key.slice(8, 20));
  });

  const pictures: readonly [string, (key: string) => Promise<Reply>][] = [
    [
      "as the prompt that was really used",
      async (key) => asReply(await draw().png().toBuffer(), { revised_prompt: `A ${key}` }),
    ],
    [
      "in a picture's EXIF",
      async (key) =>
        asReply(
          await draw()
            .withExif({ IFD0: { Artist: key } })
            .jpeg()
            .toBuffer(),
        ),
    ],
    [
      "in a picture's XMP",
      async (key) =>
        asReply(
          await draw()
            .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${key}</a></x:xmpmeta>`)
            .png()
            .toBuffer(),
        ),
    ],
  ];
  test.concurrent.each(pictures)("%s", async (_, reply) => {
    let key = "";
    const provider = await startProvider(() => reply(key));
    ({ key } = provider);
    const house = { id: "house", image: "A house", alt: "A house" };
    const folder = makeJob({ job: { images: { on_error: "skip" } }, articles: { a: [house] } });
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(3);
    expectUnsaid(build, key);
    expect(listFiles(folder, "answers/a")).toEqual([]);
    expect(listFiles(folder, "output")).toEqual([]);
  });
});

const fail = (status: number, body: unknown, headers = {}): Reply => ({
  status,
  headers,
  bytes: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
});
const error = (message: string, more = {}): unknown => ({ error: { message, ...more } });

/** How a server may repeat the key in a failure. */
const failures: Readonly<Record<string, (key: string) => Reply>> = {
  json: (key) => fail(400, error(`Bad key ${key}.`)),
  cut: (key) => fail(422, error(`Bad key ${key.slice(8, 20)} … ${key.slice(20, 40)}`)),
  blanks: (key) => fail(400, error(`Bad key ${key.split("").join(" ")}.`)),
  names: (key) => fail(400, error("x", { code: key, param: key, type: key })),
  html: (key) => fail(502, `<b title="${key}">${key}</b>`, { "content-type": "text/html" }),
  text: (key) => fail(403, `Forbidden for ${key}`),
  base64: (key) => fail(400, error(Buffer.from(`Bearer ${key}`).toString("base64"))),
  hexadecimal: (key) => fail(400, error(`Bad ${Buffer.from(key).toString("hex")}`)),
  header: (key) => fail(404, error("x"), { "x-request-id": key, "x-echo": key }),
  location: (key) => fail(307, "", { location: `https://${key}.example/?k=${key}` }),
  wait: (key) => fail(400, error("x"), { "retry-after": key }),
};

describe("a provider's key that comes back with a failure stands nowhere", () => {
  test.concurrent("of what is printed and recorded, however it is repeated", async () => {
    let key = "";
    const provider = await startProvider(
      (call) => failures[promptOf(call)]?.(key) ?? answerAll(call),
    );
    ({ key } = provider);
    const slugs = Object.keys(failures);
    // Each with a provider of its own: a 403, and some others, stop all requests to theirs.
    const blocks = slugs.map((slug) => {
      const text = { provider: slug, model: "m" };
      return [slug, [{ id: "x", prompt: slug, text }]];
    });
    const each = {
      base_url: provider.variables.OPENAI_BASE_URL,
      api_key_env: "OPENAI_API_KEY",
      max_attempts: 1,
    };
    const job = { providers: Object.fromEntries(slugs.map((slug) => [slug, each])) };
    const folder = makeJob({ job, articles: Object.fromEntries(blocks) });
    for (const args of [["build"], ["build", "--reporter", "json"]]) {
      const build = await prelo(folder, args, provider.variables);
      expect(build.code).toBe(1);
      expectUnsaid(build, key);
    }
    expect(provider.calls).toHaveLength(2 * slugs.length);
    expect(readAll(folder)).not.toContain(key.slice(8, 20));
  });

  test.concurrent("as the host of a picture's link", async () => {
    let key = "";
    const provider = await startProvider(() => ({
      json: { created: 1, data: [{ url: `https://${key.slice(8, 40)}.localhost/x.png` }] },
    }));
    ({ key } = provider);
    const house = { id: "house", image: "A house", alt: "A house" };
    const folder = makeJob({ articles: { a: [house] } });
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).not.toBe(0);
    expectUnsaid(build, key);
  });
});

test.concurrent("the trace of a defect holds no key, whatever the key's variable is called", async () => {
  const key = makeKey();
  const provider = await startProvider();
  const job = {
    providers: { mine: { base_url: `${provider.origin}/v1`, api_key_env: "MY_LLM" } },
    text: { provider: "mine", model: "m" },
  };
  const folder = makeJob({ job, articles: { a: articles.a } });
  writeFiles(folder, {
    "break.mjs": `const parse = JSON.parse;
JSON.parse = (text, ...others) => {
  if (text.includes('"output"')) {
    const failure = new TypeError("broken by " + process.env.MY_LLM);
    failure.cause = new Error(process.env.MY_LLM);
    setTimeout(() => { throw failure; }, 0);
  }
  return parse(text, ...others);
};
`,
  });
  const variables = { MY_LLM: key, NODE_OPTIONS: `--import ${folder}/break.mjs` };
  const build = await prelo(folder, ["build"], variables);
  expect(build.code).toBe(70);
  expect(build.stderr).toContain("broken by [redacted: MY_LLM]");
  expectUnsaid(build, key);
});
