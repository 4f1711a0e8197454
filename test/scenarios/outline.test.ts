import { expect, test } from "vitest";
import { makeJob, readText, writeFiles } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, promptOf, textFor, textReply } from "./support/replies.ts";
import { start } from "./support/program.ts";
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
  expect(page).toMatch(/cover: "?img\/pic-1-1-/);

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

const schema = {
  type: "object",
  required: ["sections"],
  properties: {
    sections: {
      type: "array",
      items: {
        type: "object",
        required: ["title", "notes"],
        properties: { title: { type: "string" }, notes: { type: "string" } },
      },
    },
  },
};
const outlined = {
  title: "Bread",
  blocks: [
    { id: "outline", hidden: true, schema, prompt: "Outline it." },
    { id: "intro", prompt: "Introduce it." },
    {
      repeat: { over: "data.outline.sections", as: "section", max: 4 },
      blocks: [
        {
          id: "section",
          heading: "{{ section.title }}",
          prompt: "Write on {{ section.title }}: {{ section.notes }}.",
        },
        {
          id: "pic",
          heading: false,
          image: "Draw {{ section.title }}.",
          alt: "{{ section.title }}",
        },
      ],
    },
    {
      id: "more",
      when: "{{ data.outline.sections.size > 2 }}",
      prompt: "Say that there is more.",
    },
    // It is decided last of all: it waits for what quotes the sections.
    { id: "late", when: "{{ answers.end contains 'nothing else' }}", prompt: "Say it late." },
    { id: "end", prompt: "End: {% for text in answers.section %}<{{ text }}>{% endfor %}" },
  ],
};

async function startOutliner(first: readonly string[]) {
  let titles = first;
  const provider = await startProvider((call) => {
    const prompt = promptOf(call);
    const list = titles.map((title) => ({ title, notes: `all about ${title}` }));
    return prompt === "Outline it."
      ? textReply(call, JSON.stringify({ sections: list }))
      : answerAll(call);
  });
  return {
    ...provider,
    outline: (next: readonly string[]) => (titles = next),
    /** The prompts that were sent since the last time. */
    sent: (() => {
      let seen = 0;
      return (): readonly string[] => {
        const prompts = provider.calls.slice(seen).map(promptOf);
        seen = provider.calls.length;
        return prompts.toSorted();
      };
    })(),
  };
}

const headings = (page: string): readonly string[] => page.match(/^## .*$/gm) ?? [];

test.concurrent("an outline makes sections, whose answers follow it when it changes", async () => {
  const provider = await startOutliner(["Flour", "Water", "Salt"]);
  const folder = makeJob({ articles: { a: outlined } });
  const run = (...args: string[]) => prelo(folder, args, provider.variables);

  const plan = await run("plan");
  expect(plan.stdout).toMatch(
    /ask {3}missing {2}section-… +up to 4; answers.outline is asked first/,
  );
  expect(plan.stdout).toMatch(/missing {2}more +if \{\{ data.outline.sections.size > 2 \}\}/);
  expect(plan.stdout).toContain("A build would send up to 13 requests");
  const frozen = await run("build", "--frozen");
  expect(frozen.code).toBe(1);
  expect(frozen.stderr.match(/failed: .*ANSWER_MISSING/g)).toHaveLength(2); // The outline, and the intro.
  expect((await run("check")).stdout).not.toMatch(/section-|pic-/);
  expect(provider.sent()).toEqual([]);

  expect(await run("build")).toMatchObject({ code: 0 });
  expect(provider.calls.slice(0, 1).map(promptOf)).toEqual(["Outline it."]);
  expect(provider.sent()).toHaveLength(11);
  expect(headings(readText(folder, "output/a/article.md"))).toEqual([
    "## Flour",
    "## Water",
    "## Salt",
  ]);
  expect(readText(folder, "answers/a/section-2.md")).toMatch(/^---\nkey: Water\n/);
  expect((await run("plan")).stdout).toContain("Nothing to ask");
  expect(await run("check")).toMatchObject({ code: 0 });

  // A person writes the section on salt anew; then the outline turns round and loses water.
  const edited = readText(folder, "answers/a/section-3.md").replace(
    /The answer is.*/,
    "Salt, by hand.",
  );
  writeFiles(folder, { "answers/a/section-3.md": edited });
  provider.outline(["Salt", "Flour"]);
  const turned = await run("build", "--refresh", "outline");
  expect(turned).toMatchObject({ code: 0 });
  // What is gone is no longer quoted; `more` is left out.
  const asked = provider.sent();
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatch(/^End: <Salt, by hand\.><The answer/);
  const page = readText(folder, "output/a/article.md");
  expect(headings(page)).toEqual(["## Salt", "## Flour"]);
  expect(page).toContain("## Salt\n\nSalt, by hand.");
  expect(page).toMatch(/!\[Salt\]\(img\/pic-1-1-/);
  expect(turned.stderr).toMatch(/section-2-[0-9a-f]{8}/);

  // Salt is gone: what was written by hand is kept, told, and under no other heading.
  provider.outline(["Flour", "Yeast", "Salts"]);
  const lost = await run("build", "--refresh", "outline");
  expect(lost).toMatchObject({ code: 0 });
  expect(provider.sent().filter((prompt) => prompt.startsWith("Write"))).toEqual([
    "Write on Salts: all about Salts.",
    "Write on Yeast: all about Yeast.",
  ]);
  expect(readText(folder, "output/a/article.md")).not.toContain("by hand");
  const pruned = await run("prune");
  expect(pruned.stdout).toMatch(/a\/section-2-[0-9a-f]{8}\.md/);
  expect(pruned.stdout).not.toContain("section-1");
  expect(pruned.stderr).toMatch(/a\/section-1-[0-9a-f]{8}\.md/);

  // It comes back.
  provider.outline(["Yeast", "Salt"]);
  expect(await run("build", "--refresh", "outline")).toMatchObject({ code: 0 });
  expect(provider.sent().filter((prompt) => prompt.startsWith("Write"))).toEqual([]);
  expect(readText(folder, "output/a/article.md")).toContain("## Salt\n\nSalt, by hand.");
  expect(await run("check")).toMatchObject({ code: 0 });
});

test.concurrent("a block has several answers, of which a line in a record chooses one", async () => {
  let count = 0;
  const provider = await startProvider((call) => textReply(call, `Answer ${(count += 1)}.`));
  const folder = makeJob({
    articles: {
      a: [
        { id: "sum", heading: "Sum", prompt: "Sum it up.", variants: 3 },
        { id: "two", prompt: "Twice.", variants: ["model-a", "model-b"] },
        { id: "end", prompt: "Quote: {{ answers.sum }}" },
      ],
    },
  });
  const run = (...args: string[]) => prelo(folder, args, provider.variables);
  expect(await run("build")).toMatchObject({ code: 0 });
  expect(provider.calls.map(({ body }) => String(body["model"])).toSorted()).toEqual([
    "model-a",
    "model-b",
    "test-text",
    "test-text",
    "test-text",
    "test-text",
  ]);
  const bodyOf = (id: string): string =>
    /^Answer \d\./m.exec(readText(folder, `answers/a/${id}.md`))?.[0] ?? "";
  const page = (): string => readText(folder, "output/a/article.md");
  expect(new Set(["sum", "sum.2", "sum.3"].map(bodyOf)).size).toBe(3);
  expect(page()).toContain(`## Sum\n\n${bodyOf("sum")}`);
  expect(page()).not.toContain(bodyOf("sum.2"));
  expect(provider.calls.map(promptOf)).toContain(`Quote: ${bodyOf("sum")}`);
  expect((await run("plan", "--all")).stdout).toMatch(/keep {2}fresh {4}sum\.3/);

  // Another is chosen: what quotes it is asked anew, and nothing else.
  const third = readText(folder, "answers/a/sum.3.md");
  writeFiles(folder, { "answers/a/sum.3.md": third.replace("---\n", "---\nchosen: true\n") });
  expect((await run("check")).code).toBe(1);
  expect(await run("build")).toMatchObject({ code: 0 });
  expect(provider.calls.slice(6).map(promptOf)).toEqual([`Quote: ${bodyOf("sum.3")}`]);
  expect(page()).toContain(`## Sum\n\n${bodyOf("sum.3")}`);
  expect(await run("check")).toMatchObject({ code: 0 });

  // One alone is asked again, and stays the chosen one.
  const before = bodyOf("sum.2");
  expect(await run("build", "--refresh", "sum/3")).toMatchObject({ code: 0 });
  expect(provider.calls.slice(7).map(promptOf)).toEqual([
    "Sum it up.",
    `Quote: ${bodyOf("sum.3")}`,
  ]);
  expect(bodyOf("sum.2")).toBe(before);
  expect(page()).toContain(`## Sum\n\n${bodyOf("sum.3")}`);
  expect((await run("history", "sum/3")).stdout).toContain("asked again");
  expect((await run("prune")).stdout).not.toMatch(/sum\.\d\.md/);

  // One variant less: it is nobody's.
  const text = readText(folder, "prompts/a.yaml").replace("variants: 3", "variants: 2");
  writeFiles(folder, { "prompts/a.yaml": text });
  expect((await run("plan")).stdout).toContain("a/sum.3");
});

test.concurrent("a build that is killed between its waves pays for nothing twice", async () => {
  const provider = await startOutliner(["Flour", "Water"]);
  const folder = makeJob({ articles: { a: outlined } });
  // Killed when sections are out: the outline is recorded, and they may not be.
  const first = start(folder, ["build", "--concurrency", "1"], provider.variables);
  await provider.waitForCalls(3);
  first.kill("SIGKILL");
  await first.finished;
  const before = provider.sent();
  expect(before).toContain("Outline it.");
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const after = provider.sent();
  expect(after).not.toContain("Outline it.");
  // What was out when it was killed may have to be asked again; nothing else.
  expect(after.filter((prompt) => before.includes(prompt)).length).toBeLessThanOrEqual(1);
  expect(headings(readText(folder, "output/a/article.md"))).toEqual(["## Flour", "## Water"]);
});
