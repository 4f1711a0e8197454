import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answer, brokenIds, htmlOf, markdownOf } from "../pages.ts";
import { normalizeMarkdown } from "../normalize-markdown.ts";

const model = (markdown: string): string =>
  normalizeMarkdown(markdown, { baseLevel: 2, source: "model" });

function marksTo(labels: readonly string[]): string {
  return labels.map((label) => `[^${label}]`).join("");
}

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
      "x[^1]\n\n[^1]: [https\\://e.org/a](https://e.org/a)\n",
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
    ["a mark alone is no note", "a[^x]\n\n[^x]: [^1]", "a\\[^x]\n"],
    ["a note that is no sentence is none", "a[^x]\n\n[^x]:\n    - b", "a\\[^x]\n\n- b\n"],
    ["the first of two notes counts", "a[^1]\n\n[^1]: n\n\n[^1]: m", "a[^1]\n\nm\n\n[^1]: n\n"],
    ["code is not read", "`a[^1]`\n\n```text\n[^1]: n\n```", "`a[^1]`\n\n```text\n[^1]: n\n```\n"],
  ])("lose no word: %s", (_, input, output) => {
    expect(model(input)).toBe(output);
    expect(model(output)).toBe(output);
  });
});

describe("a footnote in a footnote", () => {
  test.each([
    ["keeps its mark", "a[^1]\n\n[^1]: n[^2]\n\n[^2]: m", "a[^1]\n\n[^1]: n[^2]\n\n[^2]: m\n"],
    [
      "stands behind those of the text, in the order of the marks",
      "a[^a] b[^b]\n\n[^d]: o\n\n[^c]: m[^d]\n\n[^b]: n\n\n[^a]: k[^c] l[^b]",
      "a[^a] b[^b]\n\n[^a]: k[^c] l[^b]\n\n[^b]: n\n\n[^c]: m[^d]\n\n[^d]: o\n",
    ],
    [
      "may be one of the text, before it",
      "a[^1] b[^2]\n\n[^1]: n\n\n[^2]: m[^1]",
      "a[^1] b[^2]\n\n[^1]: n\n\n[^2]: m[^1]\n",
    ],
    ["is not itself", "a[^1]\n\n[^1]: n[^1] m", "a[^1]\n\n[^1]: n m\n"],
    [
      "does not lead back, over one",
      "a[^1]\n\n[^1]: n[^2]\n\n[^2]: m[^1]",
      "a[^1]\n\n[^1]: n[^2]\n\n[^2]: m\n",
    ],
    [
      "does not lead back, over two",
      "a[^2] b[^1]\n\n[^1]: n[^2]\n\n[^2]: m[^3]\n\n[^3]: o[^1]",
      "a[^2] b[^1]\n\n[^2]: m[^3]\n\n[^1]: n\n\n[^3]: o[^1]\n",
    ],
    [
      "is one where its note is a paragraph, too",
      "a\n\n[^1]: n[^2]\n\n[^2]: m[^3]\n\n[^3]: o",
      "a\n\nn[^2]\n\n[^2]: m[^3]\n\n[^3]: o\n",
    ],
    [
      "is found where only notes refer to one another",
      "a\n\n[^1]: n[^2]\n\n[^2]: m[^1]",
      "a\n\nn[^2]\n\n[^2]: m\n",
    ],
    ["says something itself", "a\n\n[^1]: n[^1]", "a\n\nn\n"],
  ])("%s", (_, input, output) => {
    expect(model(input)).toBe(output);
    expect(model(output)).toBe(output);
  });

  test("has its number and a way back on the web page", async () => {
    const html = await htmlOf([
      answer("a", "x[^1] y[^2]\n\n[^1]: n\n\n[^2]: m[^1] o[^3]\n\n[^3]: p"),
    ]);
    expect(brokenIds(html)).toEqual([]);
    expect(html).toContain(
      'm<sup><a id="fnref__1__2" href="#fn__1" role="doc-noteref">1</a></sup> o<sup><a id="fnref__3" href="#fn__3" role="doc-noteref">3</a></sup>',
    );
    expect(html).toContain('href="#fnref__1__2" role="doc-backlink"');
  });

  test("whatever refers to whatever: every note is said once, and none leads back to itself", () => {
    const labels = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 4 });
    fc.assert(
      fc.property(labels, labels, fc.array(labels, { maxLength: 5 }), (head, text, notes) => {
        const said = notes.map(
          (names, index) => `[^${"abcde"[index]}]: nota${index}${marksTo(names)}`,
        );
        const page = model(
          [`# T${marksTo(head)}`, `x${marksTo(text)}`, "## U[^e]", ...said].join("\n\n"),
        );
        expect(model(page)).toBe(page);
        for (const index of notes.keys()) {
          expect(page.split(`nota${index}`)).toHaveLength(2);
        }
        const kept = new Map(
          [...page.matchAll(/^\[\^(.)\]: (.*)$/gm)].map(([, name = "", note = ""]) => [
            name,
            [...note.matchAll(/\[\^(.)\]/g)].map(([, target = ""]) => target),
          ]),
        );
        // Notes that refer to none are taken away, until none is left.
        for (let size = -1; size !== kept.size;) {
          size = kept.size;
          for (const [name, targets] of kept) {
            if (targets.every((target) => !kept.has(target))) {
              kept.delete(name);
            }
          }
        }
        expect([...kept.keys()]).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("takes no longer than its text, in chains, circles and crowds", () => {
    const notes = Array.from({ length: 1000 }, (_, index) => index + 1);
    const chain = notes.map((each) => `[^n${each}]: t[^n${each + 1}]`).join("\n\n");
    for (const text of [
      `a[^n1]\n\n${chain}`,
      `a[^n1]\n\n${chain}\n\n[^n1001]: t[^n1]`,
      `a\n\n${chain}`,
      `a[^n1]\n\n${notes.map((each) => `[^n${each}]: t${"[^n1][^n2][^n3]".repeat(5)}`).join("\n\n")}`,
    ]) {
      expect(model(text).match(/^\[\^n\d+\]: t/gm)?.length).toBeGreaterThan(1);
    }
  });
});

describe("a footnote of a heading", () => {
  test.each([
    ["a paragraph", "# T[^1]\n\na\n\n[^1]: n", "### T\n\na[^1]\n\n[^1]: n\n"],
    [
      "the first paragraph, behind what it refers to itself",
      "# T[^1] U[^2]:\n\n- x\n\na[^2].\n\nb\n\n[^1]: n\n\n[^2]: m",
      "### T U:\n\n- x\n\na[^2].[^1]\n\nb\n\n[^2]: m\n\n[^1]: n\n",
    ],
    [
      "no paragraph: its text becomes one",
      "# T[^1]\n\n- x\n\n# U\n\na\n\n[^1]: n",
      "### T\n\nn\n\n- x\n\n### U\n\na\n",
    ],
    [
      "no paragraph, but another mark",
      "# T[^1]\n\n- x\n\n# U\n\na[^1]\n\n[^1]: n",
      "### T\n\n- x\n\n### U\n\na[^1]\n\n[^1]: n\n",
    ],
    [
      "nothing, twice",
      "# T[^1]\n\n# U[^1]\n\n[^1]: n[^2]\n\n[^2]: m",
      "### T\n\nn[^2]\n\n### U\n\n[^2]: m\n",
    ],
    [
      "a line of emphasis, which is a paragraph",
      "# T[^1]\n\n**U**\n\na\n\n[^1]: n",
      "### T\n\n**U**[^1]\n\na\n\n[^1]: n\n",
    ],
    ["a heading of nothing else", "# [^1]\n\na\n\n[^1]: n", "a[^1]\n\n[^1]: n\n"],
    [
      "a line of emphasis that holds it",
      "**T[^1]**\n\na\n\n[^1]: n",
      "**T[^1]**\n\na\n\n[^1]: n\n",
    ],
    ["a mark without a note", "# T[^x] U[^1]\n\na", "### T\\[^x] U\n\na\n"],
  ])("with %s under it", (_, input, output) => {
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

  test("a mark whose note was a number that claims a source is left out", async () => {
    const section = answer("um", "Texto[^x].\n\n[^x]: [4]");
    expect(markdownOf([section])).toContain("\n\nTexto.\n");
    expect(brokenIds(await htmlOf([section]))).toEqual([]);
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
      '<li id="fn__1"><p>Nota de um. <a href="#fnref__1" role="doc-backlink" aria-label="Voltar ao texto da nota 1">↩</a></p></li>',
    );
    expect(list).toContain(
      'href="#fnref__2__2" role="doc-backlink" aria-label="Voltar ao texto da nota 2 (2)"',
    );
    expect(list).toContain("<ul>\n<li>lista</li>\n</ul>\n<p><a");
    expect(await htmlOf([answer("um", "Sem notas.")])).not.toContain("footnotes");
  });
});

test("notes that refer twice to the next do not unfold without end where readers set them in place", () => {
  const notes = Array.from(
    { length: 24 },
    (_, n) => `[^n${n}]: ${marksTo([`n${n + 1}`, `n${n + 1}`])} x`,
  );
  const text = model(`a[^n0]\n\n${notes.join("\n")}\n[^n24]: fim`);
  const links = new Map(
    [...text.matchAll(/^\[\^(\w+)\]: (.*)$/gm)].map(([, label = "", note = ""]) => [
      label,
      [...note.matchAll(/\[\^(\w+)\]/g)].map(([, target = ""]) => target),
    ]),
  );
  const unfold = (label: string): number =>
    (links.get(label) ?? []).reduce((size, target) => size + unfold(target), 1);
  expect(unfold("n0")).toBeLessThan(2000);
  expect(links.size).toBe(25);
});
