import { expect, test } from "vitest";
import { makeJob, readText, writeFiles } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { promptOf, responsesReply, textReply } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

const tracked = "?utm_source=openai";
const openai = `Bread is old 🍞 ([grain.example](https://grain.example/a${tracked})). So is \
[the oven of Pompeii](https://ovens.example/pompeii${tracked}).

An \`index[1]\` is no source.`;
const router = "Rye grows in the north. It keeps for a week.";
const perplexity = "Sourdough is sour[1][2]. It needs time[2]. Nobody knows this[3].";

const spanish: readonly (readonly [string, string])[] = [
  ["Bread is old", "El pan es muy antiguo y todos lo comen"],
  ["So is [the oven of Pompeii]", "También lo es [el horno de la ciudad de Pompeya]"],
  ["An `index[1]` is no source.", "Un `index[1]` no es ninguna fuente."],
  ["Rye grows in the north.", "El centeno crece sobre todo en el norte del país."],
  ["It keeps for a week.", "El pan de centeno se conserva una semana entera."],
  ["Sourdough is sour", "La masa madre es ácida y por eso dura más"],
  ["It needs time", "Esta masa necesita mucho tiempo"],
  ["Nobody knows this", "Nadie sabe todavía por qué es así"],
];

function toSpanish(text: string): string {
  return spanish.reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
}

/** The lines of a page's list of references. */
function listOf(page = ""): readonly string[] {
  return page.match(/^\d\. \[.*$/gm) ?? [];
}

/** Where words begin, counted in characters, as the API counts. */
const at = (words: string) => Array.from(openai.slice(0, openai.indexOf(words))).length;

function cite(url: string, title: string, start: number, end: number) {
  return { type: "url_citation", url, title, start_index: start, end_index: end };
}

/** What three vendors return, each in its own shape. */
function startWeb() {
  return startProvider((call) => {
    const prompt = promptOf(call);
    if (prompt.startsWith("Target language: es")) {
      return textReply(call, toSpanish(prompt.replace(/^.*\n\n/, "")));
    }
    if (prompt === "OpenAI?") {
      const link = `([grain.example](https://grain.example/a${tracked}))`;
      return responsesReply({
        model: "m",
        content: [
          {
            type: "output_text",
            text: openai,
            annotations: [
              cite(
                `https://grain.example/a${tracked}`,
                "Grain <b>& bread</b>",
                at(link),
                at(link) + link.length,
              ),
              cite(`https://ovens.example/pompeii${tracked}`, "Ovens", 9000, -3),
              cite("javascript:alert(1)", "Bad", 0, 5),
              cite("https://user:secret@grain.example/", "Bad", 0, 5),
              { type: "file_citation", file_id: "file_1", index: 0, filename: "x.pdf" },
            ],
          },
        ],
      });
    }
    const { json } = textReply(call, prompt === "Router?" ? router : perplexity) as {
      json: Record<string, unknown> & { choices: { message: Record<string, unknown> }[] };
    };
    if (prompt === "Router?") {
      json.choices[0]!.message["annotations"] = [
        {
          type: "url_citation",
          url_citation: { ...cite("https://grain.example/a", "Grain again", 0, 23), content: "…" },
        },
        { type: "url_citation", url_citation: { url: "https://rye.example/", title: "Rye" } },
      ];
    } else {
      json["citations"] = [
        "https://sour.example/1",
        `https://sour.example/2${tracked}#:~:text=sour`,
        `https://store.example/f?X-Amz-Signature=${"a1".repeat(20)}`,
      ];
      json["search_results"] = [{ title: "Sour one", url: "https://sour.example/1" }];
    }
    return { json };
  });
}

const chat = { endpoint: "chat" };
const blocks = [
  { id: "openai", prompt: "OpenAI?", text: { extra: { tools: [{ type: "web_search" }] } } },
  { id: "router", prompt: "Router?", text: chat },
  { id: "perplexity", prompt: "Perplexity?", text: chat },
];
const job = { output: { formats: ["markdown", "html", "notebook"] } };
const own = [
  { title: "Mine", url: "https://mine.example/" },
  { title: "On sourdough", url: "https://sour.example/2" },
];

test.concurrent("what three vendors return becomes numbers, and one list", async () => {
  const provider = await startWeb();
  const references = { heading: "Sources", references: ["auto", ...own] };
  const folder = makeJob({ job, articles: { a: [...blocks, references] } });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("Bread is old 🍞 [1]. So is the oven of Pompeii [2].");
  expect(page).toContain("Rye grows in the north. [1] It keeps for a week.");
  expect(page).toMatch(/Sourdough is sour\\?\[3]\[4]\. It needs time\[4]\. Nobody knows this\./);
  expect(page).toContain("`index[1]`");
  expect(page).toMatch(/^1\. \[Grain .*\]\(https:\/\/grain\.example\/a\)$/m);
  expect(page).toContain(`2. [Ovens](https://ovens.example/pompeii)
3. [Sour one](https://sour.example/1)
4. [On sourdough](https://sour.example/2)
5. [Rye](https://rye.example/)
6. [Mine](https://mine.example/)
`);
  const html = readText(folder, "output/a/article.html");
  const [, id = "none"] = /Bread is old 🍞 \[<a href="#([^"]+)"/.exec(html) ?? [];
  expect(html).toContain(`<li id="${id}"><a href="https://grain.example/a"`);
  expect(html).toContain("Grain &lt;b&gt;&amp; bread&lt;/b&gt;");
  for (const file of ["article.md", "article.html", "article.ipynb"]) {
    const text = readText(folder, `output/a/${file}`);
    expect(text).toContain("https://sour.example/2");
    expect(text).not.toMatch(/utm_|javascript:|user:|store\.example|:~:/);
  }
  const record = readText(folder, "answers/a/openai.md");
  expect(record).toContain("title: Grain <b>& bread</b>");
  expect(record).not.toMatch(/javascript:|user:secret/);

  // It is read again as it was, and what a person takes out takes its source along.
  expect((await prelo(folder, ["build", "--frozen"])).code).toBe(0);
  writeFiles(folder, {
    "answers/a/openai.md": record.replace(/So is[^]*Pompeii\]\([^)]*\)\./, "Ovens are as old."),
  });
  expect((await prelo(folder, ["build", "--frozen"])).code).toBe(0);
  const edited = readText(folder, "output/a/article.md");
  expect(edited).toContain("Bread is old 🍞 [1]. Ovens are as old.");
  expect(edited).not.toContain("ovens.example");
  expect(edited).toContain("2. [Sour one](https://sour.example/1)");
});

test.concurrent("a page in another language cites the same sources by the same numbers", async () => {
  const provider = await startWeb();
  const folder = makeJob({
    job: { translations: { to: ["es"] } },
    articles: { a: [...blocks, { references: ["auto", ...own] }] },
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  // Where only a passage tells what a text cites, its number goes along.
  const sent = provider.calls.map(promptOf).find((prompt) => prompt.includes("Rye grows"));
  expect(sent).toBe(`Target language: es\n\n${router.replace("north.", "north. [1]")}`);
  const [english, translated] = ["a", "a/es"].map((slug) =>
    readText(folder, `output/${slug}/article.md`),
  );
  expect(translated).toContain(
    "lo comen 🍞 [1]. También lo es el horno de la ciudad de Pompeya [2].",
  );
  expect(translated).toContain("en el norte del país. [1] El pan de centeno");
  expect(translated).toMatch(/dura más\\?\[3\]\[4\]\. Esta masa necesita mucho tiempo\[4\]\./);
  expect(listOf(translated)).toHaveLength(6);
  expect(listOf(translated)).toEqual(listOf(english));
});

test.concurrent("without a list the sources are links, named by their sites", async () => {
  const provider = await startWeb();
  const folder = makeJob({ articles: { a: blocks } });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("Bread is old 🍞 ([grain.example](https://grain.example/a)).");
  expect(page).toContain("[the oven of Pompeii](https://ovens.example/pompeii)");
  expect(page).toContain("the north. ([grain.example](https://grain.example/a)) It keeps");
  expect(page).toContain("time ([sour.example](https://sour.example/2)).");
  expect(page).not.toMatch(/utm_|store\.example/);
});
