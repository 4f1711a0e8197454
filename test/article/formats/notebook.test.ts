import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { marked, type Token } from "marked";
import { describe, expect, test } from "vitest";
import { parseMarkdown } from "../../../src/article/parse-markdown.ts";
import { renderNotebook } from "../../../src/article/formats/notebook.ts";
import { writeProse } from "../../../src/article/formats/notebook/prose.ts";
import { walk } from "../../../src/article/markdown/walk.ts";
import type { ArticleDocument, CodeSection, Section } from "../../../src/article/types.ts";
import { readPage } from "../../scenarios/support/page.ts";
import { makeFolder } from "../../support/folders.ts";
import { findPython, runPython } from "../../support/python.ts";
import { hostileTexts } from "../hostile-texts.ts";
import { markdownish } from "../markdownish.ts";
import { findFormulas, type NotebookShape, readNotebook, sourceOf } from "./notebook-format.ts";
import { makeArticle, makePicture } from "../sample.ts";
import { renderMarkdown } from "../pages.ts";

const notebookOf = (document: ArticleDocument): NotebookShape =>
  readNotebook(renderNotebook(document));

const base = { id: "pedido", heading: "Um pedido", level: 2 } as const;
const samples = [
  { label: "Python", language: "python", code: 'print("oi")' },
  { label: "curl", language: "bash", code: "curl https://exemplo.org" },
  { label: "TypeScript", language: "typescript", code: 'console.log("oi");' },
];
const request: CodeSection = {
  ...base,
  kind: "code",
  samples,
  returned: { kind: "text", text: "**Olá**,\nmundo &copy; ![x](https://e.org/x.png)" },
};
const only = (...sections: readonly Section[]): NotebookShape =>
  notebookOf(makeArticle({ sections, aiNote: false }));

const sectionsOf = (...ids: readonly string[]): readonly Section[] =>
  ids.map((id) => ({ kind: "markdown", id, level: 2, source: "author", markdown: id }));
const proseOf = (markdown: string): string =>
  writeProse(parseMarkdown(markdown, { baseLevel: 1, source: "model" }));

const hostileText = hostileTexts.join("\n\n");
const hostile = makeArticle({
  title: hostileText,
  description: hostileText,
  author: hostileText,
  tags: hostileTexts,
  sections: [
    {
      kind: "markdown",
      id: "a",
      level: 2,
      source: "model",
      heading: hostileText,
      markdown: hostileText,
    },
    { ...request, heading: hostileText, returned: { kind: "text", text: hostileText } },
    { kind: "code", id: "c", level: 2, samples: [{ language: "python", code: hostileText }] },
  ],
});

describe("a notebook", () => {
  test("is valid, whatever texts it holds", () => {
    expect(notebookOf(hostile).cells.length).toBeGreaterThan(5);
    expect(notebookOf(makeArticle()).cells.length).toBeGreaterThan(10);
  });

  test("holds what the Markdown page holds: headings, pictures, links", () => {
    const document = makeArticle();
    const page = readPage(renderMarkdown(document));
    const cells = notebookOf(document).cells.filter(({ cell_type }) => cell_type === "markdown");
    const prose = readPage(cells.map((cell) => sourceOf(cell)).join("\n\n"));
    expect(prose.headings).toEqual(page.headings);
    expect(prose.images).toEqual(page.images);
    expect(prose.linkedPictures).toEqual(page.linkedPictures);
  });

  test("says in its metadata what the front matter says, and shows none of it", () => {
    const { cells, metadata } = notebookOf(makeArticle());
    expect(metadata).toMatchObject({
      title: "ChatGPT: uma visão geral",
      authors: [{ name: "Ana Souza" }],
      lang: "pt-BR",
      date: "2026-11-23",
      keywords: ["ia", "api"],
      kernelspec: { name: "python3" },
      language_info: { name: "python" },
      prelo: { digitalSourceType: expect.stringMatching(/trainedAlgorithmicMedia$/) as string },
    });
    expect(sourceOf(cells[0])).toBe("# ChatGPT: uma visão geral");
    for (const cell of cells) {
      expect(sourceOf(cell)).not.toContain("---\n");
    }
  });

  test("ends with the note on what models made, unless the article does without", () => {
    const last = notebookOf(makeArticle()).cells.at(-1);
    expect(sourceOf(last)).toMatch(/gerad[ao]s por inteligência artificial\.$/);
    const without = notebookOf(makeArticle({ aiNote: false }));
    expect(without.cells.map((cell) => sourceOf(cell)).join()).not.toContain("inteligência");
    expect(without.metadata).toHaveProperty("prelo.digitalSourceType");
  });

  test("names the sandbox when that answered", () => {
    const { cells } = notebookOf(makeArticle({ sandbox: true }));
    expect(sourceOf(cells[0])).toMatch(/^> .*sandbox/m);
  });
});

describe("code", () => {
  test("that sends a request runs, in each language, and shows what it returned", () => {
    const { cells } = only(request);
    expect(cells.slice(1).map((cell) => [cell.cell_type, sourceOf(cell)])).toEqual([
      ["markdown", "## Um pedido\n\nPython"],
      ["code", 'print("oi")'],
      ["markdown", "curl"],
      ["code", "%%bash\ncurl https://exemplo.org"],
      ["markdown", "TypeScript"],
      ["code", '%%script node --input-type=module\nconsole.log("oi");'],
    ]);
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    expect(outputs).toHaveLength(3);
    for (const output of outputs) {
      expect(output).toEqual({
        output_type: "stream",
        name: "stdout",
        text: ["**Olá**,\n", "mundo &copy; ![x](https://e.org/x.png)\n"],
      });
    }
  });

  test("that asks for pictures shows them, by links to local files", () => {
    const pictures = [makePicture("a"), makePicture("b")];
    const [output] = only({ ...request, returned: { kind: "pictures", pictures } }).cells.flatMap(
      (cell) => cell.outputs ?? [],
    );
    expect(output?.output_type).toBe("display_data");
    expect(readPage(output?.data?.["text/markdown"]?.join("") ?? "").images).toEqual([
      "img/a-480w.0a1b2c3d.jpeg",
      "img/b-480w.0a1b2c3d.jpeg",
    ]);
    expect(output?.data?.["text/plain"]).toEqual([
      "Casa a: img/a-960w.0a1b2c3d.jpeg\n",
      "Casa b: img/b-960w.0a1b2c3d.jpeg",
    ]);
  });

  test("of the author's runs when it is Python, and is only shown when it is not", () => {
    const { cells } = only({ ...base, kind: "code", samples });
    expect(cells.slice(1).map((cell) => [cell.cell_type, sourceOf(cell)])).toEqual([
      ["markdown", "## Um pedido\n\nPython"],
      ["code", 'print("oi")'],
      [
        "markdown",
        'curl\n\n```bash\ncurl https://exemplo.org\n```\n\nTypeScript\n\n```typescript\nconsole.log("oi");\n```',
      ],
    ]);
    expect(cells[2]?.outputs).toEqual([]);
  });

  test("in an answer stays prose: nobody has read it yet", () => {
    const markdown = "Veja:\n\n```python\nimport os\n```";
    const { cells } = only({ kind: "markdown", id: "a", level: 2, source: "model", markdown });
    expect(cells.map(({ cell_type }) => cell_type)).toEqual(["markdown", "markdown"]);
  });
});

describe("ids", () => {
  test("are those of the blocks, and stay when other blocks come and go", () => {
    const idsOf = (...ids: readonly string[]): readonly string[] =>
      only(...sectionsOf(...ids)).cells.map(({ id }) => id);
    expect(idsOf("um", "dois")).toEqual(["prelo-title", "um", "dois"]);
    expect(idsOf("zero", "dois")).toEqual(["prelo-title", "zero", "dois"]);
    expect(only(request).cells.map(({ id }) => id)).toEqual([
      "prelo-title",
      "pedido",
      "pedido-code-1",
      "pedido-text-2",
      "pedido-code-2",
      "pedido-text-3",
      "pedido-code-3",
    ]);
  });

  test("are unique and short enough, whatever the blocks are called", () => {
    const long = "a".repeat(80);
    const ids = [long, `${long.slice(1)}b`, "prelo-title", "prelo-note", "pedido-code-1", "título"];
    // Reading it checks both.
    const { cells } = only(request, ...sectionsOf(...ids));
    expect(cells).toHaveLength(7 + ids.length);
  });
});

describe("formulas", () => {
  test("stand in dollars, the only marks that Jupyter knows", () => {
    expect(proseOf("Seja \\(a_1\\), \\[b\\] e $c$.")).toBe("Seja $a_1$, $$b$$ e $c$.");
    expect(proseOf("\\[\nx^2\n\\]")).toBe("$$\nx^2\n$$");
    expect(proseOf("- a\n\n  \\[x\\]")).toBe("- a\n\n  $$x$$");
  });

  test("are not made of prices", () => {
    expect(proseOf("Custa $5 ou $10, não $x$.")).toBe(
      "Custa <span>\\$</span>5 ou <span>\\$</span>10, não $x$.",
    );
    expect(proseOf("Custa $5.")).toBe("Custa \\$5.");
    expect(proseOf("[a](https://e.org/$a/$b)")).toBe("[a](https://e.org/%24a/%24b)");
  });

  test("are found by a reader that takes any two dollars for one, and nothing else is", () => {
    fc.assert(
      fc.property(markdownish, (markdown) => {
        const blocks = parseMarkdown(markdown, { baseLevel: 1, source: "model" });
        let formulas = 0;
        walk(blocks, (node) => {
          const hasDollar = "raw" in node && /^\\\(.*\$.*\\\)$/s.test(node.raw);
          if (node.type === "math" && !hasDollar) {
            formulas += 1;
          }
        });
        expect(findFormulas(writeProse(blocks))).toHaveLength(formulas);
      }),
      { numRuns: 500 },
    );
  });
});

test("a footnote stands below its text, behind its number; a link within the page is text", () => {
  const markdown = "Um fato.[^a] Veja [acima](#topo).\n\n[^a]: A nota.\n\n    Mais dela.";
  const { cells } = only({ kind: "markdown", id: "a", level: 2, source: "model", markdown });
  const source = cells.map((cell) => sourceOf(cell)).join("\n");
  expect(source).toContain(
    "Um fato.<sup>1</sup> Veja acima.\n\n<sup>1</sup> A nota.\n\nMais dela.",
  );
});

test("a footnote in a footnote is a number as well", () => {
  const markdown = "# T[^b]\n\nx[^a]\n\n[^a]: n[^b]\n\n[^b]: m";
  const { cells } = only({ kind: "markdown", id: "a", level: 2, source: "model", markdown });
  expect(cells.map((cell) => sourceOf(cell)).join("\n")).toContain(
    "# T\n\nx<sup>1</sup><sup>2</sup>\n\n<sup>1</sup> n<sup>2</sup>\n\n<sup>2</sup> m",
  );
});

test("no remote picture, no markup of the text's own", () => {
  const markdown = [...hostileTexts, "![x](https://e.org/x.png)", "$1 e $2"].join("\n\n");
  const { cells } = only({ kind: "markdown", id: "a", level: 2, source: "model", markdown });
  const tokens: Token[] = [];
  for (const cell of cells) {
    void marked.walkTokens(marked.lexer(sourceOf(cell)), (token) => {
      tokens.push(token);
    });
  }
  expect(tokens.length).toBeGreaterThan(hostileTexts.length);
  expect(tokens.filter(({ type }) => type === "image")).toEqual([]);
  const markup = tokens.filter(({ type }) => type === "html").map(({ raw }) => raw);
  expect(new Set(markup)).toEqual(new Set(["<span>", "</span>", "<sup>", "</sup>"]));
});

const python = findPython("nbformat");

test.skipIf(python === undefined).each([
  ["an ordinary notebook", makeArticle()],
  ["one of hostile texts", hostile],
])("Jupyter's own package finds %s valid, and writes the same bytes", async (_, document) => {
  const text = renderNotebook(document);
  const folder = await makeFolder();
  const file = join(folder, "article.ipynb");
  writeFileSync(file, text);
  const program = `import nbformat, sys
notebook = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)
nbformat.validate(notebook)
nbformat.write(notebook, sys.argv[1] + ".again")
print(open(sys.argv[1] + ".again", encoding="utf-8").read(), end="")`;
  expect(await runPython(python ?? "", program, [file])).toBe(text);
});
