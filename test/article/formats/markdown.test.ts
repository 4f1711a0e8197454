import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkDocument } from "../../../src/publish/check-page.ts";
import { foldLine } from "../../../src/article/markdown/clean-characters.ts";
import type { Section } from "../../../src/article/types.ts";
import { awkwardAnswers } from "../awkward-answers.ts";
import { destinationsOf, lintPage, tokenTypesOf } from "../lint-page.ts";
import { answer, renderMarkdown } from "../pages.ts";
import { filesOf, makeArticle, makePicture } from "../sample.ts";
import { hostileTexts } from "../hostile-texts.ts";
import { normalizeMarkdown } from "../normalize-markdown.ts";

const page = renderMarkdown(makeArticle());

/** The page without its front matter. */
function bodyOf(markdown: string): string {
  return markdown.slice(markdown.indexOf("\n---\n", 4) + 5);
}

function pageOf(sections: readonly Section[]): string {
  return renderMarkdown(makeArticle({ sections }));
}

describe("the page", () => {
  test("passes markdownlint and Prelo's own check", () => {
    expect(lintPage(page)).toEqual([]);
    expect(checkDocument(page, filesOf(makeArticle()))).toEqual([]);
  });

  test.each(awkwardAnswers.map((text, index) => [index, text] as const))(
    "passes markdownlint with awkward answer %i",
    (_, text) => {
      const sections: readonly Section[] = [
        {
          kind: "markdown",
          id: "a",
          heading: "Um: dois.",
          level: 2,
          source: "model",
          markdown: text,
        },
        { kind: "markdown", id: "b", heading: "Título", level: 3, source: "model", markdown: text },
      ];
      expect(lintPage(pageOf(sections))).toEqual([]);
    },
  );

  test("has front matter that YAML reads, one title, and the maker's line at the end", () => {
    const [, yaml = ""] = page.split("---\n");
    expect(parse(yaml)).toEqual({
      title: "ChatGPT: uma visão geral",
      date: "2026-11-23",
      lang: "pt-BR",
      description: makeArticle().description,
      author: "Ana Souza",
      tags: ["ia", "api"],
      cover: "img/casa-1-960w.0a1b2c3d.jpeg",
    });
    expect(page.match(/^# /gm)).toHaveLength(1);
    expect(page).toMatch(
      /\n\n---\n\nArtigo montado com Prelo; textos de gpt-5\.4-mini e imagens de gpt-image-2, geradas por inteligência artificial\.\n$/,
    );
  });

  test("has front matter that generators read alike, whatever stands in it", () => {
    for (const text of [
      ...hostileTexts,
      "no",
      "2026-01-01",
      "0x1F",
      "~",
      "a: b # c",
      "- x",
      "'\"\\",
    ]) {
      const markdown = renderMarkdown(
        makeArticle({ title: text, description: text, author: text, tags: [text, "x"] }),
      );
      const [, yaml = ""] = markdown.split("---\n");
      for (const version of ["1.1", "1.2"] as const) {
        const data: unknown = parse(yaml, {
          version,
          schema: version === "1.1" ? "yaml-1.1" : "core",
        });
        const line = foldLine(text);
        expect(data).toMatchObject({ title: line, description: line, author: line });
        expect(data).toHaveProperty("tags", [line, "x"]);
        expect(data).toHaveProperty("lang", "pt-BR");
      }
    }
  });

  test("is no template to Jekyll and Eleventy, whatever its code says", () => {
    const liquid = "```liquid\n{{ page.title }}\n```";
    const section = { kind: "markdown", id: "a", heading: "A", level: 2, source: "model" } as const;
    const [, yaml = ""] = pageOf([{ ...section, markdown: liquid }]).split("---\n");
    expect(parse(yaml)).toMatchObject({ render_with_liquid: false, templateEngineOverride: "md" });
    expect(page).not.toContain("render_with_liquid");
  });

  test("puts answers under their headings, without a heading that repeats it", () => {
    expect(page).toContain("## Resumo\n\nO ChatGPT é um **modelo de linguagem**");
    expect(page).toContain("## Como é feito o treinamento do modelo?\n\nEm duas fases.");
  });

  test("leaves a heading that stands on the page twice as it was written", () => {
    expect(page).toContain("### Como funciona:\n");
    const twice = pageOf([answer("a", "## Vantagens!\n\nx\n\n## Vantagens!\n\ny")]);
    expect(twice.match(/^### Vantagens!$/gm)).toHaveLength(2);
  });

  test("shows an answer as the normalised text", () => {
    const markdown = "Um *texto* com [link](https://e.org) e `código`.";
    const section = { kind: "markdown", id: "a", heading: "A", level: 2, source: "model" } as const;
    expect(pageOf([{ ...section, markdown }])).toContain(
      normalizeMarkdown(markdown, { baseLevel: 2, source: "model" }),
    );
  });

  test("says near the top that a sandbox made it, and only then", () => {
    const sandbox = renderMarkdown(makeArticle({ sandbox: true }));
    expect(sandbox).toMatch(/\n# ChatGPT: uma visão geral\n\n> Os textos e as imagens .*sandbox/);
    expect(lintPage(sandbox)).toEqual([]);
    expect(page).not.toContain("sandbox");
  });
});

describe("bold headings", () => {
  const bold = renderMarkdown(makeArticle(), "bold");

  test("stand on lines of their own, for sections and inside answers; the title stays", () => {
    expect(bold).toContain("\n\n**Resumo**\n\n");
    expect(bold).toContain("\n\n**Como funciona:**\n\n");
    expect(bodyOf(bold).match(/^#+ /gm)).toEqual(["# "]);
  });

  test("trip no rule", () => {
    expect(lintPage(bold)).toEqual([]);
  });
});

describe("pictures", () => {
  test("link from a thumbnail to the largest, as JPEG for every reader", () => {
    expect(page).toContain(
      "[![Casa casa-1](img/casa-1-480w.0a1b2c3d.jpeg)](img/casa-1-960w.0a1b2c3d.jpeg)",
    );
    expect(page).not.toContain(".webp");
  });

  test("in a grid are a table of three columns; ten take four rows", () => {
    const rows = page.split("\n").filter((line) => line.includes("![Casa casa-"));
    expect(rows.map((row) => row.split("![").length - 1)).toEqual([3, 3, 3, 1]);
  });

  test("in a stack are paragraphs", () => {
    const pictures = [makePicture("a"), makePicture("b")];
    const stack = pageOf([
      { kind: "gallery", id: "g", heading: "G", level: 2, layout: "stack", pictures },
    ]);
    expect(tokenTypesOf(bodyOf(stack))).not.toContain("table");
    expect(stack.match(/^\[!\[Casa .\]/gm)).toHaveLength(2);
  });

  test("say that a model made them: together, or each where it made only some", () => {
    expect(page).toContain("Imagens geradas por IA");
    const own = { ...makePicture("b"), source: "own" as const };
    const mixed = pageOf([
      { kind: "gallery", id: "g", level: 2, layout: "stack", pictures: [makePicture("a"), own] },
    ]);
    expect(mixed).toMatch(/\[!\[Casa a\][^\n]* \*\(Imagem gerada por IA\)\*\n/);
    expect(mixed.match(/gerada por IA/g)).toHaveLength(1);
  });

  test("that could not be had say so", () => {
    expect(page).toMatch(/!\[Casa par-2\]\(img\/par-2-480w[^)]*\) \*\(imagem indisponível\)\*/);
  });

  test("of a video lead to the video", () => {
    expect(page).toContain(
      "[![Tela do ChatGPT](img/poster-960w.0a1b2c3d.jpeg)](https://youtu.be/abcdefghijk)",
    );
  });
});

test.each(hostileTexts)("%j displays literally in every plain text", (text) => {
  const hostile = makeArticle({
    title: `T ${text}`,
    description: text,
    author: text,
    tags: [text],
    sections: [
      {
        kind: "gallery",
        id: "g",
        heading: "G",
        level: 2,
        layout: "grid",
        pictures: [makePicture("a", { alt: text }), makePicture("b", { alt: text })],
      },
      {
        kind: "poster",
        id: "p",
        heading: "P",
        level: 2,
        url: text,
        picture: makePicture("c", { alt: text }),
      },
      {
        kind: "references",
        id: "r",
        heading: "R",
        level: 2,
        references: [
          { title: text, url: text },
          { title: text, url: "https://e.org" },
        ],
      },
      {
        kind: "code",
        id: "c",
        heading: "C",
        level: 2,
        samples: [{ language: text, code: text, label: text }],
      },
    ],
  });
  const markdown = renderMarkdown(hostile);
  const types = tokenTypesOf(bodyOf(markdown));
  for (const type of [
    "htmlFlow",
    "htmlText",
    "definition",
    "codeText",
    "strong",
    "blockQuote",
    "listUnordered",
  ]) {
    expect(types).not.toContain(type);
  }
  for (const destination of destinationsOf(bodyOf(markdown))) {
    expect(destination).toMatch(/^(?:https:\/\/e\.org|img\/)/);
  }
  // Templates that were not rendered are the only ones of these texts that are a problem.
  const problems = checkDocument(markdown, filesOf(hostile));
  expect(
    problems.filter(({ says }) => !/“\{(?:\{ alert\(1\) \}|% raw %)\}” was/.test(says)),
  ).toEqual([]);
});
