import { makeArticle } from "../../article/sample.ts";
import type { ArticleDocument } from "../../../src/article/types.ts";

const languages: Readonly<Record<string, string>> = {
  bash: 'export A="x" # end\ncurl -s "$URL" | jq .',
  css: "a:hover { color: #fff; margin: 0 auto } /* c */",
  diff: "- before\n+ after",
  go: 'func main() { fmt.Println("x", 1) } // c',
  html: '<p class="a">x &amp; y</p><!-- c --><script>alert(1)</script>',
  js: "const f = async (x) => `${x} < ${await 1}`; // c",
  json: '{ "a": [1, null, true, "x"] }',
  markdown: "# x\n\n[a](https://e.org) **b** `c`",
  python: '@a\ndef f(x: int) -> str:\n    """doc"""\n    return f"{x!r}" # c',
  sql: "SELECT a, count(*) FROM t WHERE x = 'y' -- c",
  ts: "type A<T> = { [K in keyof T]?: T[K] };",
  yaml: "a: &x [1, 'b'] # c",
  text: `plain ${"and long ".repeat(40)}`,
};

const fences = Object.entries(languages).map(([name, code]) => `\`\`\`${name}\n${code}\n\`\`\``);

const markdown = `Text with *emphasis*, **strength**, ~~a mistake~~, \`code\`, a [link](https://e.org/) and $E = mc^2$.

> A quotation with a [link](https://e.org/), \`code\` and $x_i$.

- [ ] to do
- [x] done, with [a link](https://e.org/)
- [ ]
  - [x] within

1. one
   - two
     1. three

${"A_very_long_word".repeat(20)} and \`${"code".repeat(60)}\`.

A note[^1], another[^two], the first again[^1].

[^1]: What it says, with \`code\`.
[^two]: And [a link](https://e.org/).

|  | Left | Right |
|:--|:--|--:|
| a | ${"wide ".repeat(30)} | 1 |
| b | [link](https://e.org/) | ${"2".repeat(60)} |

#### A deep heading

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt\\pi}{2} \\qquad ${"a + ".repeat(80)} b
$$

$$
\\begin{array}{l|r} a & \\boxed{b} \\\\ \\hline \\cancel{c} & \\textbf{d} \\end{array} \\unknown
$$

$$
A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}, f(x) = \\begin{cases} 1 & x > 0 \\\\ 0 & \\text{else} \\end{cases}
$$

### Code

${fences.join("\n\n")}

---

### Code

The same heading again, and a formula that cannot be read: $\\unknown{x}$.
`;

/** An article that holds all that a page can show, some of it twice and some too wide. */
export const everything: ArticleDocument = makeArticle({
  language: "en",
  sections: [
    ...makeArticle().sections,
    { kind: "markdown", id: "all", heading: "Everything", level: 2, source: "model", markdown },
    { kind: "markdown", id: "again", heading: "Everything", level: 2, source: "author", markdown },
  ],
  sandbox: true,
});
