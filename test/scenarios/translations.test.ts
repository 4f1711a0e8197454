import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Call, Reply } from "./support/exchange.ts";
import { listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { readPage } from "./support/page.ts";
import { start } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, promptOf, textReply } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

const guide = `Walk along the river to the **old bridge**, as [the map](https://example.com/map) shows.
It takes an hour; see [where to eat](#where-to-eat) on the way back.

1. Buy a ticket in the station.
2. Show the \`QR code\` to the driver.

| Stop | Minutes |
| --- | --- |
| The old bridge | 20 |

\`\`\`sh
timetable --line 28
\`\`\``;
const food = "The best fish is fried in the small streets behind the church, every day but Monday.";

/** What a translator would say; what is not here stays as it is. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  es: {
    "Walk along the river to the **old bridge**, as [the map](https://example.com/map) shows.":
      "Camine junto al río hasta el **puente viejo**, como muestra [el mapa](https://example.com/map).",
    "It takes an hour; see [where to eat](#where-to-eat) on the way back.":
      "Se tarda una hora; vea [dónde comer](#where-to-eat) a la vuelta.",
    "Buy a ticket in the station.": "Compre un billete en la estación.",
    "Show the `QR code` to the driver.": "Enseñe el `QR code` al conductor.",
    "| Stop | Minutes |": "| Parada | Minutos |",
    "The old bridge": "El puente viejo",
    [food]:
      "El mejor pescado se fríe en las callejuelas detrás de la iglesia, todos los días menos el lunes.",
    "A day in the city": "Un día en la ciudad",
    "Where to eat": "Dónde comer",
    "By tram": "En tranvía",
    "By rail": "En tren",
    "A yellow tram": "Un tranvía amarillo",
    "Line 28 in spring.": "La línea 28 en primavera.",
  },
  ar: {
    "Walk along the river to the **old bridge**, as [the map](https://example.com/map) shows.":
      "امشِ على طول النهر إلى **الجسر القديم** كما تبيّن [الخريطة](https://example.com/map).",
    "It takes an hour; see [where to eat](#where-to-eat) on the way back.":
      "يستغرق ذلك ساعة؛ انظر [أين تأكل](#where-to-eat) في طريق العودة.",
    "Buy a ticket in the station.": "اشترِ تذكرة في المحطة.",
    "Show the `QR code` to the driver.": "أرِ السائق `QR code`.",
    "| Stop | Minutes |": "| المحطة | الدقائق |",
    "The old bridge": "الجسر القديم",
    "A yellow tram": "ترام أصفر",
    "Line 28 in spring.": "الخط 28 في الربيع.",
    [food]: "أفضل السمك يُقلى في الأزقة الصغيرة خلف الكنيسة، كل يوم ما عدا يوم الاثنين.",
    [food.replace("Monday", "Sunday")]:
      "أفضل السمك يُقلى في الأزقة الصغيرة خلف الكنيسة، كل يوم ما عدا يوم الأحد.",
    "A day in the city": "يوم في المدينة",
    "Where to eat": "أين تأكل",
    "By tram": "بالترام",
    "By rail": "بالقطار",
  },
};

function translate(prompt: string): string {
  const [, language = "", text = ""] = /^Target language: (\S+)\n\n([^]*)$/.exec(prompt) ?? [];
  return Object.entries(words[language] ?? {}).reduce(
    (rest, [from, to]) => rest.replaceAll(from, to),
    text,
  );
}

/** What asks for one changed heading. */
function askFor(tag: string): string {
  return `Target language: ${tag}\n\n{\n  "1": "By rail"\n}`;
}

function isTranslation(call: Call): boolean {
  return promptOf(call).startsWith("Target language: ");
}

function answer(call: Call): Reply | Promise<Reply> {
  if (isTranslation(call)) {
    return textReply(call, translate(promptOf(call)));
  }
  return call.path.includes("/images/") ? answerAll(call) : textReply(call, food);
}

const blocks = [
  { id: "guide", markdown: guide },
  { id: "food", heading: "Where to eat", prompt: "Write about fish." },
  {
    id: "tram",
    heading: "By tram",
    image: "A tram",
    n: 2,
    alt: "A yellow tram",
    caption: "Line 28 in spring.",
  },
  {
    id: "code",
    code: "print(28)",
    language: "python",
    output: { picture: "map.svg", alt: "A map" },
  },
  { references: [{ title: "The timetable", url: "https://example.com/timetable" }] },
];
const map = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>';
const article = { title: "A day in the city", language: "en", date: "2026-11-28", blocks };

test("an article edited in both languages: what did not change is not asked again", async () => {
  const provider = await startProvider(answer);
  const folder = makeJob({
    job: { translations: { to: ["es", "ar"] }, output: { formats: ["markdown", "html"] } },
    articles: { city: article },
  });
  writeFiles(folder, { "map.svg": map });
  let seen = 0;
  /** Runs a command, and gives what it asked for. */
  const run = async (
    args: readonly string[],
    code = 0,
  ): Promise<{ readonly asked: readonly string[]; readonly said: string }> => {
    const finished = await prelo(folder, args, provider.variables);
    expect(finished).toMatchObject({ code });
    const asked = provider.calls.slice(seen).map(promptOf);
    seen = provider.calls.length;
    return { asked, said: finished.stdout + finished.stderr };
  };
  const edit = (name: string, from: string, to: string): void => {
    expect(readText(folder, name)).toContain(from);
    writeFiles(folder, { [name]: readText(folder, name).replace(from, to) });
  };

  const first = await run(["plan", "--json"]);
  expect(first.asked).toEqual([]);
  const build = await run(["build"]);
  // Two texts of the source, and in each language two texts and the short ones together.
  expect(build.asked.filter((prompt) => prompt.startsWith("Target"))).toHaveLength(6);
  expect(build.asked).toHaveLength(8);
  expect(await run(["build"])).toMatchObject({ asked: [] });
  expect((await run(["check"])).asked).toEqual([]);

  // Structure, links, pictures and code are those of the source.
  const pages = [
    "output/city/article.md",
    "output/city/es/article.md",
    "output/city/ar/article.md",
  ];
  const [source, spanish, arabic] = pages.map((page) => readPage(readText(folder, page)));
  expect(spanish?.headings.map(({ text }) => text)).toEqual([
    "Un día en la ciudad",
    "Dónde comer",
    "En tranvía",
  ]);
  for (const page of [spanish, arabic]) {
    expect(page?.headings.map(({ depth }) => depth)).toEqual(
      source?.headings.map(({ depth }) => depth),
    );
    expect(page?.fences).toEqual(source?.fences);
    expect(page?.images).toEqual(source?.images.map((image) => `../${image}`));
  }
  const text = readText(folder, pages[1] ?? "");
  expect(text).toContain("[el mapa](https://example.com/map)");
  expect(text).toContain("[dónde comer](#dónde-comer)");
  expect(text).toContain("![Un tranvía amarillo (2 de 2)](../img/");
  expect(text).toContain("[English](../article.md) · Español · [العربية](../ar/article.md)");
  expect(text).toContain("[The timetable](https://example.com/timetable)");
  const html = readText(folder, "output/city/ar/article.html");
  expect(html).toContain('<html lang="ar" dir="rtl">');
  expect(html).toContain('<link rel="alternate" hreflang="es" href="../es/article.html">');
  expect(html).toContain('<link rel="alternate" hreflang="x-default" href="../article.html">');
  expect(html).toContain('<a href="../article.html" hreflang="en" lang="en" dir="ltr">English</a>');
  expect(readText(folder, "output/city/es/article.html")).toContain("28 de noviembre de 2026");

  // A record quotes what it translates, by its hash; the text stands in its own file.
  const record = readText(folder, "answers/city/es/food.md");
  expect(record).toContain("Target language: es\n\n    {{ source }}\n");
  expect(record).toMatch(/^uses:\n {2}source: sha256:[0-9a-f]{64}$/m);
  expect(record).not.toContain(food);
  expect(readText(folder, "output/city/es/manifest.json")).toContain("answers/city/es/_page.yaml");

  // One heading changes: each language is asked for that heading alone; a name may leave one for later.
  edit("prompts/city.yaml", "heading: By tram", "heading: By rail");
  expect((await run(["build", "--article", "city/es"])).asked).toEqual([askFor("es")]);
  expect((await run(["build"])).asked).toEqual([askFor("ar")]);
  expect((await run(["check"])).asked).toEqual([]);
  const wrong = await run(["build", "--article", "city/fr"], 2);
  expect(wrong.said).toContain('the article city is not translated into "fr"');
  expect(wrong.said).toContain("Its languages are: es, ar.");
  expect(readText(folder, pages[1] ?? "")).toContain("## En tren");

  // People edit: the source's answer, one translation, and a short text of another.
  edit("answers/city/es/food.md", "todos los días", "cada día");
  edit("answers/city/ar/_page.yaml", "بالقطار", "على القضبان");
  expect(await run(["build"])).toMatchObject({ asked: [] });
  expect(readText(folder, pages[1] ?? "")).toContain("cada día menos el lunes");
  expect(readText(folder, pages[2] ?? "")).toContain("## على القضبان");
  edit("answers/city/food.md", "every day but Monday", "every day but Sunday");
  expect((await run(["plan"])).said).toMatch(/city\/ar[^]*stale +food +its source changed/);
  const source2 = await run(["build"]);
  expect(source2.asked).toHaveLength(1);
  expect(source2.asked[0]).toContain("Target language: ar\n\nThe best fish");
  expect(source2.said).toContain("city/es/food: edited by a person; kept, although");
  expect(readText(folder, pages[1] ?? "")).toContain("cada día menos el lunes");
  const listed = await run(["check"]);
  expect(listed.said).toContain("city/es/food");
  expect(listed.said).not.toContain("city/ar/food");

  // A person says that it is still right, or asks anew.
  expect((await run(["accept", "es/food"])).asked).toEqual([]);
  edit("prompts/city.yaml", "heading: By rail", "heading: By tram");
  expect((await run(["build", "--frozen"], 1)).said).toContain("ANSWER_STALE");
  expect((await run(["build", "--stale", "keep"])).asked).toEqual([]);
  expect((await run(["check", "--stale", "keep"])).said).toMatch(
    /warning ANSWER_STALE city\/es\/_page: its answer is stale: .*tram\.heading/,
  );
  expect((await run(["accept", "es/_page"])).asked).toEqual([]);
  expect((await run(["plan"])).said).toMatch(/city\/ar[^]*_page.*tram\.heading/);
  expect((await run(["build", "--refresh", "es/guide"])).asked).toHaveLength(1);
  expect((await run(["history", "es/guide"])).said).toContain("answered");

  // Gone from the list, it is orphaned; what a person edited stays.
  edit("pipeline.yaml", "    - ar\n", "");
  expect((await run(["prune"])).said).toContain("city/ar/guide.md");
  expect(existsSync(join(folder, "output/city/ar"))).toBe(false);
  expect(existsSync(join(folder, "answers/city/ar/_page.yaml"))).toBe(true);
  expect((await run(["build"])).asked).toEqual([]);
  expect(readText(folder, pages[0] ?? "")).not.toContain("العربية");
});

test("after kill -9 in the midst of translations, and under another name, only what is not recorded is asked", async () => {
  let isHeld = true;
  const provider = await startProvider((call) =>
    isHeld && promptOf(call).startsWith("Target language: ar\n\nThe best fish")
      ? "hang"
      : answer(call),
  );
  const folder = makeJob({
    job: { translations: { to: ["es", "ar"] }, output: { file: "index", require_review: false } },
    articles: { city: { ...article, blocks: blocks.slice(0, 2) } },
  });
  const killed = start(folder, ["build"], provider.variables);
  const recorded = (): number =>
    listFiles(folder, "answers").filter((file) =>
      /\/(?:es|ar)\/(?:(?:guide|food)\.md|_page\.yaml)$/.test(file),
    ).length;
  await expect.poll(recorded, { timeout: 30_000 }).toBe(5);
  killed.kill("SIGKILL");
  await killed.finished;
  expect(existsSync(join(folder, "output/city/es/index.md"))).toBe(false);

  isHeld = false;
  renameSync(join(folder, "prompts/city.yaml"), join(folder, "prompts/town.yaml"));
  const count = provider.calls.length;
  // What the next build takes is not removed.
  expect((await prelo(folder, ["prune"])).stdout).not.toContain("_page.yaml");
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls.slice(count).map(promptOf)).toEqual([`Target language: ar\n\n${food}`]);
  expect(readText(folder, "output/town/ar/index.md")).toContain("[English](../");
  // Its short texts were copied, whatever their page was called.
  expect((await prelo(folder, ["prune"])).stdout).toContain("city/es/_page.yaml");
  expect(listFiles(folder, "answers/city")).toEqual([]);
});

test("a translation that loses something is asked for again, with the reason, and at last refused", async () => {
  const spoilt = [
    (text: string) => `Here is the translation:\n\n${text.replace(/^2\. .*\n/m, "")}`,
    (text: string) => text.replace("https://example.com/map", "https://example.com/mapa"),
    (text: string) => text.replace("timetable --line", "horario --línea"),
  ];
  const provider = await startProvider((call) => {
    const spoil = promptOf(call).includes("Walk along") ? spoilt.shift() : undefined;
    const text = isTranslation(call) ? translate(promptOf(call)) : food;
    return textReply(call, spoil === undefined ? text : spoil(text));
  });
  const folder = makeJob({
    job: { translations: { to: ["es"] } },
    articles: { city: { ...article, blocks: blocks.slice(0, 2) } },
  });
  const failed = await prelo(folder, ["build"], provider.variables);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("city/es/guide");
  expect(failed.stderr).toMatch(/translation: 2 paragraphs instead of 3, 1 list item instead of 2/);
  expect(failed.stderr).toContain("CHECK_FAILED");
  // The source is there, and links to no page that is not.
  expect(readText(folder, "output/city/article.md")).not.toContain("Español");
  expect(existsSync(join(folder, "output/city/es/article.md"))).toBe(false);
  const count = provider.calls.length;
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 1 });
  expect(provider.calls).toHaveLength(count);
  expect(await prelo(folder, ["build", "--refresh", "es/guide"], provider.variables)).toMatchObject(
    { code: 0 },
  );
  expect(readText(folder, "output/city/article.md")).toContain("[Español](es/article.md)");
});

test("a term makes those translations stale that use it, and is sent with no others", async () => {
  const provider = await startProvider(answer);
  const folder = makeJob({
    job: { translations: { to: ["es"] }, glossary: "glossary.yaml" },
    articles: { city: { ...article, blocks: blocks.slice(0, 2) } },
  });
  const glossary = (instead: string): void =>
    writeFiles(folder, {
      "glossary.yaml": `languages:\n  es:\n    avoid: { fish: ${instead}, castle: castillo }\n`,
    });
  glossary("pescado");
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const [fish, ...others] = provider.calls
    .filter((call) => isTranslation(call))
    .toSorted((a, b) => Number(promptOf(b).includes("fish")) - Number(promptOf(a).includes("fish")))
    .map(({ body }) => String(body["instructions"]));
  expect(fish).toContain("- fish (write: pescado)");
  expect(fish).not.toContain("castle");
  expect(others.join("\n")).not.toContain("fish");
  glossary("pez");
  const count = provider.calls.length;
  await prelo(folder, ["build"], provider.variables);
  expect(provider.calls.slice(count).map(promptOf)).toEqual([`Target language: es\n\n${food}`]);
});

test("before the source is there, a plan bounds each language by what the source may take", async () => {
  const provider = await startProvider(answer);
  const folder = makeJob({
    job: {
      translations: { to: ["es", "ar"] },
      prices: { "test-text": { input: 1, output: 2 } },
    },
    articles: { city: { ...article, blocks: blocks.slice(0, 2) } },
  });
  const { stdout } = await prelo(folder, ["plan", "--json"], provider.variables);
  const { total: plan } = JSON.parse(stdout) as {
    total: { max_cost_usd: number; max_requests: number };
  };
  expect(plan.max_cost_usd).toBeGreaterThan(0);
  const built = await prelo(folder, ["build", "--reporter", "json"], provider.variables);
  const events = built.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; articles?: number; most_requests?: number });
  const ended = events.filter(({ type }) => type === "finished").length;
  expect(events[0]).toMatchObject({
    type: "started",
    articles: ended,
    most_requests: provider.calls.length,
  });
  expect(provider.calls.length).toBeLessThanOrEqual(plan.max_requests);
  const bound = provider.calls.reduce(
    (sum, { body }) =>
      sum +
      Buffer.byteLength(JSON.stringify(body)) / 1e6 +
      (Number(body["max_output_tokens"]) * 2) / 1e6,
    0,
  );
  expect(plan.max_cost_usd).toBeGreaterThanOrEqual(bound);
});

test("mistakes in `translations` are told at their lines, and nothing is sent", async () => {
  const provider = await startProvider(answer);
  const folder = makeJob({
    job: { translations: { to: ["es", "pt-br", "pt-BR", "Klingon", "en"] } },
    articles: {
      own: {
        title: "A",
        language: "es",
        translations: { to: ["es"] },
        blocks: [{ markdown: "A" }],
      },
      none: { title: "A", language: "es", translations: false, blocks: [{ markdown: "A" }] },
    },
  });
  const { code, stderr } = await prelo(folder, ["build"], provider.variables);
  expect(code).toBe(2);
  expect(stderr).toMatch(/pipeline\.yaml:\d+:\d+ error .*stands there twice/);
  expect(stderr).toMatch(/pipeline\.yaml:\d+:\d+ error .*must be a language tag/);
  // What the job says must be sound before an article can be measured by it.
  writeFiles(folder, {
    "pipeline.yaml": readText(folder, "pipeline.yaml").replace(
      / +- (?:pt-BR|Klingon|pt-br)\n/g,
      "",
    ),
    "prompts/other.yaml": "title: A\nlanguage: en\nblocks:\n  - markdown: A\n",
  });
  const other = await prelo(folder, ["build"], provider.variables);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(
    /own\.yaml:\d+:\d+ error `es` is the language of prompts\/own\.yaml/,
  );
  expect(other.stderr).toMatch(
    /pipeline\.yaml:\d+:\d+ error `en` is the language of prompts\/other/,
  );
  expect(other.stderr).not.toContain("none.yaml");
  expect(provider.calls).toHaveLength(0);
});

test("what the sandbox wrote only the sandbox translates, until a model has answered", async () => {
  const provider = await startProvider(answer);
  const folder = makeJob({
    job: {
      translations: { to: ["es"], text: { provider: "other" } },
      output: { front_matter: { permalink: "/{{ article.slug }}/", name: "{{ article.title }}" } },
      providers: { other: { base_url: `${provider.origin}/v1`, api_key_env: "OTHER_KEY" } },
    },
    articles: { city: { ...article, blocks: blocks.slice(0, 2) } },
  });
  const other = { OTHER_KEY: provider.key };
  expect(await prelo(folder, ["build"], other)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(0);
  const spanish = readText(folder, "output/city/es/article.md");
  expect(spanish).toContain("# A day in the city (es)");
  expect(spanish).toContain("permalink: /city/es/\nname: A day in the city (es)\n");
  expect(parse(readText(folder, "answers/city/es/_page.yaml"))).toMatchObject({
    texts: { title: { text: "A day in the city (es)" } },
  });
  expect(await prelo(folder, ["build"], { ...other, ...provider.variables })).toMatchObject({
    code: 0,
  });
  expect(provider.calls.filter((call) => isTranslation(call))).toHaveLength(3);
  expect(readText(folder, "output/city/es/article.md")).toContain("# Un día en la ciudad\n");
});
