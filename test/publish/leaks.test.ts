import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLeaks, type Leak, lineOf } from "../../src/publish/leaks.ts";
import { renderHtml } from "../../src/article/formats/html.ts";
import type { ArticleDocument, Section } from "../../src/article/types.ts";
import { formatManifest } from "../../src/publish/manifest.ts";
import { createFinder } from "../../src/secrets/find.ts";
import { scan } from "../../src/secrets/scanner.ts";
import { finderOf, makeVariables } from "../secrets/made-up.ts";
import { makeArticle, makePicture, usage } from "../article/sample.ts";
import { renderMarkdown } from "../article/pages.ts";

const variables = makeVariables();
const finder = finderOf(variables);
const token = variables["DEPLOY_TOKEN"] ?? "";
const base = { id: "one", level: 2 } as const;

/** Searches one text, as a page of that name. */
function search(text: string, file = "article.md"): Promise<readonly Leak[]> {
  return findLeaks([{ file, text }], finder, scan);
}

const prose = (markdown: string): Section => ({
  ...base,
  kind: "markdown",
  markdown,
  source: "model",
});
const withSection = (...sections: Section[]): ArticleDocument => makeArticle({ sections });

const notebook = (cell: object): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }, null, 1);

const lettersOf = (text: string): string => text.replaceAll(/[^A-Za-z\d]/g, "");

/** Where in an article a secret may stand; both pages are searched. */
const places: readonly (readonly [string, (secret: string) => ArticleDocument])[] = [
  ["the title", (s) => makeArticle({ title: `About ${s}` })],
  ["the author", (s) => makeArticle({ author: s })],
  ["the description", (s) => makeArticle({ description: `It is ${s}.` })],
  ["a tag", (s) => makeArticle({ tags: ["a", s] })],
  ["a paragraph", (s) => withSection(prose(`The key is ${s}, they say.`))],
  ["a heading of an answer", (s) => withSection(prose(`# Use ${s}\n\nNow.`))],
  ["emphasis", (s) => withSection(prose(`It is *${s}*.`))],
  ["half in bold", (s) => withSection(prose(`It is ${s.slice(0, 9)}**${s.slice(9)}** x.`))],
  ["code in a line", (s) => withSection(prose(`It is \`${s}\`.`))],
  ["a fence", (s) => withSection(prose(`~~~sh\nexport KEY=${s}\n~~~`))],
  ["a fence in a known language", (s) => withSection(prose(`\`\`\`python\nkey = "${s}"\n\`\`\``))],
  [
    "code that is coloured",
    (s) => withSection(prose(`\`\`\`js\nconst k = "${s.slice(0, 9)}" + "${s.slice(9)}";\n\`\`\``)),
  ],
  ["a list", (s) => withSection(prose(`- a\n- ${s}\n`))],
  ["a table", (s) => withSection(prose(`| a | b |\n|---|---|\n| 1 | ${s} |\n`))],
  ["a quotation", (s) => withSection(prose(`> ${s}\n`))],
  ["a link's text", (s) => withSection(prose(`[${s}](https://example.org)`))],
  ["a link's address", (s) => withSection(prose(`[a](https://example.org/?k=${s})`))],
  ["raw HTML", (s) => withSection(prose(`<a data-key="${s}">x</a>`))],
  ["a comment", (s) => withSection(prose(`a\n\n<!-- ${s} -->\n\nb`))],
  ["a picture of an answer", (s) => withSection(prose(`![${s}](https://example.org/a.png)`))],
  ["a formula", (s) => withSection(prose(`$$\n\\text{${s}}\n$$`))],
  ["a section's heading", (s) => withSection({ ...prose("Text."), heading: `Of ${s}` })],
  ["a section's id", (s) => withSection({ ...prose("Text."), heading: "x", id: s })],
  [
    "a code sample",
    (s) => withSection({ ...base, kind: "code", samples: [{ language: "bash", code: `K=${s}` }] }),
  ],
  [
    "an alternative text",
    (s) =>
      withSection({
        ...base,
        kind: "gallery",
        layout: "grid",
        pictures: [makePicture("a", { alt: `Key ${s}` })],
      }),
  ],
  [
    "a caption",
    (s) =>
      withSection({
        ...base,
        kind: "gallery",
        layout: "stack",
        pictures: [makePicture("a")],
        caption: s,
      }),
  ],
  [
    "the name of a picture",
    (s) =>
      withSection({ ...base, kind: "gallery", layout: "grid", pictures: [makePicture(`x-${s}`)] }),
  ],
  [
    "a video's address",
    (s) =>
      withSection({
        ...base,
        kind: "poster",
        url: `https://example.org/v?k=${s}`,
        picture: makePicture("p"),
      }),
  ],
  [
    "a reference's title",
    (s) =>
      withSection({
        ...base,
        kind: "references",
        references: [{ title: s, url: "https://example.org" }],
      }),
  ],
  [
    "a reference's address",
    (s) =>
      withSection({
        ...base,
        kind: "references",
        references: [{ title: "T", url: `https://example.org/${s}` }],
      }),
  ],
  [
    "the name of a model",
    (s) => makeArticle({ usage: { ...usage, textModels: [s], models: [s] } }),
  ],
];

describe("a secret is found in", () => {
  test.each(places)("%s", async (_, place) => {
    const document = place(token);
    const pages = [
      { file: "article.md", text: renderMarkdown(document) },
      { file: "article.html", text: await renderHtml(document) },
    ];
    // What a page leaves out it cannot leak.
    const holding = pages.filter(
      ({ text }) =>
        lettersOf(text).includes(lettersOf(token)) ||
        lettersOf(text.replaceAll(/<[^>]*>/g, "")).includes(lettersOf(token)),
    );
    expect(holding).not.toEqual([]);
    for (const page of holding) {
      const leaks = await findLeaks([page], finder, scan);
      expect(leaks.map(({ name }) => name)).toContain("DEPLOY_TOKEN");
    }
  });

  test.each([
    ["a cell of text", { cell_type: "markdown", source: [`The key\n`, `is ${token}.`] }],
    ["a cell cut in the middle", { source: [token.slice(0, 10), token.slice(10)] }],
    ["code", { cell_type: "code", source: `key = "${token}"` }],
    [
      "an output",
      { outputs: [{ output_type: "stream", name: "stdout", text: [`{'k': '${token}'}`] }] },
    ],
    ["an output in HTML", { outputs: [{ data: { "text/html": `<b a="${token}">&lt;</b>` } }] }],
    [
      "a trace",
      { outputs: [{ output_type: "error", traceback: [`\u001B[31m${token}\u001B[0m`] }] },
    ],
    ["a name", { metadata: { [token]: 1 } }],
    [
      "an attachment",
      {
        attachments: {
          "a.png": { "image/png": Buffer.from(`tEXt ${token} IEND`).toString("base64") },
        },
      },
    ],
  ])("a notebook: %s", async (_, cell) => {
    const leaks = await search(notebook(cell), "article.ipynb");
    expect(leaks.map(({ name }) => name)).toContain("DEPLOY_TOKEN");
  });

  test("the manifest: a file's name, and what it came from", async () => {
    const entry = { file: "article.md", sha256: `sha256:${"0".repeat(64)}`, bytes: 1, from: ["a"] };
    const inputs = entry.sha256;
    for (const change of [{ file: `img/${token}-1.webp` }, { from: [`answers/${token}.md`] }]) {
      const text = formatManifest({ article: "a", inputs, files: [{ ...entry, ...change }] });
      expect(await search(text, "manifest.json")).toHaveLength(1);
    }
    const text = formatManifest({ article: token, inputs, files: [entry] });
    expect(await search(text, "manifest.json")).toHaveLength(1);
  });
});

const digits = (length: number): string => {
  let text = "";
  while (text.length < length) {
    text += randomBytes(20).toString("hex").replaceAll(/[a-f]/g, "");
  }
  return text.slice(0, length);
};
const letters = (length: number): string =>
  `a1${randomBytes(length * 2)
    .toString("base64")
    .replaceAll(/[^A-Za-z\d]/g, "")}`.slice(0, length);
const hexadecimal = (length: number): string =>
  randomBytes(length).toString("hex").slice(0, length);

describe("whosever it is, what has the shape of a secret is found", () => {
  test.each([
    ["an OpenAI-style key", `sk-proj-${hexadecimal(40)}`],
    ["a key of OpenAI's own form", `sk-${letters(20)}T3BlbkFJ${letters(20)}`],
    ["a key of Anthropic's", `sk-ant-api03-${letters(93)}AA`],
    ["a token of GitHub's", `ghp_${letters(36)}`],
    ["a token of GitLab's", `glpat-${letters(20)}`],
    ["a token of npm's", `npm_${letters(36)}`],
    ["a token of Hugging Face's", `hf_${letters(34)}`],
    ["an access key of AWS", `AKIA${hexadecimal(16).toUpperCase()}`],
    ["a secret key of AWS", `aws_secret_access_key = ${letters(40)}`],
    ["a key of Google's", `AIza${letters(35)}`],
    ["a token of Slack's", `xoxb-${digits(11)}-${digits(11)}-${letters(24)}`],
    [
      "a webhook of Slack's",
      `https://hooks.slack.com/services/T${letters(8)}/B${letters(8)}/${letters(24)}`,
    ],
    ["a key of SendGrid's", `SG.${letters(22)}.${letters(43)}`],
    ["a token of Linear's", `lin_api_${letters(40)}`],
    ["a token of Shopify's", `shpat_${hexadecimal(32)}`],
    ["a password in an address", `https://ana:${letters(14)}@example.org/x`],
    ["a password of a database", `postgres://ana:${letters(14)}@db.example.org/shop`],
    ["a signed token", `eyJ${letters(20)}.${letters(30)}.${letters(40)}`],
    ["a bearer token", `Authorization: Bearer ${letters(30)}`],
    ["a private key", `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}`],
    [
      "a link signed by Azure",
      `https://e.example/a.png?sv=2024-01-01&sig=${encodeURIComponent(`${letters(30)}+/=`)}`,
    ],
    [
      "a link of Azure's without its end",
      "https://e.example/a.png?se=2026-11-23T10%3A00%3A00Z&sp=r&sv=2024",
    ],
    ["a link signed by AWS", `https://e.example/a?X-Amz-Signature=${hexadecimal(64)}`],
    ["a link's credential", `https://e.example/a?X-Amz-Credential=a1${letters(16)}%2F20261123`],
    ["a link signed by Google", `https://e.example/a?X-Goog-Signature=${hexadecimal(64)}`],
    ["a link signed by CloudFront", `https://e.example/a?Expires=1&Signature=${letters(40)}`],
  ])("%s", async (_, secret) => {
    const plain = await search(`# A\n\nb ${secret}\n`);
    expect(plain).toHaveLength(1);
    expect(plain[0]).toMatchObject({ kind: "shape", places: [{ file: "article.md", line: 3 }] });
    const escaped = secret.replaceAll(/[-_&=:]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    expect(await search(`<a href="${escaped}">b</a>`, "article.html")).not.toEqual([]);
    expect(await search(JSON.stringify({ text: secret }), "article.ipynb")).not.toEqual([]);
  });

  test("no comment of a model's switches the scanner off", async () => {
    const key = `lin_api_${letters(40)}`;
    expect(await search(`<!-- secretlint-disable -->\n${key}\n`)).toHaveLength(1);
    expect(await search(`${key} // secretlint-disable-line\n`)).toHaveLength(1);
  });

  test.each([
    'os.environ["OPENAI_API_KEY"]',
    "sk-sua-chave, sk-..., sk-proj-xxxx",
    "Authorization: Bearer $OPENAI_API_KEY",
    "https://e.example/a?sig=<signature>&se=<end>",
    "https://user:password@example.com",
    "a link has a Signature=… and an Expires=…",
    "postgres://user:password@localhost/db",
  ])("but not: %s", async (text) => {
    expect(await search(text)).toEqual([]);
  });
});

describe("what is told", () => {
  test("each leak once, with every file and line", async () => {
    const texts = [
      { file: "article.md", text: `a ${token}\n\nb ${token} ${token}\n` },
      { file: "article.html", text: `\n<p>${token}</p>` },
    ];
    expect(await findLeaks(texts, finder, scan)).toMatchObject([
      {
        name: "DEPLOY_TOKEN",
        kind: "value",
        isKey: false,
        places: [
          { file: "article.md", line: 1 },
          { file: "article.md", line: 3 },
          { file: "article.html", line: 2 },
        ],
      },
    ]);
  });

  test("a provider's key of a known shape is told as the provider's", async () => {
    const key = variables["MY_LLM"] ?? "";
    const leaks = await search(`use ${key} or key=${encodeURIComponent(key)}`);
    expect(leaks.every(({ isKey, name }) => isKey && name === "MY_LLM")).toBe(true);
  });

  test("the line of what it came from, where it is written in another way", async () => {
    const [leak] = await search(`x\n<b>${token.slice(0, 9)}</b><i>${token.slice(9)}</i>`);
    expect(leak && lineOf(leak, `a: 1\nb: 2\nc: "${token}"\n`)).toBe(3);
    expect(leak && lineOf(leak, "nothing of it")).toBeUndefined();
  });

  test("nothing for an article without a secret", async () => {
    const document = makeArticle();
    const pages = [
      { file: "article.md", text: renderMarkdown(document, "bold") },
      { file: "article.html", text: await renderHtml(document) },
    ];
    expect(await findLeaks(pages, finder, scan)).toEqual([]);
  });

  test("never the secret, but in what is not shown", async () => {
    const secret = fc.string({ minLength: 16, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(secret, fc.string(), async (value, around) => {
        const own = createFinder([{ name: "N", value, isKey: true }]);
        const leaks = await findLeaks([{ file: "f", text: around + value + around }], own, scan);
        const shown = JSON.stringify(leaks.map(({ name, kind, places: at }) => [name, kind, at]));
        expect(shown).not.toContain(JSON.stringify(value).slice(1, -1));
      }),
    );
  });
});
