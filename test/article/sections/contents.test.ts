import { describe, expect, test } from "vitest";
import { checkDocument } from "../../../src/publish/check-page.ts";
import { answer, brokenIds, htmlOf, markdownOf, words, renderMarkdown } from "../pages.ts";
import { filesOf, makeArticle } from "../sample.ts";

/** A page with a link to a heading that is not there. */
function pageBy(source: "author" | "model"): string {
  const section = { ...answer("a", "[x](#nada)"), source };
  return renderMarkdown(makeArticle({ sections: [section] }));
}

const sections = [
  { kind: "markdown", id: "i", level: 2, source: "author", markdown: "Introdução." } as const,
  answer("a", "x\n\n## C# & *você*?\n\ny\n\n## Vantagens\n\nz\n\n### Fundo\n\nw"),
  answer("b", "x\n\n## Vantagens\n\ny"),
] as const;

describe("the table of contents", () => {
  test("lists the headings of two levels below the introduction, as GitHub names them", () => {
    expect(markdownOf(sections, { toc: true })).toContain(
      `Introdução.

Nesta página:

- [Parte a](#parte-a)
  - [C# & você?](#c--você)
  - [Vantagens](#vantagens)
- [Parte b](#parte-b)
  - [Vantagens](#vantagens-1)

## Parte a
`,
    );
    expect(markdownOf(sections)).not.toContain("Nesta página");
    const [introduction] = sections;
    expect(markdownOf([introduction], { toc: true })).toBe("Introdução.\n");
  });

  test("is a named landmark of the web page", async () => {
    const html = await htmlOf(sections, { toc: true });
    expect(html).toMatch(
      /<nav class="contents" aria-labelledby="contents__label">\n<p class="label" id="contents__label">Nesta página<\/p>/,
    );
    expect(brokenIds(html)).toEqual([]);
    expect(await htmlOf(sections, { toc: true, language: "fr" })).toContain(">Sur cette page</p>");
    expect(await htmlOf(sections, { toc: true, language: "nl" })).toContain(">On this page</p>");
  });

  test("has no links where headings are bold lines, for nothing could be linked to", () => {
    const bold = renderMarkdown(makeArticle({ sections, toc: true }), "bold");
    expect(bold).toContain("- Parte a\n  - C# & você?\n");
    expect(bold).not.toContain("](#");
  });

  test("of the sample resolves, in both forms", async () => {
    const article = makeArticle({ toc: true });
    const page = renderMarkdown(article);
    expect(checkDocument(page, filesOf(article))).toEqual([]);
    expect(page).toContain("- [Resumo](#resumo)");
    expect(brokenIds(await htmlOf(article.sections, { toc: true }))).toEqual([]);
  });
});

test("a heading with a formula beside a letter is found by its link", () => {
  const markdown = "## A \\(_2\\)a H\\(_2\\)O\n\nb";
  const page = renderMarkdown(makeArticle({ toc: true, sections: [answer("a", markdown)] }));
  expect(page).toContain("(#a-_2a-h_2o)");
  expect(checkDocument(page, new Set())).toEqual([]);
});

describe("a link within the page", () => {
  const linked = [
    words("a", "[x](#vantagens-1) [y](#b) [z](#parte-b) [w](#você)"),
    words("b", "t\n\n## Vantagens\n\nu\n\n## Vantagens\n\nv\n\n## Você\n\nw"),
    answer("vantagens", "[fora](#nada)"),
  ];

  test("of an author leads to a heading, by its anchor or by the id of its block", async () => {
    const page = markdownOf(linked);
    expect(page).toContain("[x](#vantagens-1) [y](#parte-b) [z](#parte-b) [w](#você)");
    const html = await htmlOf(linked);
    expect(brokenIds(html)).toEqual([]);
    // A block has the id `vantagens`: the headings of that name get others.
    expect(html).toContain('<section id="vantagens"');
    expect(html).toContain('<h3 id="vantagens-2">Vantagens</h3>');
    expect(html).toContain('<h3 id="vantagens-1">Vantagens</h3>');
    expect(html).toContain('<a href="#vantagens-1">x</a>');
  });

  test("that leads nowhere keeps the page back; a model's is text", () => {
    expect(checkDocument(pageBy("author"), new Set())).toEqual([
      expect.objectContaining({ says: "The link “#nada” leads to no heading of the page." }),
    ]);
    expect(checkDocument(pageBy("model"), new Set())).toEqual([]);
  });
});

test("a model's heading with nothing under it does not keep the page back", () => {
  const article = makeArticle({
    sections: [answer("a", "x\n\n## Um\n\n## Dois\n\ny[^1]\n\n**Fim**\n\n[^1]: n")],
  });
  const page = renderMarkdown(article);
  expect(page).toContain("\nUm\n\n### Dois\n\ny[^a-1]\n\n**Fim**\n\n[^a-1]: n\n");
  expect(checkDocument(page, new Set())).toEqual([]);
});
