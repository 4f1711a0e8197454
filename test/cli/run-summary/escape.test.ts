import * as fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { escapeText, link, row } from "../../../src/cli/run-summary/escape.ts";

const hostile = [
  "a | b",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "![x](https://tracker.example/x.png) [y](javascript:alert(1))",
  "https://example.org www.example.org someone@example.org",
  "`code` **bold** _it_ ~~no~~ $x$ &lt; \\| ]( <!-- -->",
  "line\nbreak\r\n\n# Heading\n::error::x",
  "@team fixes #12, owner/repo#3, GH-4, !5, group&6",
  "\u001B[31mred\u001B[0m \u202Eesrever",
];

/** What a cell of a table shows. */
function render(cell: string): { html: string; text: string } {
  const table = [row("Head", "Other"), row("---", "---"), row(cell, "end")].join("\n");
  const html = micromark(table, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const [, body = ""] = /<tbody>\s*<tr>\s*<td>([\s\S]*?)<\/td>\s*<td>end<\/td>/.exec(html) ?? [];
  const text = body
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
  return { html: body, text: text.replaceAll("\u200B", "") };
}

test("a text in a summary is no markup, no link, no mention, and stays in its cell", () => {
  for (const text of hostile) {
    const { html, text: shown } = render(escapeText(text));
    expect(html).not.toMatch(/<[a-z!]/i);
    expect(html).not.toMatch(/[@#!](?=\w)|\bGH-\d|\p{Cc}|\u202E/u);
    expect(shown.replaceAll(/[^ -~]/g, "")).toBe(
      text
        .replaceAll(/\s+/g, " ")
        .trim()
        .replaceAll(/[^ -~]/g, ""),
    );
  }
});

test("whatever the text, it is shown as it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."\\`*_[]()<>|~#@!&:/.-w a1".split("")) }),
      (text) => {
        const { html, text: shown } = render(`x${escapeText(text)}x`);
        expect(html).not.toMatch(/<[a-z!]/i);
        expect(shown).toBe(`x${text.replaceAll(/\s+/g, " ").trim()}x`);
      },
    ),
  );
});

test("a link leads where it should, whatever its text", () => {
  expect(render(link("a](b) <c>", "https://example.org/a%20b")).html).toBe(
    '<a href="https://example.org/a%20b">a](b) &lt;c&gt;</a>',
  );
});
