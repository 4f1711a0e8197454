import { renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import { hashTree, jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import type { Finished } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { type Provider, startProvider } from "./support/provider.ts";
import { promptOf, textReply } from "./support/replies.ts";

type Yaml = Readonly<Record<string, unknown>>;

const short = "Too short.";
const nearly = "This text has seven words, not eight.";
const good = "This is a text of as many words as were asked for, in plain English.";

/** A job of one article, whose block `one` is asked and checked. */
function jobWith(checks: unknown, over: Yaml = {}): Parameters<typeof makeJob>[0] {
  return { articles: { a: [{ id: "one", prompt: "Say one.", checks }] }, ...over };
}

/** Answers each prompt with the next of its texts, the last of them for ever. */
async function startWriter(texts: Readonly<Record<string, readonly string[]>>): Promise<Provider> {
  const asked = new Map<string, number>();
  return startProvider((call) => {
    const prompt = promptOf(call);
    const all = texts[prompt] ?? [];
    const count = asked.get(prompt) ?? 0;
    asked.set(prompt, count + 1);
    return textReply(call, all[Math.min(count, all.length - 1)] ?? "Nothing.");
  });
}

async function startOne(...texts: readonly string[]): Promise<Provider> {
  return startWriter({ "Say one.": texts });
}

const record = "answers/a/one.md";
const aside = "answers/a/one.rejected.md";
const fourteen = { words: { min: 8 } };

test.concurrent("what fails is asked for again, and what passes is recorded and published", async () => {
  const provider = await startOne(short, nearly, good);
  const folder = makeJob(jobWith(fourteen));
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build).toMatchObject({ code: 0 });
  expect(build.stderr).toContain(
    "a/one: attempt 1 of 3 fails a check: words: 2 words, at least 8 asked for; asked again",
  );
  expect(build.stderr).toContain("a/one: attempt 2 of 3 fails a check: words: 7 words");
  expect(provider.calls).toHaveLength(3);
  expect(new Set(provider.calls.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  // All three are counted: 10 tokens in and 20 out each.
  expect(build.stderr).toMatch(/3 requests sent; 30 tokens in, 60 out/);
  expect(listFiles(folder, "answers")).toEqual([record]);
  expect(readText(folder, "output/a/article.md")).toContain(good);
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  expect((await prelo(folder, ["check"], provider.variables)).code).toBe(0);
  expect(provider.calls).toHaveLength(3);
});

describe("an answer that never passes", () => {
  test.concurrent("fails its block at its line, and the best attempt is kept aside", async () => {
    const provider = await startOne(short, nearly, short);
    const folder = makeJob(jobWith({ ...fourteen, attempts: 3 }));
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(1);
    expect(build.stderr).toMatch(
      /prompts\/a\.yaml:3:\d+ error CHECK_FAILED in "one": none of 3 answers passes its checks; the best fails words: 7 words, at least 8 asked for/,
    );
    expect(build.stderr).toContain("a/one.rejected.md");
    expect(provider.calls).toHaveLength(3);
    expect(listFiles(folder, "answers")).toEqual([aside]);
    expect(listFiles(folder, "output")).toEqual([]);
    expect(readText(folder, aside)).toMatch(/^---\nrejected:\n {2}- "?words: 7 words/);
    expect(readText(folder, aside)).toContain(nearly);
  });

  test.concurrent("is told by plan and check, and not paid for by the next build", async () => {
    const provider = await startOne(short);
    const prices = { "test-text": { input: 0, output: 1000 } };
    const text = { model: "test-text", max_output_tokens: 30 };
    const folder = makeJob(jobWith({ ...fourteen, attempts: 4 }, { job: { prices, text } }));
    const before = await prelo(folder, ["plan"], provider.variables);
    expect(before.stdout).toMatch(/1 request, up to 4 where checks ask again: .* 120 out/);
    expect(before.stdout).toContain("Cost: at most $0.1200.");
    await prelo(folder, ["build"], provider.variables);
    expect(provider.calls).toHaveLength(4);

    const plan = await prelo(folder, ["plan"], provider.variables);
    expect(plan.stdout).toMatch(
      /keep +unfit +one +what came of this request is kept aside, and not asked for again: it fails a check: words: 2 words/,
    );
    const json = await prelo(folder, ["plan", "--json"], provider.variables);
    expect(JSON.parse(json.stdout)).toMatchObject({
      articles: [{ blocks: [{ status: "unfit", ask: false, requests: 0, max_requests: 0 }] }],
      total: { requests: 0, max_requests: 0, max_cost_usd: 0 },
    });
    const check = await prelo(folder, ["check"], provider.variables);
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(/CHECK_FAILED a\/one: .*kept aside.* fails a check: words/);
    expect(provider.calls).toHaveLength(4);
    // It was said: a build does not pay for it again, unless it is told to.
    const kept = readText(folder, aside);
    const again = await prelo(folder, ["build"], provider.variables);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/CHECK_FAILED in "one": .*kept aside.*words: 2 words/);
    expect(again.stderr).toContain("--refresh one");
    expect(provider.calls).toHaveLength(4);
    expect(readText(folder, aside)).toBe(kept);
    await prelo(folder, ["build", "--refresh", "one"], provider.variables);
    expect(provider.calls).toHaveLength(8);
  });

  test.concurrent("is taken without a request when less is asked for, and the file goes", async () => {
    const provider = await startOne(nearly);
    const folder = makeJob(jobWith({ ...fourteen, attempts: 1 }));
    expect((await prelo(folder, ["build"], provider.variables)).code).toBe(1);
    writeFiles(folder, jobFiles(jobWith({ words: { min: 7 } })));
    const plan = await prelo(folder, ["plan"], provider.variables);
    expect(plan.stdout).toMatch(
      /keep +fresh +one +the attempt that was set aside now passes its checks/,
    );
    const build = await prelo(folder, ["build", "--frozen"], provider.variables);
    expect(build).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(1);
    expect(listFiles(folder, "answers")).toEqual([record]);
    expect(readText(folder, record)).not.toContain("rejected");
    expect(readText(folder, "output/a/article.md")).toContain(nearly);
    expect((await prelo(folder, ["check"], provider.variables)).code).toBe(0);
  });

  test.concurrent("is taken when a person makes it pass, and never overwritten when not", async () => {
    const provider = await startOne(nearly);
    const folder = makeJob(jobWith({ ...fourteen, attempts: 1 }));
    await prelo(folder, ["build"], provider.variables);
    const edited = readText(folder, aside).replace(nearly, "Now six words, by a person.");
    writeFiles(folder, { [aside]: edited });
    const failed = await prelo(folder, ["build"], provider.variables);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/CHECK_FAILED in "one": a person edited its answer.*6 words/);
    expect(readText(folder, aside)).toBe(edited);
    expect(provider.calls).toHaveLength(1);

    writeFiles(folder, {
      [aside]: edited.replace("by a person", "by one person, which is enough"),
    });
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(1);
    expect(listFiles(folder, "answers")).toEqual([record]);
    expect(readText(folder, "output/a/article.md")).toContain("by one person, which is enough");
  });

  test.concurrent("may be renamed to the record's name by hand, once it passes", async () => {
    const provider = await startOne(nearly);
    const folder = makeJob(jobWith({ ...fourteen, attempts: 1 }));
    await prelo(folder, ["build"], provider.variables);
    writeFiles(folder, { [aside]: readText(folder, aside).replace("seven", "seven, or eight,") });
    renameSync(join(folder, aside), join(folder, record));
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(1);
    expect(readText(folder, "output/a/article.md")).toContain("seven, or eight,");
  });

  test.concurrent("goes with an answer that passes, or by prune when nothing asks for it", async () => {
    const provider = await startOne(nearly, nearly, good);
    const folder = makeJob(jobWith({ ...fourteen, attempts: 1 }));
    await prelo(folder, ["build"], provider.variables);
    expect((await prelo(folder, ["prune"])).stdout).toBe("");
    writeFiles(folder, jobFiles({ articles: { a: [{ markdown: "Hello." }] } }));
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.stderr).not.toContain("prune");
    expect((await prelo(folder, ["prune", "--dry-run"])).stdout).toBe("a/one.rejected.md\n");
    expect((await prelo(folder, ["prune"])).stdout).toBe("a/one.rejected.md\n");
    expect(listFiles(folder, "answers")).toEqual([]);

    writeFiles(folder, jobFiles(jobWith({ ...fourteen, attempts: 2 })));
    expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
    expect(listFiles(folder, "answers")).toEqual([record]);
  });
});

test.concurrent("a budget that ends between two attempts keeps the first aside", async () => {
  const provider = await startOne(nearly, good);
  const folder = makeJob(jobWith(fourteen, { job: { budget: { requests: 1 } } }));
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(4);
  expect(provider.calls).toHaveLength(1);
  expect(listFiles(folder, "answers")).toEqual([aside]);
  const more = await prelo(folder, ["build"], provider.variables);
  expect(more.code).toBe(0);
  expect(provider.calls).toHaveLength(2);
});

test.concurrent("an answer that was cut off is kept aside, and not paid for again", async () => {
  const provider = await startProvider((call) => textReply(call, "It goes on and", "length"));
  const folder = makeJob({
    job: { text: { model: "test-text", endpoint: "chat" } },
    articles: {
      a: [
        { id: "one", prompt: "Say one." },
        { id: "two", prompt: "Go on: {{ answers.one }}" },
      ],
    },
  });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/ANSWER_TRUNCATED in "one"/);
  expect(build.stderr).toContain("a/one.rejected.md");
  expect(readText(folder, aside)).toMatch(/^---\nrejected:\n {2}- .*ANSWER_TRUNCATED: /);
  expect(provider.calls).toHaveLength(1);

  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.stdout).toMatch(/keep +unfit +one +.*ANSWER_TRUNCATED: the answer was cut off/);
  expect(plan.stdout).toMatch(/keep +missing +two +it uses answers\.one, which is not there/);
  expect(plan.stdout).toContain("Nothing to ask");
  const again = await prelo(folder, ["build"], provider.variables);
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/ANSWER_TRUNCATED in "one": .*not asked for again/);
  expect(provider.calls).toHaveLength(1);

  provider.script((call) => textReply(call, "It goes on, and comes to an end."));
  writeFiles(folder, { [aside]: readText(folder, aside).replace("on and", "on.") });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls.map((call) => promptOf(call))).toEqual(["Say one.", "Go on: It goes on."]);
  expect(listFiles(folder, "answers")).toEqual([record, "answers/a/two.md"]);
});

/** A folder whose one block was answered with {@link nearly}, unchecked. */
async function makeBuilt(...later: readonly string[]): Promise<{
  readonly folder: string;
  readonly provider: Provider;
  readonly run: (...args: string[]) => Promise<Finished>;
}> {
  const provider = await startOne(nearly, ...later);
  const folder = makeJob(jobWith(undefined));
  await buildFirst(folder, provider.variables);
  return { folder, provider, run: (...args) => prelo(folder, args, provider.variables) };
}

describe("a check that is newly asked for", () => {
  test.concurrent("makes nothing stale, and publishes nothing anew, when all passes", async () => {
    const { folder, provider, run } = await makeBuilt();
    const before = hashTree(folder, "output");
    writeFiles(folder, jobFiles(jobWith({ words: { max: 50 }, language: true })));
    expect((await run("check")).code).toBe(0);
    expect(await run("build", "--frozen")).toMatchObject({ code: 0 });
    expect(hashTree(folder, "output")).toEqual(before);
    expect(provider.calls).toHaveLength(1);
  });

  test.concurrent("asks again for what fails it; plan, check and --frozen say so", async () => {
    const { folder, provider, run } = await makeBuilt(good);
    writeFiles(folder, jobFiles(jobWith(fourteen)));
    const before = hashTree(folder);
    const why = "it fails a check: words: 7 words, at least 8 asked for";
    expect((await run("plan")).stdout).toMatch(new RegExp(`ask +unfit +one +${why}`));
    const check = await run("check");
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(new RegExp(`prompts/a.yaml:3:\\d+ CHECK_FAILED a/one: .*${why}`));
    const frozen = await run("build", "--frozen");
    expect(frozen.code).toBe(1);
    expect(frozen.stderr).toMatch(new RegExp(`error CHECK_FAILED in "one": .*${why}`));
    expect(hashTree(folder)).toEqual(before);
    expect(provider.calls).toHaveLength(1);

    expect(await run("build")).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(2);
    expect(readText(folder, record)).toContain(good);
  });

  test.concurrent("never costs a person's words: their block fails instead", async () => {
    const { folder, provider, run } = await makeBuilt(good);
    const edited = `${readText(folder, record)}TODO: more.\n`;
    writeFiles(folder, { [record]: edited });
    writeFiles(folder, jobFiles(jobWith({ no_placeholder: true })));
    expect((await run("plan")).stdout).toMatch(/keep +edited +one .*no_placeholder: line \d/);
    const check = await run("check");
    expect(check.stdout).toMatch(/CHECK_FAILED a\/one/);
    const build = await run("build");
    expect(build.code).toBe(1);
    expect(build.stderr).toMatch(/CHECK_FAILED in "one": a person edited its answer/);
    expect(readText(folder, record)).toBe(edited);
    expect(provider.calls).toHaveLength(1);
    // What is edited until it passes is published.
    writeFiles(folder, { [record]: edited.replace("TODO: more.", "More.") });
    expect(await run("build")).toMatchObject({ code: 0 });
    writeFiles(folder, { [record]: edited });
    expect(await run("build", "--refresh", "one")).toMatchObject({ code: 0 });
    expect(readText(folder, record)).toContain(good);
  });
});

test.concurrent("the job's checks hold for all; an article and a block change them key by key", async () => {
  const provider = await startWriter({
    "Say a.": ["Uma resposta curta em português."],
    "Say b.": ["A short answer in English, this time.", "Agora em português, como foi pedido."],
    "Say c.": ["I'm sorry, but I can't help with that."],
    "Say d.": ["Uma resposta com a palavra proibida.", "Uma resposta sem ela, em português."],
  });
  const folder = makeJob({
    job: { checks: { language: true, no_refusal: true, excludes: ["proibida"], attempts: 2 } },
    articles: {
      a: {
        title: "A",
        language: "pt-BR",
        checks: { words: { min: 5 } },
        blocks: [
          { id: "a", prompt: "Say a." },
          { id: "b", prompt: "Say b." },
          { id: "c", prompt: "Say c.", checks: { no_refusal: false, language: "en" } },
          { id: "d", prompt: "Say d.", checks: { words: false } },
          { id: "e", question: "Say a.", checks: false },
        ],
      },
    },
  });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build).toMatchObject({ code: 0 });
  expect(provider.calls.map((call) => promptOf(call)).toSorted()).toEqual(
    // What two blocks ask is asked once, whatever each is checked for.
    ["Say a.", "Say b.", "Say b.", "Say c.", "Say d.", "Say d."].toSorted(),
  );
  expect(build.stderr).toContain("language: it seems to be in English instead of Brazilian");
  expect(build.stderr).toContain("excludes: it holds “proibida” (line 1)");
});

test.concurrent("an answer in JSON fits the schema of a file, beside the article or the job", async () => {
  const provider = await startWriter({
    "Say one.": ['```json\n{ "title": 5 }\n```', '```json\n{ "title": "Five" }\n```'],
  });
  const schema = { type: "object", properties: { title: { type: "string" } } };
  const folder = makeJob(jobWith({ json: "schemas/title.json" }));
  writeFiles(folder, { "schemas/title.json": JSON.stringify(schema) });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build).toMatchObject({ code: 0 });
  expect(build.stderr).toContain("json: it does not fit the schema: /title must be string");
  expect(provider.calls).toHaveLength(2);
});

test.concurrent("what depends on an unfit answer waits for the one that passes", async () => {
  const provider = await startWriter({
    "Say one.": [nearly, good],
    [`Go on: ${good}`]: ["And so it ends."],
  });
  const folder = makeJob({
    articles: {
      a: [
        { id: "one", prompt: "Say one.", checks: fourteen },
        { id: "two", prompt: "Go on: {{ answers.one }}" },
      ],
    },
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(3);
  expect(readText(folder, "output/a/article.md")).toContain("And so it ends.");
});

test.concurrent("the JSON reporter tells each check that failed, by its key", async () => {
  const provider = await startOne(short, good);
  const folder = makeJob(jobWith({ ...fourteen, contains: ["plain English"] }));
  const build = await prelo(folder, ["build", "--reporter", "json"], provider.variables);
  expect(build.code).toBe(0);
  const events = build.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Yaml);
  expect(events.filter(({ type }) => type === "check_failed")).toMatchObject([
    {
      article: "a",
      block: "one",
      attempt: 1,
      of: 3,
      failures: [
        { check: "words", reason: "2 words, at least 8 asked for", off_by: 6 },
        { check: "contains", reason: "it lacks “plain English”" },
      ],
    },
  ]);
  expect(events.filter(({ type }) => type === "answered")).toHaveLength(1);
});

test.concurrent("the sandbox's answers are not checked: they stand for nothing", async () => {
  const folder = makeJob(jobWith({ words: { min: 5000 }, json: true }));
  const build = await prelo(folder, ["build"]);
  expect(build).toMatchObject({ code: 0 });
  expect(listFiles(folder, "answers")).toEqual([record]);
});

test.concurrent("the best attempt is the one that fails the fewest checks", async () => {
  const provider = await startOne(
    "I'm sorry, but I can't help with that.",
    "A text of five words.",
    "A text, and TODO: more.",
  );
  const checks = { words: { min: 6 }, no_refusal: true, contains: ["text"], no_placeholder: true };
  const folder = makeJob(jobWith(checks));
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(readText(folder, aside)).toContain("A text of five words.");
});

describe("a pattern that never ends", () => {
  const endless = { excludes: [{ pattern: "^(a+)+$" }] };
  const hard = `${"a".repeat(60)}!`;

  test.concurrent("is an error at its line; the answer is kept, paid for once, and taken when the pattern is mended", async () => {
    const provider = await startOne(hard);
    const folder = makeJob(jobWith(endless));
    const place =
      /prompts\/a\.yaml:7:\d+ error CHECK_FAILED in "one": a check cannot be applied: excludes: the pattern \/\^\(a\+\)\+\$\/ \(prompts\/a\.yaml:7\) takes longer than 1 second/;
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build).toMatchObject({ code: 1 });
    expect(build.stderr).toMatch(place);
    expect(listFiles(folder, "answers")).toEqual([aside]);
    expect(readText(folder, aside)).toContain(hard);
    const again = await prelo(folder, ["build"], provider.variables);
    expect(again.stderr).toMatch(place);
    expect((await prelo(folder, ["check"], provider.variables)).stdout).toMatch(
      /^prompts\/a\.yaml:7:\d+ CHECK_FAILED/m,
    );
    expect((await prelo(folder, ["plan"], provider.variables)).stdout).toContain(
      "takes longer than 1 second",
    );
    expect(provider.calls).toHaveLength(1);
    const mended = makeJob(jobWith({ excludes: [{ pattern: "^b+$" }] }));
    writeFiles(folder, { "prompts/a.yaml": readText(mended, "prompts/a.yaml") });
    expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
    expect(provider.calls).toHaveLength(1);
    expect(listFiles(folder, "answers")).toEqual([record]);
  });
});
