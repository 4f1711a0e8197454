import { describe, expect, test } from "vitest";
import { normalizeMarkdown } from "../../src/article/normalize.ts";
import { answer, brokenIds, htmlOf, markdownOf } from "./pages.ts";

const model = (markdown: string): string =>
  normalizeMarkdown(markdown, { baseLevel: 2, source: "model" });

describe("the footnotes of a text", () => {
  test("go to its end, in the order of their marks, whole", () => {
    expect(
      model(
        "a[^b] c[^1].\n[^1]: Um *texto*\nem duas linhas\n[^b]: Outro\n\n    ```py\n    x = 1\n    ```\n\nfim",
      ),
    ).toBe(
      "a[^b] c[^1].\n\nfim\n\n[^b]: Outro\n\n    ```py\n    x = 1\n    ```\n\n[^1]: Um *texto*\n    em duas linhas\n",
    );
  });

  test.each([
    ["in a list", "- i[^1]\n\n  [^1]: n", "- i[^1]\n\n[^1]: n\n"],
    ["in a quote", "> q[^1]\n>\n> [^1]: n", "> q[^1]\n\n[^1]: n\n"],
    ["in a table, with another case", "|a[^A]|\n|-|\n\n[^a]: n", "| a[^a] |\n| --- |\n\n[^a]: n\n"],
    [
      "with an address alone",
      "x[^1]\n\n[^1]: https://e.org/a",
      "x[^1]\n\n[^1]: <https://e.org/a>\n",
    ],
    ["in a link", "[x [^1]](https://e.org)\n\n[^1]: n", "[x](https://e.org) [^1]\n\n[^1]: n\n"],
    ["before a bracket", "x[^1](y) z[^1]: w\n\n[^1]: n", "x^1 z[^1]&#58; w\n\n[^1]: n\n"],
  ])("are found %s", (_, input, output) => {
    expect(model(input)).toBe(output);
    expect(model(output)).toBe(output);
  });

  test.each([
    ["a note without a mark is text", "a\n\n[^1]: solta", "a\n\nsolta\n"],
    ["a mark without a note is text", "a[^x] [^a-z]", "a\\[^x] \\[^a-z]\n"],
    ["but a number that claims one is left out", "a[^1] b", "a b\n"],
    ["a heading has none", "# T[^1]\n\na\n\n[^1]: n", "### T\n\na\n\nn\n"],
    ["a note has none", "a[^1]\n\n[^1]: n[^2]\n\n[^2]: m", "a[^1]\n\nm\n\n[^1]: n\n"],
    ["a note that is no sentence is none", "a[^x]\n\n[^x]:\n    - b", "a\\[^x]\n\n- b\n"],
    ["the first of two notes counts", "a[^1]\n\n[^1]: n\n\n[^1]: m", "a[^1]\n\nm\n\n[^1]: n\n"],
    ["code is not read", "`a[^1]`\n\n```text\n[^1]: n\n```", "`a[^1]`\n\n```text\n[^1]: n\n```\n"],
  ])("lose no word: %s", (_, input, output) => {
    expect(model(input)).toBe(output);
    expect(model(output)).toBe(output);
  });
});

describe("on the page", () => {
  const sections = [
    answer("um", "Texto[^1].\n\n[^1]: Nota de um."),
    answer("dois", "Mais[^1] e[^a] e[^1].\n\n[^a]: Outra.\n\n    - lista\n\n[^1]: Nota de *dois*."),
  ];

  test("equal labels of two answers stay apart", () => {
    const page = markdownOf(sections);
    expect(page).toContain("Texto[^um-1].\n\n[^um-1]: Nota de um.\n");
    expect(page).toContain("Mais[^dois-1] e[^dois-2] e[^dois-1].\n");
    expect(page).toContain("[^dois-1]: Nota de *dois*.\n\n[^dois-2]: Outra.\n\n    - lista\n");
  });

  test("marks and notes of the web page lead to each other, and have names", async () => {
    const html = await htmlOf(sections);
    expect(brokenIds(html)).toEqual([]);
    expect(html.match(/role="doc-noteref">\d/g)).toEqual(
      [1, 2, 3, 2].map((number) => `role="doc-noteref">${number}`),
    );
    const [, list = ""] = html.split('<section class="footnotes" role="doc-endnotes"');
    expect(list).toContain(">Notas</h2>");
    expect(list).toContain(
      '<li id="fn:1"><p>Nota de um. <a href="#fnref:1" role="doc-backlink" aria-label="Voltar ao texto da nota 1">↩</a></p></li>',
    );
    expect(list).toContain(
      'href="#fnref:2:2" role="doc-backlink" aria-label="Voltar ao texto da nota 2 (2)"',
    );
    expect(list).toContain("<ul>\n<li>lista</li>\n</ul>\n<p><a");
    expect(await htmlOf([answer("um", "Sem notas.")])).not.toContain("footnotes");
  });
});
