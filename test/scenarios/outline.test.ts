import { expect, test } from "vitest";
import { makeJob, readText, writeFiles } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { promptOf, textFor } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

const sections = [
  { title: "Flour", notes: "white" },
  { title: "Water", notes: "warm" },
];
const repeated = [
  {
    id: "section",
    heading: "{{ repeat.number }}. {{ section.title }}",
    prompt: "Write on {{ section.title }}: {{ section.notes }}.",
  },
  {
    markdown: "Short: {{ answers.section | truncate: 14 }}",
    when: "{{ section.title == 'Water' }}",
  },
  { id: "pic", image: "Draw {{ section.title }}.", alt: "{{ section.title }}" },
];

test.concurrent("blocks repeat over a list, and a condition leaves them out", async () => {
  const provider = await startProvider();
  const folder = makeJob({
    articles: {
      a: {
        title: "Bread",
        toc: true,
        vars: { loud: false, sections },
        cover: "pic",
        blocks: [
          { repeat: { over: "vars.sections", as: "section" }, blocks: repeated },
          { id: "shout", prompt: "Shout.", when: "{{ vars.loud }}" },
          { id: "never", prompt: "Never.", when: false },
          {
            id: "end",
            prompt:
              "End: {% for text in answers.section %}<{{ text }}>{% endfor %}" +
              "{% if answers.shout %}!{% endif %}{{ answers.never }}",
          },
        ],
      },
    },
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const asked = ["Write on Flour: white.", "Write on Water: warm."];
  expect(provider.calls.map(promptOf).toSorted()).toEqual([
    "Draw Flour.",
    "Draw Water.",
    `End: <${textFor(asked[0] ?? "")}><${textFor(asked[1] ?? "")}>`,
    ...asked,
  ]);
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("- [1. Flour](#1-flour)");
  expect(page.match(/^## .*$/gm)).toEqual([
    "## 1. Flour",
    "## Draw Flour.",
    "## 2. Water",
    "## Draw Water.",
  ]);
  expect(page.match(/^Short: .*$/gm)).toHaveLength(1);
  expect(page).toContain('cover: "img/pic-1-1');

  // What is left out keeps its answer, and is not asked again.
  const text = readText(folder, "prompts/a.yaml");
  writeFiles(folder, { "prompts/a.yaml": text.replace("loud: false", "loud: true") });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(7);
  writeFiles(folder, { "prompts/a.yaml": text });
  const off = await prelo(folder, ["build"], provider.variables);
  expect(off).toMatchObject({ code: 0 });
  expect(off.stderr).not.toContain("shout");
  expect((await prelo(folder, ["prune"])).stdout).not.toContain("shout");
  expect(readText(folder, "answers/a/shout.md")).toContain("The answer is");
  expect(provider.calls).toHaveLength(7);
});

test.concurrent("mistakes about repeats and conditions are told at their lines", async () => {
  const provider = await startProvider();
  const one = { id: "one", prompt: "Say {{ item.nme }}." };
  const folder = makeJob({
    articles: {
      a: [
        { repeat: { over: "section" }, blocks: [one] },
        { repeat: { over: "vars.x", as: "row" }, blocks: [] },
      ],
      b: {
        title: "B",
        vars: { list: [{ name: 1 }] },
        blocks: [{ repeat: { over: "vars.lst" }, blocks: [one] }],
      },
      c: {
        title: "C",
        vars: { list: [{ name: 1 }] },
        blocks: [{ repeat: { over: "vars.list" }, blocks: [one] }],
      },
      d: {
        title: "D",
        vars: { list: "text" },
        blocks: [{ repeat: { over: "vars.list" }, blocks: [one] }],
      },
      e: {
        title: "E",
        vars: { list: ["x", "y"] },
        blocks: [{ repeat: { over: "vars.list", max: 1 }, blocks: [one] }],
      },
      f: [{ id: "two", prompt: "Say.", when: "yes" }],
      g: {
        title: "G",
        vars: { x: "maybe" },
        blocks: [{ id: "two", prompt: "Say.", when: "{{ vars.x }}" }],
      },
      h: {
        title: "H",
        vars: { list: [1] },
        blocks: [
          { repeat: { over: "vars.list" }, blocks: [{ id: "one", prompt: "Say." }] },
          { id: "one-1", prompt: "Say." },
        ],
      },
      i: {
        title: "I",
        vars: { list: [1] },
        blocks: [
          { repeat: { over: "vars.list" }, blocks: [{ id: "one", prompt: "Say." }] },
          { request: "one" },
        ],
      },
      j: [
        {
          repeat: { over: "data.one.list" },
          blocks: [{ repeat: { over: "vars.x" }, blocks: [one] }],
        },
      ],
    },
  });
  const { code, stderr } = await prelo(folder, ["build"], provider.variables);
  expect(code).toBe(2);
  for (const message of [
    "a.yaml:4:13 error `repeat.over` must name a list",
    "a.yaml:10:11 error `repeat.as` must be a name of letters",
    'b.yaml:7:13 error unknown variable "vars.lst"',
    'c.yaml:10:24 error unknown variable "item.nme"',
    "d.yaml:6:13 error vars.list is not a list",
    "e.yaml:8:13 error vars.list has 2 items, and `max` is 1",
    "f.yaml:5:11 error `when` is no condition",
    "g.yaml:7:12 error `when` is neither true nor false",
    "h.yaml:11:9 error The id `one-1` is one that the repeat makes of `one`",
    "i.yaml:11:5 error it needs the block `one`, which a repeat makes several times",
    "j.yaml:6:9 error A `repeat` cannot stand in another.",
    "12 mistakes",
  ]) {
    expect(stderr).toContain(message);
  }
  expect(provider.calls).toHaveLength(0);
});
