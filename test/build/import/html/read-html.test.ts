import { expect, test } from "vitest";
import { readHtmlFile } from "../../../../src/build/import/html/read-html.ts";

function textOf(html: string): string {
  const { parts } = readHtmlFile(html);
  return parts.map((part) => (part.kind === "markdown" ? part.text : "")).join("");
}

test("an article exported from Medium: its head, its text once, its code and its links", () => {
  const page = `<html><head><title>Why bread</title></head><body><article class="h-entry">
<header><h1 class="p-name">Why bread</h1></header>
<section data-field="subtitle" class="p-summary">
A subtitle</section>
<section data-field="body" class="e-content"><section><div class="section-divider"><hr class="section-divider"></div>
<h3 class="graf--title">Why bread</h3><h4 class="graf--subtitle">A subtitle</h4>
<p>I love <strong>bread</strong>; see <a href="#h3x">the end</a>.</p>
<pre data-code-block-lang="python"><span><span>import</span> os<br />print(os)</span></pre>
<h3 id="h3x" name="h3x">In the end?</h3><p>Bake it.</p></section></section>
<footer><p>By <a class="p-author h-card">Ana</a> on <time class="dt-published" datetime="2020-05-01T08:00:00.000Z">May 1</time>.</p>
<p>Exported from Medium.</p></footer></article></body></html>`;
  expect(readHtmlFile(page).head).toMatchObject({
    title: "Why bread",
    description: "A subtitle",
    author: "Ana",
    date: "2020-05-01",
  });
  expect(textOf(page).trim()).toBe(
    "I love **bread**; see [the end](#In%20the%20end%3F).\n\n```python\nimport os\nprint(os)\n```\n\n" +
      "### In the end?\n\nBake it.",
  );
});

test("a document exported from Google Docs: letters, lists, notes and addresses that only it writes so", () => {
  const page = `<html><head><style>.lst-kix_a-0>li:before{content:"- "}.c0{font-weight:400}.c5{color:#000;font-weight:700}.c6{font-style:italic}</style></head>
<body><p class="c8 title"><span>Baking</span></p><p><span class="c5">Two</span><span class="c0"> or </span><span class="c6">three</span>
<a href="https://www.google.com/url?q=https://example.com/a?b%3D1&amp;sa=D&amp;usg=x">hours</a>.<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p>
<ul class="lst-kix_a-0 start"><li>bowl</li></ul><ul class="lst-kix_a-1 start"><li>large</li></ul><ul class="lst-kix_a-0"><li>spoon</li></ul>
<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> Page 3.</span></p></div></body></html>`;
  expect(textOf(page).trim()).toBe(
    "# Baking\n\n**Two** or *three* [hours](https://example.com/a?b=1).[^note-1]\n\n" +
      "- bowl\n  - large\n- spoon\n\n[^note-1]: Page 3.",
  );
});

test("a WordPress page: without its date, its contents and its buttons; notes of other programs", () => {
  const page = `<html lang="en-US"><head><title>Sourdough – My Kitchen</title></head><body><main><article>
<header><h1 class="entry-title">Sourdough</h1><div class="entry-meta">Posted on <time>April 5</time></div></header>
<div class="entry-content"><p>Welcome.<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup> Again.<sup id="fnref:2"><a href="#fn:2" class="footnote-ref">2</a></sup></p>
<div id="toc_container"><p>Contents</p></div>
<h2><span id="Why_wait">Why wait?</span></h2><p>See <a href="#Why_wait">above</a>.</p>
<div class="sharedaddy"><h3>Share this:</h3></div>
<ol class="wp-block-footnotes"><li id="a1">First. <a href="#a1-link">↩︎</a></li></ol>
<section class="footnotes"><hr><ol><li id="fn:2"><p>Second.&nbsp;<a href="#fnref:2">↩</a></p></li></ol></section></div>
<footer>Posted in Bread</footer></article><div id="comments" class="comments-area"><h2>Leave a reply</h2></div></main></body></html>`;
  expect(readHtmlFile(page).head).toMatchObject({ title: "Sourdough", language: "en-US" });
  expect(textOf(page).replaceAll("\u00A0", " ").trim()).toBe(
    "Welcome.[^note-1] Again.[^note-2]\n\n## Why wait?\n\nSee [above](#Why%20wait%3F).\n\n" +
      "[^note-1]: First.\n\n[^note-2]: Second.",
  );
});
