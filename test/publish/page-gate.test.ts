import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/answers/types.ts";
import { setMarkdown } from "../../src/article/formats/markdown.ts";
import type { Section } from "../../src/article/types.ts";
import { PublishError } from "../../src/article/publish-error.ts";
import type { BlockNamed } from "../../src/blocks/kinds.ts";
import type { Article, Block } from "../../src/job/types.ts";
import { assertSound } from "../../src/publish/page-gate.ts";
import { answer, references, words } from "../article/pages.ts";
import { makeArticle as makeDocument } from "../article/sample.ts";
import { makeFolder } from "../support/folders.ts";
import { makeArticle, makeImage, makePrompt, makeText } from "../support/job-parts.ts";
import { thrownBy } from "../support/thrown.ts";

const at = (line: number): { ref: Block["ref"] } => ({
  ref: { file: "prompts/a.yaml", line, column: 5 },
});

const makeWords = (id: string, markdown: string, line: number): BlockNamed<"markdown"> => ({
  kind: "markdown",
  id,
  level: 2,
  markdown: makeText(markdown),
  ...at(line),
});

const textOf = (body: string): Answer => ({ kind: "text", body }) as Answer;

interface Given {
  readonly sections: readonly Section[];
  readonly blocks: readonly Block[];
  readonly answers?: Readonly<Record<string, string>>;
  readonly dir?: string;
  readonly over?: Partial<Article>;
}

/** Asks whether the page may be published. */
function gate({ sections, blocks, answers = {}, dir = "/nowhere", over }: Given): void {
  const document = makeDocument({ sections, title: over?.title?.value ?? "T" });
  assertSound({
    article: makeArticle(blocks, over),
    job: { dir, answersDir: join(dir, "respostas") },
    answers: new Map(Object.entries(answers).map(([id, body]) => [id, textOf(body)])),
    page: setMarkdown(document, { headingStyle: "atx" }),
    files: new Set(),
  });
}

const refusalOf = (given: Given): PublishError => thrownBy(PublishError, () => gate(given));

const sound = {
  sections: [answer("one", "Bom."), words("two", "Bom.")],
  blocks: [makePrompt("one", "?"), makeWords("two", "Bom.", 9)],
  answers: { one: "Bom." },
};

test("a sound page passes", () => {
  expect(() => gate(sound)).not.toThrow();
});

describe("the refusal names the block, with file, line and column", () => {
  test("of an author's text", () => {
    const sections = [words("one", "Bom."), words("two", "[x](#nada)")];
    const blocks = [makeWords("one", "Bom.", 4), makeWords("two", "[x](#nada)", 9)];
    const error = refusalOf({ sections, blocks });
    expect(error).toMatchObject({ code: "PAGE_INVALID", block: "two", exitCode: 1 });
    expect(error.message).toBe(
      'the page is not published: The link “#nada” leads to no heading of the page. (block "two", prompts/a.yaml:9:5)',
    );
    expect(error.hint).toContain("Mend the block");
    expect(error.hint).not.toContain("backticks");
  });

  test("of each problem, and leads to the first", () => {
    const sections = [
      words("one", "## Vazio"),
      answer("two", "[TODO] e {{ x }}"),
      references("three", "[TODO]"),
    ];
    const blocks = [
      makeWords("one", "", 4),
      { ...makePrompt("two", "?"), ...at(9) },
      { kind: "references", id: "three", level: 2, references: [], ...at(12) } as const,
    ];
    const error = refusalOf({ sections, blocks, answers: { two: "[TODO] e {{ x }}" } });
    expect(error.block).toBe("one");
    expect(error.message.split("\n")).toEqual([
      "the page is not published:",
      '  The section “Vazio” is empty. (block "one", prompts/a.yaml:4:5)',
      '  “[TODO]” was never filled in, under “Parte two”. (block "two", prompts/a.yaml:9:5, from respostas/a/two.md)',
      '  “{{ x }}” was never filled in, under “Parte two”. (block "two", prompts/a.yaml:9:5, from respostas/a/two.md)',
      '  “[TODO]” was never filled in, under “Fontes three”. (block "three", prompts/a.yaml:12:5)',
    ]);
    expect(error.hint).toContain("backticks");
  });

  test("of the first ten; the others are counted", () => {
    const sections = [answer("one", "[TODO]\n\n".repeat(12))];
    const blocks = [makePrompt("one", "?")];
    const { message } = refusalOf({ sections, blocks });
    expect(message.match(/never filled in/g)).toHaveLength(10);
    expect(message).toMatch(/\n {2}and 2 more$/);
  });

  test("but what is no block's stays with the article", () => {
    const error = refusalOf({ ...sound, over: { title: makeText("De {{ x }}", { line: 1 }) } });
    expect(error.block).toBeUndefined();
    expect(error.message).toContain("(prompts/a.yaml:1:7)");
  });
});

test("an answer's passage is led to by its file and line, each of several to its own", async () => {
  const dir = await makeFolder();
  await mkdir(join(dir, "respostas/a"), { recursive: true });
  const body = "Bom.\n\n`[TODO]` [TODO]\n\n- a\n- [TODO]\n\n[**inserir nome**]";
  const header = "---\nrequest: '[TODO]'\nbody: x\n---\n";
  await writeFile(join(dir, "respostas/a/one.md"), `${header}${body}\n`);
  const blocks = [makePrompt("one", "?")];
  const { message } = refusalOf({
    sections: [answer("one", body)],
    blocks,
    answers: { one: body },
    dir,
  });
  expect(message.match(/from respostas\/a\/one\.md:\d+/g)).toEqual(
    [7, 10, 12].map((line) => `from respostas/a/one.md:${line}`),
  );
});

describe("what an author's text takes from an answer", () => {
  const blocks = [
    { ...makePrompt("one", "?"), ...at(4) },
    makeWords("two", "Resumo: {{ answers.one }}", 9),
  ];
  const given = (body: string): Given => ({
    sections: [answer("one", body), words("two", `Resumo: ${body}`)],
    blocks,
    answers: { one: body },
  });

  test("is told with the answer's file too", () => {
    const { message } = refusalOf(given("Caro [inserir nome]"));
    expect(message).toContain('(block "one", prompts/a.yaml:4:5, from respostas/a/one.md)');
    expect(message).toContain('(block "two", prompts/a.yaml:9:5, from respostas/a/one.md)');
  });

  test("passes where the answer does", () => {
    expect(() => gate(given('Modelos deixam "{{ x }}" para trás.'))).not.toThrow();
  });

  test("so do the descriptions of pictures", () => {
    const alt = "A tela mostra `{{ nome }}` em código.";
    const picture = { alt: "A tela mostra {{ nome }} em código.", placeholder: false };
    const variant = { format: "webp", widthPx: 9, heightPx: 9, bytes: 1, sha256: "" } as const;
    const gallery: Section = {
      kind: "gallery",
      id: "casa",
      level: 2,
      layout: "grid",
      pictures: [{ ...picture, variants: [{ ...variant, file: "img/x.webp" }] }],
    };
    const image = makeImage("casa", "?", { altSettings: makePrompt("x", "?").text, alt: [] });
    const error = refusalOf({
      sections: [gallery],
      blocks: [image],
      answers: { "casa-alt-1": alt },
    });
    // Its file is not among those of the folder; its text is no problem.
    expect(error.message).not.toContain("never filled in");
    expect(error.message).toContain('(block "casa", prompts/a.yaml:1:1)');
  });
});
