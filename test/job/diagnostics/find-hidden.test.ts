import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../../src/job/diagnostics/diagnostics.ts";
import type { LoadResult } from "../../../src/job/load.ts";
import { randomPart, shapedSecret } from "../../secrets/shaped.ts";
import { loadArticle, loadFiles, loadJobText, placesOf } from "../job-files.ts";

const block = "blocks: [{ markdown: M }]\n";
const article = (text: string): string => `title: T\nblocks:\n${text}`;
const hex = (text: string): string => text.charCodeAt(0).toString(16).padStart(2, "0");

async function print(result: Promise<LoadResult>): Promise<string> {
  const { diagnostics } = await result;
  expect(diagnostics.length).toBeGreaterThan(0);
  return JSON.stringify(diagnostics) + diagnostics.map(formatDiagnostic).join("\n");
}
const printed = (text: string): Promise<string> => print(loadArticle(text));
const printedJob = (provider: string): Promise<string> =>
  print(loadJobText(`version: 1\narticles: [prompts/*.yaml]\nproviders:\n  ${provider}\n`));
const printedCode = (code: string): Promise<string> =>
  print(loadFiles({ "prompts/a.yaml": article("  - file: x.py\n"), "x.py": code }));

const places: readonly [string, (secret: string) => Promise<string>][] = [
  ["in the title", (s) => printed(`title: ${s}\nblocks: [{ markdown: M }]\n`)],
  ["in a prompt", (s) => printed(article(`  - prompt: |\n      Use ${s} now\n`))],
  ["in vars", (s) => printed(`title: T\nvars: { a: [{ b: "${s}" }] }\n${block}`)],
  ["as a key", (s) => printed(`title: T\nvars: { "${s}": 1 }\n${block}`)],
  ["as an unknown key", (s) => printed(`title: T\n"${s}": 1\n${block}`)],
  ["as a value of a list", (s) => printed(`title: T\ntags: ["${s}"]\n${block}`)],
  ["as an id", (s) => printed(article(`  - { markdown: M, id: "${s}" }\n`))],
  ["as a provider", (s) => printed(`title: T\ntext: { provider: "${s}" }\n${block}`)],
  ["as a layout", (s) => printed(article(`  - { image: I, layout: "${s}" }\n`))],
  ["escaped", (s) => printed(`title: "\\x${hex(s)}${s.slice(1)}"\n${block}`)],
  ["in api_key_env", (s) => printedJob(`openai: { api_key_env: "${s}" }`)],
  ["as api_key", (s) => printedJob(`openai: { api_key: "${s}" }`)],
  ["in a header", (s) => printedJob(`openai: { headers: { X-A: "${s}" } }`)],
  ["in a code file", (s) => printedCode(`key = "${s}"\n`)],
];

describe("a secret in a file", () => {
  test.each(places)("%s is refused, and never shown", async (_name, load) => {
    await fc.assert(
      fc.asyncProperty(shapedSecret, async (secret) => {
        const text = await load(secret);
        const body = secret.split(/[-_ ]/).at(-1) ?? secret;
        expect(text).not.toContain(body);
        expect(text).toMatch(/secret/);
        expect(text).toMatch(/environment variable/);
      }),
      { numRuns: 8 },
    );
  });

  test("a key without a known shape is not shown either", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("api_key", "apiKey", "token", "secret", "password", "authorization"),
        randomPart(24),
        async (name, value) => {
          const text = await printedJob(`openai: { ${name}: ${value} }`);
          expect(text).not.toContain(value);
          expect(text).toContain("api_key_env: OPENAI_API_KEY");
        },
      ),
      { numRuns: 20 },
    );
  });

  test("nor when the file has other mistakes around it", async () => {
    await fc.assert(
      fc.asyncProperty(shapedSecret, fc.nat(6), async (secret, at) => {
        const lines = ["title: T", "bad: 1", "tags: x", "date: no", "blocks:", "  - nothing: 1"];
        lines.splice(at, 0, `# ${secret}`);
        const { diagnostics } = await loadArticle(`${lines.join("\n")}\n`);
        expect(diagnostics.length).toBeGreaterThan(2);
        const body = secret.split(/[-_ ]/).at(-1) ?? secret;
        expect(diagnostics.map(formatDiagnostic).join("\n")).not.toContain(body);
      }),
      { numRuns: 30 },
    );
  });

  test("a comment may hold what it likes: nobody sends comments", async () => {
    const [secret = ""] = fc.sample(shapedSecret, 1);
    expect((await loadArticle(`# ${secret}\ntitle: T\n${block}`)).diagnostics).toEqual([]);
  });

  test("one secret is one mistake, also under a key such as api_key", async () => {
    const [secret = ""] = fc.sample(shapedSecret, 1);
    const { diagnostics } = await loadArticle(`title: T\napi_key: ${secret}\n${block}`);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ line: 2 });
  });
});

test("one that only the value of a block shows is found in a file with a backslash", async () => {
  const [part] = fc.sample(randomPart(30), 1);
  const blocks = `blocks:\n  - prompt: |\n      Bearer\n      ${part}\n`;
  const { diagnostics } = await loadArticle(`title: a\\b\n${blocks}`);
  expect(placesOf(diagnostics)).toEqual(["3:13"]);
  expect(diagnostics[0]?.message).toContain("looks like a secret");
});

/** Addresses that hold a secret, each in its own place. */
const addresses: readonly ((secret: string) => string)[] = [
  (s) => `https://api.test/v1?key=${s}`,
  (s) => `https://api.test/v1?version=1&api-version=${s}`,
  (s) => `https://api.test/v1#${s}`,
  (s) => `https://me:${s}@api.test/v1`,
  (s) => `https://${s}@api.test/v1`,
  (s) => `https://:${s}@api.test`,
  (s) => `https://me:${s}/a@api.test/v1`,
  (s) => `ftp://me:${s}@api.test`,
];

const escaped = (text: string): string =>
  text.replaceAll(/[a-z0-9]/gi, (sign) => `\\x${hex(sign)}`);
const cut = (text: string, by: string): string => `${text.slice(0, -4)}${by}${text.slice(-4)}`;

/** Entries of a block map at two spaces, as YAML may spell them. */
const spellings: readonly (readonly [string, (key: string, value: string) => string])[] = [
  ["plain", (k, v) => `${k}: ${v}`],
  ["in single quotes", (k, v) => `${k}: '${v}'`],
  ["in double quotes", (k, v) => `"${k}": "${v}"`],
  ["escaped", (k, v) => `${k}: "${escaped(v)}"`],
  ["under an escaped key", (k, v) => `"${escaped(k)}": ${v}`],
  ["on the next line", (k, v) => `${k}:\n      ${v}`],
  ["as a block", (k, v) => `${k}: |-\n      ${v}`],
  ["folded", (k, v) => `${k}: >\n\n      ${v}\n`],
  ["folded where it is a secret", (k, v) => `${k}: >\n      ${cut(v, "\n      ")}\n`],
  ["continued", (k, v) => `${k}: "${cut(v, "\\\n      ")}"`],
  ["continued and escaped", (k, v) => `${k}: "${cut(v, "\\\n      \\x20")}"`],
  ["under an explicit key", (k, v) => `? ${k}\n    : ${v}`],
  ["in braces", (k, v) => `<<: { ${k}: "${v}" }`],
  ["in braces over lines", (k, v) => `more: {\n      ${k}:\n      "${v}" }`],
  ["with a tag", (k, v) => `${k}: !!str ${v}`],
  ["in binary", (k, v) => `${k}: !!binary ${Buffer.from(v).toString("base64")}`],
  ["behind an alias", (k, v) => `x-a: &a "${v}"\n    ${k}: *a`],
  ["in a list", (k, v) => `${k}: [\n      "${v}" ]`],
  ["with the quote left open", (k, v) => `${k}: "${v}`],
];

describe("what was refused is in no frame, message or hint", () => {
  test.each(spellings)("%s", async (_name, spell) => {
    for (const [part] of [fc.sample(randomPart(14), 1), fc.sample(randomPart(8), 1)]) {
      const entries = [
        ...addresses.map((address) => spell("base_url", address(part ?? ""))),
        spell("api_key", part ?? ""),
        spell("password", part ?? ""),
        spell("auth", part ?? ""),
        `auth: { header: api-key, value: ${part ?? ""} }`,
        `client_key: ${part ?? ""}`,
        `client_key: "${escaped(part ?? "")}"`,
      ];
      for (const entry of entries) {
        // Every line has a mistake beside it, so that frames show all of them.
        const lines = entry.split("\n").map((line) => line.replace(/^(?=\S)/, "    "));
        const text = await print(
          loadJobText(
            `version: 2\narticles: [prompts/*.yaml]\nproviders:\n  p:\n    bad: 1\n${lines.join("\n")}\n    worse: 2\nworst: 3\n`,
          ),
        );
        const half = part?.slice(0, -4) ?? "";
        for (const spelt of [
          half,
          escaped(half),
          Buffer.from(half).toString("base64").slice(0, 4),
        ]) {
          expect(text).not.toContain(spelt);
        }
      }
    }
  });
});
