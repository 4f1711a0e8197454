import * as fc from "fast-check";
import type { Token } from "marked";
import { describe, expect, test } from "vitest";
import { cleanCharacters } from "../../src/article/markdown/clean-characters.ts";
import { isFootnoteMark, isFootnoteText } from "../../src/article/markdown/footnote-tokens.ts";
import { isMarkedToken, markdown as parser } from "../../src/article/markdown/parser.ts";
import { withoutCodeBlocks } from "../../src/checks/prose/without-code.ts";
import { htmlOf, tokenTypesOf } from "./lint-page.ts";
import { markdownish } from "./markdownish.ts";
import { normalizeMarkdown } from "./normalize-markdown.ts";

const model = (markdown: string, baseLevel = 2): string =>
  normalizeMarkdown(markdown, { baseLevel, source: "model" });
const author = (markdown: string): string =>
  normalizeMarkdown(markdown, { baseLevel: 1, source: "author" });

describe("headings", () => {
  test("go below the section, keep their nesting and skip no level", () => {
    expect(model("# A\n\n#### B\n\n## C\n\n# D\n")).toBe("### A\n\n#### B\n\n#### C\n\n### D\n");
  });

  test("go no deeper than 6", () => {
    expect(model("# A\n\n## B\n\n### C\n\n#### D\n", 4)).toBe(
      "##### A\n\n###### B\n\n###### C\n\n###### D\n",
    );
  });

  test("are one line, end as they were written to, and are never empty", () => {
    expect(model("Um\ntítulo:\n===\n\n#\n\n## **Outro.**\n\n## E agora…!\n")).toBe(
      "### Um título:\n\n#### **Outro.**\n\n#### E agora…!\n",
    );
  });

  test("in lists and quotes are strong lines", () => {
    expect(model("- # A\n  b\n\n> ## C\n")).toBe("- **A**\n\n  b\n\n> **C**\n");
  });

  test.each(["**B**", "*b*", "**Nota:**", "***b***", "#Título"])(
    "are not made of a line that is none: %s",
    (line) => {
      const written = line.startsWith("#") ? `\\${line}` : line;
      for (const normalize of [model, author]) {
        expect(normalize(`# A\n\n${line}\n\nc\n`)).toMatch(`# A\n\n${written}\n\nc\n`);
      }
    },
  );
});

test.each([
  ["As he said \\[sic\\], see \\[1\\].", "As he said [sic], see [1].\n"],
  ["So \\[x = 1\\] holds.", "So $$x = 1$$ holds.\n"],
  ["So \\[f(x)\\] holds, and \\[2n!\\].", "So $$f(x)$$ holds, and $$2n!$$.\n"],
  ["So \\[n\\] holds, and \\[\\alpha\\].", "So $$n$$ holds, and $$\\alpha$$.\n"],
])("escaped brackets are a formula only when they hold one: %s", (input, output) => {
  expect(author(input)).toBe(output);
});

function mathFence(code: string): string {
  return `\`\`\`math\n${code}\n\`\`\`\n`;
}

test("a fence of formulas that two dollars could not hold stays code", () => {
  for (const code of ["x".repeat(3998), `${"a<b ".repeat(990)}c`]) {
    expect(model(mathFence(code))).toBe(mathFence(code));
  }
  expect(model(mathFence("x".repeat(3900)))).toMatch(/^\$\$\nx/);
});

describe("what a page must not hold", () => {
  test.each([
    ["<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>\n"],
    ["a <b onclick=x>c", "a &lt;b onclick=x>c\n"],
    ["<a href=x>c</a> </b>", "&lt;a href=x>c&lt;/a> &lt;/b>\n"],
    ["x <!-- a -- b -->", "x &lt;!-- a -- b -->\n"],
    ["<div>c</div>", "&lt;div>c&lt;/div>\n"],
    ["a < b e c <= d {e} {{ f }}", "a &lt; b e c &lt;= d \\{e} \\{\\{ f }}\n"],
  ])("HTML displays literally: %s", (input, output) => {
    expect(model(input)).toBe(output);
  });

  test.each([
    ["![um gráfico](https://e.org/g.png)", "[um gráfico](https://e.org/g.png)\n"],
    ["![](https://e.org/g.png)", "[https\\://e.org/g.png](https://e.org/g.png)\n"],
    ["![a](//e.org/g.png)", "[a](https://e.org/g.png)\n"],
    ["[![a](https://e.org/g.png)](https://e.org)", "[a](https://e.org)\n"],
    ["![ponto](data:image/png;base64,AAAA)", "ponto\n"],
    ["![a][r]\n\n[r]: https://e.org/g.png", "[a](https://e.org/g.png)\n"],
    ["Oba!![a](https://e.org/g.png)", "Oba\\![a](https://e.org/g.png)\n"],
  ])("a remote picture becomes a link, a data: one its text: %s", (input, output) => {
    expect(model(input)).toBe(output);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java&#115;cript:alert(1)",
    "javascript&colon;alert(1)",
    "&#x6a;avascript:alert(1)",
    "<java\tscript:alert(1)>",
    "\u0001javascript:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "file:///etc/passwd",
    "http:javascript",
    "#",
    "",
  ])("a link to %j is reduced to its text", (href) => {
    expect(model(`veja [isto](${href})`)).not.toMatch(/\]\(|<[a-z]+:/i);
    expect(author(`veja [isto](${href})`)).not.toMatch(/script:|data:text|file:/i);
  });

  test("only an author's text may point at files beside the page", () => {
    expect(author("![casa](img/casa.png) e [isto](notas.md#a)")).toBe(
      "![casa](img/casa.png) e [isto](notas.md#a)\n",
    );
    expect(model("![casa](img/casa.png) e [isto](notas.md#a)")).toBe("casa e isto\n");
  });

  test("control and direction characters are removed", () => {
    expect(model("a\u0007b\u202Ec\u2066d\u0000e &#x202e;f")).toBe("abcde f\n");
  });
});

describe("one style", () => {
  test.each([
    [
      "links are resolved",
      "[a][r] e [r]\n\n[r]: <https://e.org/x> 't'",
      '[a](https://e.org/x "t") e [r](https://e.org/x "t")\n',
    ],
    [
      "bare addresses",
      "veja https://e.org/a_b?c=1&d=2.",
      "veja [https\\://e.org/a_b?c=1&d=2](https://e.org/a_b?c=1&d=2).\n",
    ],
    [
      "what MDX would run",
      "import a\n\nexport b\n\n- import c",
      "&#105;mport a\n\n&#101;xport b\n\n- import c\n",
    ],
    ["www", "veja www.e.org", "veja [www\\.e.org](http://www.e.org)\n"],
    ["mail", "escreva a ana@e.org", "escreva a [ana&#64;e.org](mailto:ana@e.org)\n"],
    ["a title", "[a](https://e.org/x 'b \"c\"')", '[a](https://e.org/x "b \\"c\\"")\n'],
    ["emphasis", "_a_ __b__ ***c*** ~~d~~", "*a* **b** ***c*** ~~d~~\n"],
    ["hard breaks", "a  \nb\\\nc<br>d", "a\\\nb\\\nc\\\nd\n"],
    ["indented code", "a\n\n    b\n      c\n", "a\n\n```text\nb\n  c\n```\n"],
    ["fences", "~~~~js x\na `b` ```\n~~~~", "````js\na `b` ```\n````\n"],
    ["an open fence", "```py\nx = 1\n", "```py\nx = 1\n```\n"],
    ["bullets", "* a\n* b\n    * c", "- a\n- b\n  - c\n"],
    ["two lists", "* a\n+ b\n    * c", "- a\n\n* b\n  - c\n"],
    ["numbers", "1) a\n1) b", "1. a\n2. b\n"],
    ["tasks", "* [ ] a\n* [X] b", "- [ ] a\n- [x] b\n"],
    ["quotes", "> a\n>> b\n\n> c", "> a\n>\n> > b\n\n> c\n"],
    ["rules", "***\na\n\n* * *\n\nb\n\n---", "a\n\n---\n\nb\n"],
    ["tables", "a|b\n:-|-:\n`x\\|y`|z|extra", "| a | b |\n| :--- | ---: |\n| `x\\|y` | z |\n"],
    ["prices", "custa US$ 5 ou $10 e $20", "custa US\\$ 5 ou \\$10 e \\$20\n"],
    ["words", "snake_case, 2 * 3, [1] e C:\\Users", "snake_case, 2 * 3, [1] e C:\\Users\n"],
  ])("%s", (_, input, output) => {
    expect(model(input)).toBe(output);
  });

  test.each([
    "```sh\n$ ls\n\n$ pwd\n```\n",
    "```text\n$ 5 each\n```\n",
    "```make\nall:\n\tls\n```\n",
    "```text\n\n  a  \n\n```\n",
    "1. a\n\n   ```make\n   all:\n   \tls\n   \t\tpwd\n   ```\n\n2. b\n",
    "1. a\n\n```sh\nx\n```\n\n2. b\n",
    "> ```make\n> all:\n> \tls\n> ```\n",
  ])("code is kept byte for byte, where it stands: %j", (text) => {
    for (const normalize of [model, author]) {
      expect(normalize(text)).toBe(text);
    }
  });

  test("an answer may begin with code", () => {
    expect(model("    def f():\n        return 1\n")).toBe(
      "```text\ndef f():\n    return 1\n```\n",
    );
  });

  test.each([
    "# a",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "2) a",
    "> a",
    "---",
    "===",
    "~~~",
    "| a |\n| - |",
    "#a",
    "[x]: y",
  ])("text that begins like a block stays text: %j", (text) => {
    const escaped = text.replaceAll(/[#\-+*.)>=~|[]/g, "\\$&");
    const types = tokenTypesOf(`b\n${model(`b\n${escaped}`)}`);
    for (const type of [
      "listUnordered",
      "listOrdered",
      "blockQuote",
      "codeFenced",
      "table",
      "atxHeading",
      "setextHeading",
      "thematicBreak",
      "definition",
    ]) {
      expect(types).not.toContain(type);
    }
  });

  test.each(["$a_1 * b_2 * c$", "$$x_1 * y_1 * z$$", "$$\nx_1 * y\n= z_2\n$$"])(
    "a formula is kept verbatim: %j",
    (formula) => {
      expect(model(`Seja\n\n${formula}\n\nfim.`)).toBe(`Seja\n\n${formula}\n\nfim.\n`);
    },
  );

  test.each([
    ["\\(x_1 * y_1\\)", "$x_1 * y_1$"],
    ["Com \\( a_1 \\), e \\(b\\).", "Com $a_1$, e $b$."],
    ["\\[ x_1 * y \\]", "$$ x_1 * y $$"],
    ["\\[\nx_1\n= y\n\\]", "$$\nx_1\n= y\n$$"],
    ["| a |\n| - |\n| \\(x\\) |", "| a |\n| --- |\n| $x$ |"],
    ["\\(a $ b\\)", "\\(a $ b\\)"],
    ["\\[a\\]\\(b\\) é", "$$a$$ $b$ é"],
  ])("a formula stands between dollars, which every reader knows: %j", (formula, written) => {
    expect(model(`Seja\n\n${formula}\n\nfim.`)).toBe(`Seja\n\n${written}\n\nfim.\n`);
  });

  test.each([
    ["```math\nx_1 * y\n= z_2\n```", "$$\nx_1 * y\n= z_2\n$$\n"],
    ["~~~ Math\n\n  a\n\n  b\n~~~", "$$\na\nb\n$$\n"],
    ["- a\n\n  ```math\n  x\n  ```", "- a\n\n  $$\n  x\n  $$\n"],
    ["> ```math\n> a < b\n> ```", "> $$\n> a < b\n> $$\n"],
    ["```math\n- a\n+ b\n```", "$$ - a + b $$\n"],
    ["```math\na \\% b % c\n+ d\n```", "$$ a \\% b + d $$\n"],
    ["```math\n\\text{menos}<b\n```", "$$\n\\text{menos}< b\n$$\n"],
    // What cannot be a formula in dollars stays as it is; GitHub shows it as one.
    ["```math\n\n```", "```math\n```\n"],
    ["```math\n\\text{$a$}\n```", "```math\n\\text{$a$}\n```\n"],
    ["```maths\nx\n```", "```maths\nx\n```\n"],
  ])("a fence of GitHub's for a formula is a formula: %j", (fence, written) => {
    for (const normalize of [model, author]) {
      expect(normalize(fence)).toBe(written);
      expect(normalize(written)).toBe(written);
    }
  });

  // A letter beside a dollar makes a price of it, and so do two dollars that meet.
  test.each([
    ["O \\(n\\)ésimo", "O $n$\u2060ésimo"],
    ["o \\(x\\)2", "o $x$\u20602"],
    ["H\\(_2\\)O", "H $_2$\u2060O"],
    ["设\\(x\\)为", "设 $x$\u2060为"],
    ["\\(a\\)\\(b\\)", "$a$ $b$"],
    ["\\(a\\)$b$", "$a$\u2060$b$"],
    ["𝐀\\(x\\)𝐁", "𝐀 $x$\u2060𝐁"],
    ["n\\(x\\)-y", "n $x$-y"],
    // A heading's anchor is made of its spaces too.
    ["# H\\(_2\\)O", "### H\u2060$_2$\u2060O"],
    ["a\\(x $ y\\)b", "a\\(x $ y\\)b"],
  ])("a formula beside a letter gets room to be one: %j", (text, written) => {
    expect(model(text)).toBe(`${written}\n`);
    expect(model(written)).toBe(`${written}\n`);
  });

  test("a formula is no place to hide HTML or links", () => {
    expect(model("$<img src=x onerror=alert(1)>$")).not.toContain("<img");
    expect(model("$$\n<script>\n$$")).not.toContain("<script");
    expect(model("$[a](javascript:x)$")).not.toContain("](");
  });

  test.each(["> ", "_a*", "*a_", "[", "**a ", "[^1]", "<a@"])(
    "thousands of %j are shown as they are",
    (mark) => {
      for (const length of [2000, 24_000]) {
        const output = model(`${mark.repeat(length / mark.length)}a`);
        expect(model(output)).toBe(output);
      }
    },
  );

  test.each([
    ["a table of a megabyte", `| a | b |\n|---|---|\n${"| *c* | `d` |\n".repeat(80_000)}`],
    [
      "a list a thousand deep",
      Array.from({ length: 1000 }, (_, at) => `${"  ".repeat(at)}- a`).join("\n"),
    ],
    ["quotes a thousand deep", `${"> ".repeat(1000)}*a*`],
  ])("%s is shown as it was written", (_, text) => {
    const output = model(text);
    expect(output).not.toMatch(/^(?:>|-|\| ---)/m);
    expect(output.replaceAll(/[\\\s]/g, "").length).toBe(text.replaceAll(/\s/g, "").length);
  });

  test("the words around a thousand emphases are still there", () => {
    const bold = model("**um** dois ".repeat(400));
    expect(bold).toBe(`${"**um** dois ".repeat(400).trim()}\n`);
    const literal = model("**um** dois ".repeat(600));
    expect(literal).toContain("\\*\\*um\\*\\* dois");
  });

  test.each([
    "https://e.org/a?utm_source=chatgpt.com&utm_medium=x&fbclid=A-b_c.d~e",
    "https://e.org/p;v=1?q=a+b%20c&copy=1&amp=2&lt=3#:~:text=olá,mundo",
    "https://e.org/~user/(a)/b!c*d'e,f@g:h",
    "https://e.org/ação?q=é&x=%C3%A9",
  ])("an address is kept byte for byte: %s", (address) => {
    expect(model(`[x](<${address.replaceAll("&", "&amp;")}>)`)).toBe(`[x](${address})\n`);
    expect(model(`[x](${address})`)).toBe(`[x](${address})\n`);
  });
});

describe("for any text", () => {
  const sources = fc.constantFrom("model" as const, "author" as const);
  const levels = fc.integer({ min: 1, max: 4 });

  test.each([
    ["<kbd>Ctrl</kbd> H<sub>2</sub>O", "<kbd>Ctrl</kbd> H<sub>2</sub>O\n"],
    ['<MARK class="x">a *b*</MARK>', "<mark>a *b*</mark>\n"],
    ["a <!-- b\nc --> d", "a <!-- b c --> d\n"],
    ["<!-- a\n\nb -->\n\nc", "<!-- a\n\nb -->\n\nc\n"],
    ["| a |\n| - |\n| x<br/>y |", "| a |\n| --- |\n| x<br/>y |\n"],
    ["a<br><br>b", "a<br/>\\\nb\n"],
    [
      "<details open>\n<summary>S &amp; <b>t</b></summary>\n\n*x*\n\n</details>",
      "<details open>\n<summary>S &amp; <b>t</b></summary>\n\n*x*\n\n</details>\n",
    ],
    ["<details>\n\nx", "&lt;details>\n\nx\n"],
  ])("HTML that can do no harm stays: %j", (text, written) => {
    for (const normalize of [model, author]) {
      expect(normalize(text)).toBe(written);
      expect(normalize(written)).toBe(written);
    }
  });

  test("doing it twice changes nothing", () => {
    fc.assert(
      fc.property(markdownish, sources, levels, (text, source, baseLevel) => {
        const once = normalizeMarkdown(text, { baseLevel, source });
        expect(normalizeMarkdown(once, { baseLevel, source })).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  test("no HTML but that of the short list is left, for an independent parser", () => {
    fc.assert(
      fc.property(markdownish, (text) => {
        const html = htmlOf(model(text)).join("\n");
        const tags =
          html.replaceAll(/<!--(?!-?>)(?:(?!--)[\s\S])*-->/g, "").match(/<[^>]*>/g) ?? [];
        for (const tag of tags) {
          expect(tag).toMatch(/^<\/?(?:b|em|strong|del|br)>$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("no picture, no definition is left, for an independent parser", () => {
    fc.assert(
      fc.property(markdownish, (text) => {
        const types = tokenTypesOf(model(text));
        for (const type of ["image", "definition", "codeIndented", "setextHeading"]) {
          expect(types).not.toContain(type);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("every word is still there, in its order; those of footnotes at the end", () => {
    fc.assert(
      // marked takes a tab behind a quote's sign for four columns: what tabs mean, meaning/ asks.
      fc.property(
        markdownish.map((text) => text.replaceAll("\t", " ")),
        (text) => {
          const compared = text.includes("[^") ? lettersOf : lettersInOrder;
          expect(compared(model(text))).toEqual(compared(cleanCharacters(text)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("no trailing space outside code, one line end at the end", () => {
    fc.assert(
      fc.property(markdownish, (text) => {
        const output = model(text);
        if (output === "") {
          return;
        }
        expect(output).toMatch(/[^\n]\n$/);
        expect(withoutCodeBlocks(output)).not.toMatch(/[ \t]\n/);
      }),
      { numRuns: 300 },
    );
  });
});

/** The words that marked shows of a text; HTML counts as text. */
function wordsOf(text: string): readonly string[] {
  const visible = parser
    .lexer(text)
    .map((token) => visibleText(token))
    .join(" ");
  return visible.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Without the spaces between them: marked shows an autolink's beside a word in one place, not in another. */
function lettersInOrder(text: string): string {
  return wordsOf(text).join("");
}

/** All but the labels of footnotes, which a page shows or not, in the order of the alphabet. */
function lettersOf(text: string): readonly string[] {
  return Array.from(wordsOf(text).join("").replaceAll(/[1a]/g, "")).toSorted();
}

function visibleText(token: Token): string {
  if (isFootnoteMark(token)) {
    return "";
  }
  if (isFootnoteText(token)) {
    return token.tokens.map((child) => visibleText(child)).join(" ");
  }
  if (!isMarkedToken(token)) {
    return token.raw;
  }
  switch (token.type) {
    case "list":
      return token.items.map((item) => visibleText(item)).join(" ");
    case "table":
      return [token.header, ...token.rows]
        .flat()
        .map((cell) => cell.tokens.map((child) => visibleText(child)).join(""))
        .join(" ");
    case "html": {
      // Tags that stand for emphasis, and comments, show no word.
      const raw = token.raw
        .replaceAll(/<\/?(?:em|strong|del)>/g, "")
        .replaceAll(/<!--(?![->[])(?:(?!--)[^<>])*-->/g, " ");
      return /^\s*<br>/.test(raw)
        ? ` ${wordsOf(raw.replace("<br>", "")).join(" ")}`
        : raw.replaceAll("<br>", " ");
    }
    case "br":
      return " ";
    case "def":
    case "checkbox":
      return "";
    case "link":
    case "image": {
      if (token.type === "link" && token.autolink === true) {
        return token.text;
      }
      const inner = (token.tokens ?? []).map((child) => visibleText(child)).join("");
      return inner.trim() === "" && /^https?:/.test(token.href) ? token.href : inner;
    }
    case "blockquote":
    case "list_item":
      return token.tokens.map((child) => visibleText(child)).join(" ");
    case "heading":
    case "paragraph":
    case "em":
    case "strong":
    case "del":
      return token.tokens.map((child) => visibleText(child)).join("");
    case "text":
      return token.tokens === undefined
        ? readLeaf(token.text)
        : token.tokens.map((child) => visibleText(child)).join("");
    case "code":
    case "codespan":
    case "escape":
      return token.text;
    case "hr":
    case "space":
      return "";
    default:
      return token satisfies never;
  }
}

function readLeaf(text: string): string {
  const known: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#42": "*" };
  return text.replaceAll(/&(\w+|#42);/g, (raw, name: string) => known[name] ?? raw);
}
