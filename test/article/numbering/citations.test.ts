import { describe, expect, test } from "vitest";
import { numberPassages } from "../../../src/article/numbering/mark-passages.ts";
import { parseMarkdown } from "../../../src/article/parse-markdown.ts";
import { answer, brokenIds, htmlOf, markdownOf, references, words } from "../pages.ts";

/** What the page shows of a model's text when the article lists this many references. */
function shown(markdown: string, count: number): string {
  const titles = Array.from({ length: count }, (_, index) => `f${index + 1}`);
  const sections = [answer("a", markdown), ...(count > 0 ? [references("r", ...titles)] : [])];
  return markdownOf(sections).split("\n")[2] ?? "";
}

test("references are numbered over the page, and cited numbers lead to them", async () => {
  const sections = [
    references("r", "um", "dois"),
    answer("a", "Assim [1] e **assim**[3]. Também [1, 3] e [2][3]."),
    references("s", "três"),
  ];
  // Brackets are escaped where a parser might pair them.
  const page = markdownOf(sections).replaceAll("\\[", "[");
  expect(page).toContain("1. [um](https://e.org/um)\n2. [dois](https://e.org/dois)\n");
  expect(page).toContain("3. [três](https://e.org/três)");
  expect(page).toContain("Assim [1] e **assim**[3]. Também [1, 3] e [2][3].");
  const html = await htmlOf(sections);
  expect(brokenIds(html)).toEqual([]);
  expect(html).toContain('<ol class="references" start="3">\n<li id="ref__3">');
  expect(html.match(/href="#ref__\d" role="doc-biblioref"/g)).toHaveLength(6);
});

describe("a model's citation of what is not listed is taken out", () => {
  test.each([
    ["Assim [1].", 0, "Assim."],
    ["Assim.[1][2] Depois", 0, "Assim. Depois"],
    ["Em 2023[4] e no GPT-4[5], fim", 0, "Em 2023 e no GPT-4, fim"],
    ["[1] Começo", 0, "Começo"],
    ["Assim (ver [7]) e ([7]).", 0, "Assim (ver) e."],
    ["estudos [1], [2] e [3] mostram", 0, "estudos mostram"],
    ["estudos [1], [2] e [3] mostram", 2, "estudos [1, 2] mostram"],
    ["Isto [1] e assim [1, 7].", 1, "Isto [1] e assim [1]."],
    ["Assim [2–4] e [1].", 3, "Assim [2, 3, 1]."],
    ["Assim[^1].", 0, "Assim."],
    ["Assim 【4†fonte】 e :contentReference[oaicite:2]{index=2}.", 0, "Assim e."],
    [
      "Assim [1](https://e.org/x) ou[2](https://f.org).",
      0,
      "Assim [e.org](https://e.org/x) ou [f.org](https://f.org).",
    ],
    ["Assim [1].\n\n[1]: https://e.org/x", 0, "Assim [e.org](https://e.org/x)."],
    ["| a [9] |\n|-|", 0, "| a |"],
  ])("%j of %i becomes %j", (markdown, count, output) => {
    expect(shown(markdown, count)).toBe(output);
  });
});

describe("what is no citation stays", () => {
  test.each([
    "`a[1]` e a[1] e x[2][3]",
    "meuVetor[1], user_ids[2], obj.items[3] e args[1]",
    "f(x)[1] e itens[2] = 3",
    "O primeiro é [0], no intervalo [0, 1].",
    "Entre os pares [2, 5] e a lista [1, 2, 3]",
    "valores em [2, 5]",
    "$x[1]$ e `y`[1]",
    "[texto 1](https://e.org)",
    "[sic] e [2a] e [1.5]",
    "【重要】 e 【2024年】",
  ])("%j", (markdown) => {
    expect(shown(markdown, 0).replaceAll("\\", "")).toBe(markdown.replaceAll("\\", ""));
  });

  test("so does what an author writes; it leads to a reference that is there", async () => {
    const sections = [words("a", "Veja [1], e [9]."), references("r", "um")];
    expect(markdownOf(sections)).toContain("Veja [1], e [9].");
    expect(await htmlOf(sections)).toContain(
      'Veja [<a href="#ref__1" role="doc-biblioref">1</a>], e [9].',
    );
  });
});

function readAnswer(markdown: string): ReturnType<typeof parseMarkdown> {
  return parseMarkdown(markdown, { baseLevel: 2, source: "model" });
}

test.each([
  ["Bread rests overnight.", "Bread res", "Bread rests [1] overnight."],
  ["面包需要发酵很久。", "面包需要", "面包需要 [1]发酵很久。"],
  ["आटा गूँथना अच्छा है।", "आटा गू", "आटा गूँथना [1] अच्छा है।"],
  ["ขนมปังนี้อร่อย", "ขนมปังนี", "ขนมปังนี้ [1]อร่อย"],
])("a source's number stands behind a word, whatever its script: %s", (text, passage, numbered) => {
  const source = { url: "https://example.com/", passages: [passage] };
  expect(numberPassages(text, [source], readAnswer).markdown).toBe(numbered);
});
