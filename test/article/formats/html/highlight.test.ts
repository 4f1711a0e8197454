import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { escapeHtml } from "../../../../src/article/formats/html/escape-html.ts";
import {
  type Highlighter,
  loadHighlighter,
} from "../../../../src/article/formats/html/highlight.ts";
import { hostileTexts } from "../../hostile-texts.ts";

const samples: Readonly<Record<string, string>> = {
  bash: 'export A="x" # end\ncurl -s "$URL" | jq .',
  c: 'int main(void) { return printf("%d", 0x1F); } /* c */',
  css: "a:hover { color: #fff; margin: 0 auto }",
  diff: "- before\n+ after",
  go: 'func main() { fmt.Println("x", 1) } // c',
  html: '<p class="a">x &amp; y</p><script>alert(1)</script>',
  java: "class A { int x = 1; } // c",
  js: "const f = async (x) => `${x} < ${await 1}`; // c",
  json: '{ "a": [1, null, true, "x"] }',
  latex: "\\frac{1}{2} % c",
  markdown: "# x\n\n```js\nlet a;\n```",
  Python: 'def f(x: int) -> str:\n    """doc"""\n    return f"{x!r}" # c',
  rust: "fn f<'a>(x: &'a str) -> u8 { 1 }",
  sql: "SELECT a, count(*) FROM t WHERE x = 'y' -- c",
  ts: "type A<T> = { [K in keyof T]?: T[K] };",
  xml: "<a b='c'><!-- d --></a>",
  yaml: "a: &x [1, 'b'] # c",
};

async function load(...languages: readonly string[]): Promise<Highlighter["highlight"]> {
  const { highlight, dispose } = await loadHighlighter(languages);
  onTestFinished(dispose);
  return highlight;
}

/** The text that a reader sees, escaped; anything but a `span` with a class stays in it. */
function shownBy(html: string | undefined): string | undefined {
  return html?.replaceAll(/<span class="[cfknps]">|<\/span>/g, "");
}

test.each(Object.entries(samples))(
  "%s has colours, and its text is unchanged",
  async (language, code) => {
    const highlight = await load(language);
    const html = highlight(language, code);
    expect(html).toMatch(/<span class="[cfknps]">/);
    expect(shownBy(html)).toBe(escapeHtml(code));
  },
);

test("keywords, strings, comments, numbers and functions are told apart", async () => {
  const highlight = await load("python");
  const html = highlight("python", 'def f():\n    return "s" + g(1) # why');
  expect(html).toContain('<span class="k">def</span>');
  expect(html).toContain('<span class="f">f</span>');
  expect(html).toMatch(/<span class="s">(?:&quot;s&quot;|&quot;)/);
  expect(html).toContain('<span class="n">1</span>');
  expect(html).toMatch(/<span class="c">.* why<\/span>/);
});

test("a language that is not known is shown plain, and loads nothing", async () => {
  const highlight = await load("brainfuck", "constructor", "__proto__", "text");
  for (const language of ["brainfuck", "constructor", "__proto__", "text", "python"]) {
    expect(highlight(language, "print(1)")).toBeUndefined();
  }
});

test("code that is too long for its colours is shown plain", async () => {
  const highlight = await load("js");
  expect(highlight("js", "let a;\n".repeat(10_000))).toBeUndefined();
  const line = `let a = "${"x".repeat(600)}";`;
  const html = highlight("js", `let b;\n${line}`);
  expect(html).toContain('<span class="k">let</span> b');
  expect(html).toContain(`\n${escapeHtml(line)}`);
});

test("hostile code is text", async () => {
  const languages = ["html", "js", "markdown", "bash", "yaml"];
  const highlight = await load(...languages);
  for (const language of languages) {
    for (const text of hostileTexts) {
      expect(shownBy(highlight(language, text))).toBe(escapeHtml(text.replaceAll("\r\n", "\n")));
    }
  }
});

test("so is any other text", async () => {
  const languages = ["bash", "css", "html", "js", "json", "markdown", "Python", "sql"];
  const highlight = await load(...languages);
  fc.assert(
    fc.property(
      fc.constantFrom(...languages),
      fc.string({
        unit: fc.constantFrom(...Array.from("<>&\"'`{}()[]$#/*\\;:=\n ab1é👍")),
        maxLength: 60,
      }),
      (language, code) => {
        expect(shownBy(highlight(language, code))).toBe(escapeHtml(code));
      },
    ),
  );
});

test("a page's colours do not depend on the pages before it", async () => {
  const code = "```python\nimport os\n```";
  const alone = (await load("markdown"))("markdown", code);
  await load("python");
  expect((await load("markdown"))("markdown", code)).toBe(alone);
});
