import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { articleOf, loadArticle, loadJobText, placesOf, takeMark } from "../job-files.ts";

type Case = [name: string, marked: string, message: RegExp, hint?: RegExp];

const broken: readonly Case[] = [
  ["a tab", "title: T\nblocks:\n¶\t- markdown: M\n", /tab/, /spaces/],
  ["a second document", "title: T\n¶---\ntitle: U\n", /more than one document/],
  ["a colon in a text", "title: ¶One: two\n", /second `: `/, /quotes/],
  ["an open quote", 'title: ¶"T\nblocks: []\n', /quote.*not closed/],
  ["a template without quotes", "title: {¶{ vars.x }}\n", /`\{`/, /quotes/],
  ["an at sign", "title: ¶@home\n", /`@`/, /quotes/],
  ["a star", "title: ¶*bold* words\n", /refers to nothing|second|alias/],
  ["a key twice", "title: T\n¶title: U\nblocks: [{ markdown: M }]\n", /`title` .*twice.*line 1/],
  ["a key twice in a block", "title: T\nblocks:\n  - markdown: M\n    ¶markdown: N\n", /twice/],
  ["an unknown alias", "title: ¶*name\nblocks: [{ markdown: M }]\n", /`\*name` refers to nothing/],
  [
    "an alias to itself",
    "title: T\nvars: &v { a: ¶*v }\nblocks: [{ markdown: M }]\n",
    /contains it/,
  ],
  ["a list as a key", "title: T\n¶[a]: b\n", /key must be plain text/],
  [
    "__proto__",
    "title: T\nvars: { ¶__proto__: { a: 1 } }\nblocks: [{ markdown: M }]\n",
    /__proto__/,
  ],
  ["a tag", "title: !!binary ¶aGk=\n", /tag/],
  ["another YAML", "¶%YAML 1.1\n---\ntitle: T\n", /1\.2/],
  ["indentation", "title: T\nblocks:\n  - markdown: M\n¶ heading: H\n", /./],
  ["nothing", "¶", /empty/],
  ["only a comment", "¶# later\n", /empty/],
  ["a list", "¶- a\n", /The article must be a group/],
  ["a text", "¶words\n", /The article must be a group/],
];

test.each<Case>(broken)("YAML with %s", async (_name, marked, message, hint) => {
  const { text, place } = takeMark(marked);
  const { diagnostics } = await loadArticle(text);
  expect(diagnostics[0]?.message).toMatch(message);
  expect(placesOf(diagnostics)[0]).toBe(place);
  expect(diagnostics[0]?.hint ?? "").toMatch(hint ?? "");
});

test("all syntax errors of a file are reported, each with a frame", async () => {
  const { diagnostics } = await loadArticle('a: @x\nb: ok\nc: `y\nd: "\\q"\n');
  expect(placesOf(diagnostics)).toEqual(["1:4", "3:4", "4:5"]);
  for (const { frame } of diagnostics) {
    expect(frame).toContain("^");
  }
});

describe("bytes", () => {
  test.each([
    ["a byte that is not UTF-8", Buffer.from([0xff]), "3:8"],
    ["a cut-off character", Buffer.from([0xc3]), "3:8"],
    ["an encoded surrogate", Buffer.from([0xed, 0xa0, 0x80]), "3:8"],
  ])("%s: the line is named", async (_name, bytes, place) => {
    const text = Buffer.concat([Buffer.from("title: é\nx: y\nauthor:"), bytes, Buffer.from("\n")]);
    const { diagnostics, job } = await loadArticle(text);
    expect(placesOf(diagnostics)).toEqual([place]);
    expect(diagnostics[0]?.message).toMatch(/not valid UTF-8.*line 3/);
    expect(job?.articles).toEqual([]);
  });

  test("UTF-16 is recognised", async () => {
    const { diagnostics } = await loadArticle(Buffer.from("\ufefftitle: T\n", "utf16le"));
    expect(diagnostics[0]?.hint).toContain("UTF-16");
  });

  test("a byte order mark and Windows line ends do no harm", async () => {
    const result = await loadArticle(
      "\ufefftitle: T\r\nblocks:\r\n  - prompt: |\r\n      One\r\n      Two\r\n",
    );
    const [block] = articleOf(result).blocks;
    expect(block).toMatchObject({ prompt: { value: "One\nTwo\n", line: 4, column: 7 } });
    expect(articleOf(result).title).toMatchObject({ line: 1, column: 8 });
  });

  test("a file above 5 MiB is not read", async () => {
    const { diagnostics } = await loadArticle(`# ${"x".repeat(5 * 1024 * 1024)}\n`);
    expect(diagnostics[0]?.message).toContain("larger than 5 MiB");
  });
});

describe("attacks", () => {
  test("aliases that multiply are refused", async () => {
    const levels = Array.from({ length: 9 }, (_, i) => {
      const name = i === 0 ? "x" : `*a${i - 1}`;
      return `  a${i}: &a${i} [${Array.from({ length: 9 }, () => name).join(", ")}]\n`;
    });
    const { diagnostics } = await loadArticle(`title: T\nvars:\n${levels.join("")}blocks: []\n`);
    expect(diagnostics[0]?.message).toMatch(/aliases/);
  });

  test("a few aliases are fine", async () => {
    const article = articleOf(
      await loadArticle("title: &t T\nauthor: *t\nblocks:\n  - { markdown: *t }\n"),
    );
    expect(article.author).toBe("T");
    expect(article.blocks[0]).toMatchObject({ markdown: { value: "T", line: 1, column: 11 } });
  });

  test.each([
    ["[", "vars: ", 20_000],
    ["- ", "vars:\n  ", 20_000],
    ["{ a: ", "vars: ", 20_000],
    ["[", "", 200],
  ])("nesting %s", async (unit, prefix, times) => {
    const closing = unit === "[" ? "]".repeat(times) : "";
    const { diagnostics } = await loadArticle(`${prefix}${unit.repeat(times)}${closing}\n`);
    expect(diagnostics.length).toBeGreaterThan(0);
  });

  test("too many levels are named", async () => {
    const deep = `title: T\nvars: { a: ${"[".repeat(70)}${"]".repeat(70)} }\nblocks: []\n`;
    const { diagnostics } = await loadArticle(deep);
    expect(diagnostics[0]?.message).toContain("64 levels");
  });

  test("no key reaches the prototype of anything", async () => {
    await loadArticle("title: T\nvars: { __proto__: { polluted: 1 } }\nblocks: []\n");
    await loadJobText("version: 1\narticles: [x]\nproviders: { __proto__: { polluted: 1 } }\n");
    await loadJobText("version: 1\narticles: [x]\nconstructor: { prototype: { polluted: 1 } }\n");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("whatever the bytes, the loader answers with diagnostics", () => {
  test("random bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { diagnostics } = await loadArticle(bytes);
        expect(diagnostics.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  test("random words in the shape of an article or a job", async () => {
    const word = fc.constantFrom(
      ..."title: T|blocks:|- |  |\n|prompt|image|: |[|]|{|}|\"|'|&a |*a|!!x |# |? || |> |-|~|.nan|__proto__|\t|é|alt|n|text|extra|1|providers|version: 1|articles|x.yaml|<<|---\n|..."
        .split("|")
        .filter((item) => item !== ""),
    );
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(""));
    await fc.assert(
      fc.asyncProperty(text, async (garbage) => {
        for (const result of [
          await loadArticle(`title: T\nblocks:\n  - ${garbage}`),
          await loadJobText(`version: 1\n${garbage}`),
        ]) {
          for (const { line, column, message } of result.diagnostics) {
            expect(line).toBeGreaterThan(0);
            expect(column).toBeGreaterThan(0);
            expect(message).not.toBe("");
          }
          expect(result.job !== undefined || result.diagnostics.length > 0).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
