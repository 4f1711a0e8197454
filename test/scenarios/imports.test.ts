import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { listFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { prelo } from "./support/resident.ts";

function drawPicture(): Promise<Buffer> {
  return sharp({ create: { width: 300, height: 200, channels: 3, background: "#c63" } })
    .png()
    .toBuffer();
}

/** A page without its front matter, title, note, and the names that pictures get. */
function bodyOf(page: string): string {
  return page
    .replace(/^---\n[^]*?\n---\n\n# .*\n\n/, "")
    .replace(/\n---\n\n[^\n]*Prelo\.\n$/, "")
    .replaceAll(/\[(!\[[^\]]*\])\([^)]*\)\]\([^)]*\)/g, "$1(picture)")
    .replaceAll(/\]\(img\/[^)]*\)/g, "](picture)");
}

const bread = `---
title: "Bread: at home"
date: 2024-05-01T08:00:00Z
tags: bread, baking
authors: [{ name: Ana }]
layout: "{{ post }}"
---
Flour, water, salt, and **time**.[^1]

[^1]: And patience.

## Why does dough \`rest\`?

So that gluten relaxes, says [the guide][g].

- one
- two

| a | b |
| --- | --- |
| 1 | 2 |

## Tools

![The oven](<../elsewhere/the oven.png>)
*Built in 1911.*

A picture inside: ![oven](../elsewhere/the%20oven.png).

\`\`\`python
print("{{ x }}")
\`\`\`

Water is H<sub>2</sub>O, and it is <span style="color:red">hot</span>.

### Steps

#### Knead

Knead for 10 minutes [1].

#### Knead

$$
E = mc^2
$$

<details>
<summary>More</summary>

Hidden **text**.

</details>

[g]: https://example.com/guide
`;

test.concurrent("a Markdown file becomes an article that the first build publishes as it was, with no request", async () => {
  const provider = await startProvider();
  const root = makeFolder();
  writeFiles(root, {
    "site/pipeline.yaml":
      "version: 1\narticles: [prompts/*.yaml]\ntext: { model: m }\nchecks: { words: { min: 30 } }\n",
    // A byte order mark, and the line ends of Windows.
    "post/bread.md": `\uFEFF${bread.replaceAll("\n", "\r\n")}`,
    "elsewhere/x.txt": "",
  });
  writeFileSync(join(root, "elsewhere/the oven.png"), await drawPicture());
  const site = join(root, "site");

  const made = await prelo(site, [
    "new",
    "bread",
    "--from",
    "../post/bread.md",
    "--language",
    "en",
  ]);
  expect(made.code).toBe(0);
  expect(made.stdout.split("\n")).toEqual([
    "prompts/bread.yaml",
    ...["introduction", "why-does-dough-rest", "tools-4", "knead-2"].map(
      (id) => `answers/bread/${id}.md`,
    ),
    "files/bread/the-oven.png",
    "",
  ]);
  expect(made.stderr).toContain("does not pass the job's checks");
  const article = readText(site, "prompts/bread.yaml");
  expect(article).toMatch(
    /^title: "Bread: at home"\nlanguage: en\nauthor: Ana\ndate: 2024-05-01$/m,
  );
  expect(article).toContain("question: Why does dough `rest`?");
  expect(article).toMatch(
    /prompt: "?Write the introduction of the article “Bread: at home”, in about 10/,
  );
  expect(article).toMatch(
    /picture: files\/bread\/the-oven\.png\n {4}alt: The oven\n {4}caption: Built/,
  );
  expect(article).toMatch(/code: print\("\{\{ x \}\}"\)\n {4}language: python/);

  const record = readText(site, "answers/bread/introduction.md");
  expect(record).toMatch(/^---\norigin: imported\nprovider: openai\n/);
  expect(record).not.toMatch(/^(?:model|served_by|cost_usd):/m);

  expect((await prelo(site, ["plan", "--json"], provider.variables)).stdout).toContain(
    '"requests": 0',
  );
  expect(await prelo(site, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(0);
  const page = readText(site, "output/bread/article.md");
  expect(bodyOf(page)).toBe(`Flour, water, salt, and **time**.[^introduction-1]

[^introduction-1]: And patience.

## Why does dough \`rest\`?

So that gluten relaxes, says [the guide](https://example.com/guide).

- one
- two

| a | b |
| --- | --- |
| 1 | 2 |

## Tools

![The oven](picture)

*Built in 1911.*

A picture inside: ![oven](picture).

\`\`\`python
print("{{ x }}")
\`\`\`

Water is H<sub>2</sub>O, and it is hot.

### Steps

#### Knead

Knead for 10 minutes [1].

#### Knead

$$
E = mc^2
$$

<details>
<summary>More</summary>

Hidden **text**.

</details>
`);
  expect(page).toMatch(/^layout: "?'?\{\{ post \}\}/m);
  // No model wrote it, and nothing says so.
  expect(page).toContain("\n---\n\nArticle assembled with Prelo.\n");
  expect(readText(site, "output/bread/article.html")).not.toContain("digitalSourceType");

  const again = await prelo(site, ["new", "bread", "--from", "../post/bread.md"]);
  expect(again).toMatchObject({ code: 2 });
  expect(again.stderr).toContain("prompts/bread.yaml exists already");
  // A person may still ask for another text.
  const refreshed = await prelo(site, ["build", "--refresh", "introduction"], provider.variables);
  expect(refreshed.code).toBe(0);
  expect(provider.calls).toHaveLength(1);
  expect(readText(site, "answers/bread/introduction.previous.md")).toContain("origin: imported");
});

test.concurrent("a notebook keeps its code with what it gave, also when it is published as one", async () => {
  const provider = await startProvider();
  const folder = makeJob({
    job: { output: { formats: ["markdown", "notebook"] } },
    articles: { other: { title: "x", language: "pt-BR", blocks: [{ markdown: "x" }] } },
  });
  const png = (await drawPicture()).toString("base64");
  const cells = [
    { cell_type: "markdown", source: ["# Massa\n", "\n", "Com $x^2$."] },
    {
      cell_type: "markdown",
      source: "## Por quê?\n\nPorque sim.\n\n![Um gráfico](attachment:a.png)",
      attachments: { "a.png": { "image/png": png } },
    },
    {
      cell_type: "code",
      source: ["print(1)\n"],
      outputs: [
        { output_type: "stream", name: "stdout", text: ["1\n", "2\n"] },
        { output_type: "display_data", data: { "image/png": png, "text/plain": ["<Figure>"] } },
        { output_type: "error", traceback: ["\u001B[0;31mValueError\u001B[0m: x"] },
      ],
    },
    { cell_type: "code", source: "", outputs: [] },
  ];
  const metadata = { language_info: { name: "python" } };
  writeFiles(folder, {
    "massa.ipynb": JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }, null, 1),
  });
  expect(await prelo(folder, ["new", "massa", "--from", "massa.ipynb"])).toMatchObject({ code: 0 });
  const article = readText(folder, "prompts/massa.yaml");
  expect(article).toMatch(/^title: Massa\nlanguage: pt-BR$/m);
  expect(article).toContain(
    "prompt: Escreva a introdução do artigo “Massa”, em cerca de 10 palavras.",
  );
  expect(listFiles(folder, "files")).toEqual(["files/massa/picture.png"]);

  const build = await prelo(folder, ["build", "--article", "massa"], provider.variables);
  expect(build.code).toBe(0);
  expect(provider.calls).toHaveLength(0);
  expect(bodyOf(readText(folder, "output/massa/article.md"))).toBe(
    "Com $x^2$.\n\n## Por quê?\n\nPorque sim.\n\n![Um gráfico](picture)\n\n```python\nprint(1)\n```\n\n" +
      "```text\n1\n2\n```\n\n![Saída do código acima](picture)\n\n```text\nValueError: x\n```\n",
  );
  const published = JSON.parse(readText(folder, "output/massa/article.ipynb"));
  const code = published.cells.find((cell: { cell_type: string }) => cell.cell_type === "code");
  expect(code.outputs.map((each: { output_type: string }) => each.output_type)).toEqual([
    "stream",
    "display_data",
    "stream",
  ]);
});

const hugo = `+++
title = "Sourdough"
date = 2024-05-01T08:00:00Z
tags = ["bread"]
lastmod = 2024-06-01
[params]
  layout = "wide"
[taxonomies]
  categories = ["food"]
+++

See [below](#Why-does-it-rise%3F), [the kit](#kit), [nothing](#nowhere), \`[code](#code)\`.[^n]

## Why does it rise?

It is alive.[^n] See [the guide][g].

<a name="kit"></a>
## Tools

A bowl, as [the guide][g] says.

[^n]: In a note.
[g]: https://example.com/guide
`;

test.concurrent("TOML, UTF-16 and old notebooks are read; links lead to the page's own headings, and a note stands once", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: {} });
  writeFileSync(join(folder, "hugo.md"), Buffer.from(`\uFEFF${hugo}`, "utf16le"));
  const png = (await drawPicture()).toString("base64");
  const cells = [
    { cell_type: "heading", level: 1, source: ["Old"] },
    { cell_type: "heading", level: 2, source: "Plot" },
    {
      cell_type: "code",
      language: "python",
      input: ["print(1)\n", "plot()"],
      outputs: [
        { output_type: "stream", stream: "stdout", text: ["1\n"] },
        { output_type: "pyout", png, text: ["<Figure>"] },
        { output_type: "pyerr", traceback: ["\u001B[0;31mError\u001B[0m: x"] },
      ],
    },
    { cell_type: "of the future" },
  ];
  writeFiles(folder, {
    "old.ipynb": JSON.stringify({ nbformat: 3, metadata: { name: "" }, worksheets: [{ cells }] }),
  });
  // Ten pictures in the text itself, one address at its end, and a link that never ends.
  const pictures = Array.from({ length: 10 }, (_, index) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${index + 40}" height="30"/>`;
    return `Number ${index} is ![it](data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}).`;
  });
  writeFiles(folder, {
    "files/100%.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"/>',
    "many.md": `# Many\n\n${pictures.join("\n\n")}\n\nAnd ![one](files/100%.svg) # [${"![a](files/100%.svg) ".repeat(40)}\n\n[p]: data:image/png;base64,${png}\n\nThese words stay\n`,
  });
  const made = await prelo(folder, ["new", "sourdough", "--from", "hugo.md"]);
  expect(made.stderr).toContain("hugo.md:12: the link “#nowhere” leads to no heading");
  expect((await prelo(folder, ["new", "old", "--from", "old.ipynb"])).code).toBe(0);
  expect((await prelo(folder, ["new", "many", "--from", "many.md"])).code).toBe(0);
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(0);
  const many = readText(folder, "output/many/article.md");
  expect(many.match(/!\[(?:it|one|a)\]\(img/g)).toHaveLength(51);
  expect(many).toContain("These words stay");
  const page = readText(folder, "output/sourdough/article.md");
  expect(page).toMatch(/^title: Sourdough\ndate: 2024-05-01\n[^]*^tags:\n {2}- bread$/m);
  expect(page).toMatch(/^layout: wide\ncategories:\n {2}- food\nlastmod: 2024-06-01$/m);
  expect(bodyOf(page))
    .toBe(`See [below](#why-does-it-rise), [the kit](#tools), nothing, \`[code](#code)\`.[^introduction-1]

[^introduction-1]: In a note.

## Why does it rise?

It is alive.[^introduction-1] See [the guide](https://example.com/guide).

## Tools

A bowl, as [the guide](https://example.com/guide) says.
`);
  // Both marks of the note are in the list of the ways back.
  const html = readText(folder, "output/sourdough/article.html");
  expect(html.match(/role="doc-backlink"/g)).toHaveLength(2);
  expect(bodyOf(readText(folder, "output/old/article.md"))).toBe(
    "## Plot\n\n```python\nprint(1)\nplot()\n```\n\n```text\n1\n```\n\n" +
      "![Output of the code above](picture)\n\n```text\nError: x\n```\n",
  );
});

test.concurrent("a web page is read as its text, and bold lines are titles where there are no others", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: {} });
  writeFiles(folder, {
    "page.html": `<html lang="fr"><head><title>Le pain | Site</title><meta name="description" content="Du pain"></head>
<body><nav>Menu</nav><main><h1>Le <em>pain</em></h1><p>De la farine &amp; de l'eau.<br>Du sel.</p>
<h2>Pourquoi ?</h2><ul><li>un<ol><li>deux</li></ol></li></ul><pre><code class="language-sh">ls | wc</code></pre>
<table><tr><th>a</th></tr><tr><td>1 <b>2</b></td></tr></table><script>alert(1)</script>
</main><footer>©</footer></body></html>`,
    "bold.md":
      "# Notes\n\n**First**\n\nText.\n\n### A white house\n\nMore.\n\n**Second**\n\nEnd.\n",
  });
  expect((await prelo(folder, ["new", "pain", "--from", "page.html"])).code).toBe(0);
  expect((await prelo(folder, ["new", "bold", "--from", "bold.md"])).code).toBe(0);
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  expect(provider.calls).toHaveLength(0);
  const page = readText(folder, "output/pain/article.md");
  expect(page).toMatch(/^title: Le pain\nlang: fr\ndescription: "?Du pain"?$/m);
  expect(bodyOf(page)).toBe(
    "De la farine & de l'eau.\\\nDu sel.\n\n## Pourquoi ?\n\n- un\n  1. deux\n\n```sh\nls | wc\n```\n\n" +
      "| a |\n| --- |\n| 1 **2** |\n",
  );
  expect(bodyOf(readText(folder, "output/bold/article.md"))).toBe(
    "**First**\n\nText.\n\n### A white house\n\nMore.\n\n**Second**\n\nEnd.\n",
  );
});

test.concurrent("what cannot be taken over is refused with its lines, and nothing is written", async () => {
  const folder = makeJob({ articles: {} });
  const key = `sk-test-${"a1B2".repeat(8)}`;
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "leak.md": `# A\n\nText ${key}.\n\n![x](https://cdn.example.com/x.png?X-Amz-Signature=${"0a".repeat(32)})\n`,
    "lost.md": "# A\n\n![x](none.png)\n\nText ![y](none-2.png).\n",
    "broken.ipynb": "{ no JSON",
    "old.ipynb": '{ "nbformat": 2, "worksheets": [] }',
    "latin.md": Buffer.from("# Pão\n\nPão.\n", "latin1"),
    "toml.md": '+++\ntitle = "x"\ntags = \n+++\n\nText.\n',
    "front.md": "---\ntitle: [x\n---\n\nText.\n",
    "empty.md": "# Only a title\n\n## And one more\n",
    "letter.docx": "PK",
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
  const expected: Readonly<Record<string, readonly [code: number, ...says: RegExp[]]>> = {
    "leak.md": [
      3,
      /leak\.md:3: an API key/,
      /leak\.md:5: a signed link/,
      /expires: save the picture/,
    ],
    "lost.md": [2, /lost\.md:3:1 error There is no file none\.png/, /lost\.md:5:1 .*none-2\.png/],
    "broken.ipynb": [2, /broken\.ipynb:1:1 error This is no notebook: it is not JSON/],
    "old.ipynb": [2, /neither nbformat 3 nor 4/],
    "latin.md": [2, /latin\.md:1:\d+ error The file is not valid UTF-8/],
    "toml.md": [2, /toml\.md:3:\d+ error The front matter is no TOML: /],
    "front.md": [2, /front\.md:[23]:\d+ error/],
    "empty.md": [2, /There is no text in this file/],
    "letter.docx": [2, /--from does not read \.docx/],
    "none.md": [2, /There is no such file/],
  };
  for (const [name, [code, ...says]] of Object.entries(expected)) {
    const refused = await prelo(folder, ["new", "a", "--from", name]);
    expect([name, refused.code]).toEqual([name, code]);
    for (const pattern of says) {
      expect(refused.stderr).toMatch(pattern);
    }
    expect(refused.stdout + refused.stderr).not.toContain(key);
  }
  expect(listFiles(folder).toSorted()).toEqual([...Object.keys(files), "pipeline.yaml"].toSorted());

  // Answers that are there may have been paid for.
  writeFiles(folder, { "good.md": "# A\n\nText.\n", "answers/a/b.md": "---\nx: 1\n---\ny\n" });
  const taken = await prelo(folder, ["new", "a", "--from", "good.md"]);
  expect(taken.code).toBe(2);
  expect(taken.stderr).toMatch(/answers\/a holds answers already/);
  expect([...listFiles(folder, "prompts"), ...listFiles(folder, "files")]).toEqual([]);
});
