import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { BatchServer, type BatchPlan, type Ending } from "./support/batches.ts";
import { jobFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { start } from "./support/program.ts";
import type { Call } from "./support/exchange.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, errorReply, promptOf, textFor, textReply } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

type Yaml = Readonly<Record<string, unknown>>;

const three = {
  a: [
    { id: "one", prompt: "One." },
    { id: "two", prompt: "Two." },
    { id: "three", prompt: "Three." },
  ],
};
const batched = { text: { model: "test-text", processing: "batch" } };

/** A job of three texts that go by batch, at a server that does what the plan says. */
async function begin(plan: BatchPlan, job: Yaml = {}, articles: Record<string, Yaml[]> = three) {
  const server = new BatchServer(plan);
  const provider = await startProvider(server.script);
  const files = { job: { ...batched, ...job }, articles };
  const folder = makeJob(files);
  const build = (...flags: string[]) => prelo(folder, ["build", ...flags], provider.variables);
  const live = (): number => provider.calls.filter(({ path }) => path === "/v1/responses").length;
  const sizes = (): readonly number[] => server.batches.map(({ lines }) => lines.length);
  return { server, provider, folder, build, live, sizes };
}

/** Only the first batch ends so. */
const first =
  (end: (results: readonly object[]) => Ending) =>
  (_: unknown, number: number, results: readonly object[]): Ending | undefined =>
    number === 1 ? end(results) : undefined;

const failedLine = (
  result: object | undefined,
  response: object | null,
  error: object | null = null,
) => ({
  ...result,
  response,
  error,
});

test.concurrent("what was not done when a batch expired is asked at once, or fails where the job says so", async () => {
  const end = first(([done, ...rest]) => ({
    status: "expired",
    output: [done ?? {}],
    error: rest.map((each) =>
      failedLine(each, null, { code: "batch_expired", message: "expired" }),
    ),
  }));
  const { build, live, sizes } = await begin({ end });
  const built = await build();
  expect(built.code).toBe(0);
  expect([live(), sizes()]).toEqual([2, [3]]);
  expect(built.stderr).toContain(
    "is back (expired): 1 of 3 answered; 2 requests not done when it expired",
  );

  const strict = await begin({ end }, { batch: parse("{ then: fail }") });
  const failed = await strict.build();
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("BATCH_FAILED");
  expect(failed.stderr).toContain("prompts/a.yaml:");
  expect([strict.live(), strict.sizes()]).toEqual([0, [3]]);

  const late = await begin({ polls: 1000 }, { batch: { deadline_hours: 1 / 3600 } });
  const ended = await late.build();
  expect(ended.stderr).toContain("is back (cancelled): 0 of 3 answered");
  expect([ended.code, late.live(), late.sizes()]).toEqual([0, 3, [3]]);
});

test.concurrent("only what lacks goes with the next batch: status 0, an error, a line that is not there", async () => {
  const { build, live, sizes, server } = await begin({
    end: first(([one, two]) => ({
      output: [failedLine(one, { status_code: 0, request_id: "", body: null })],
      error: [failedLine(two, { status_code: 500, body: { error: { message: "oops" } } })],
    })),
  });
  const built = await build();
  expect(built.code).toBe(0);
  expect([live(), sizes()]).toEqual([0, [3, 3]]);
  expect(built.stderr).toMatch(/2 requests failed, 1 request not in its results; asked again/);
  const keys = server.batches.map(({ metadata }) => metadata["prelo_key"]);
  expect(new Set(keys).size).toBe(2);
});

test.concurrent("a file of results that is gone, a 502 on the way, and a batch that somebody cancelled", async () => {
  let downloads = 0;
  const gone = await begin({
    before: ({ path }) => {
      downloads += path.endsWith("/content") ? 1 : 0;
      return path.endsWith("/content") && downloads === 1 ? { status: 404, json: {} } : undefined;
    },
  });
  expect((await gone.build()).code).toBe(0);
  expect([gone.live(), gone.sizes()]).toEqual([0, [3, 3]]);

  let failures = 0;
  const bad = await begin({
    before: ({ path }) =>
      path.endsWith("/content") && (failures += 1) <= 2 ? { status: 502, json: {} } : undefined,
  });
  expect((await bad.build()).code).toBe(0);
  expect(bad.sizes()).toEqual([3]);

  const cancelled = await begin({
    end: first(([one]) => ({ status: "cancelled", output: [one ?? {}] })),
  });
  expect((await cancelled.build()).code).toBe(0);
  expect([cancelled.live(), cancelled.sizes()]).toEqual([0, [3, 2]]);
});

const refuse = (code: string) =>
  first(() => ({ status: "failed", output: [], errors: [{ code, message: "No." }] }));

test.concurrent("a batch that is refused is asked at once; one for which there is no room waits, and is split", async () => {
  const invalid = await begin({ end: refuse("invalid_json_line") });
  const built = await invalid.build();
  expect(built.code).toBe(0);
  expect([invalid.live(), invalid.sizes()]).toEqual([3, [3]]);
  expect(built.stderr).toContain("(invalid_json_line)");

  const full = await begin({ end: refuse("token_limit_exceeded") });
  expect((await full.build()).code).toBe(0);
  expect([full.live(), full.sizes()]).toEqual([0, [3, 1, 1, 1]]);
});

test.concurrent("--no-wait ends with 5; another machine that has the folder takes the answers in", async () => {
  const { build, provider, folder, server } = await begin(
    { polls: 1 },
    { prices: { "test-text": { input: 1000, output: 1000 } } },
  );
  const planned = await prelo(folder, ["plan"], provider.variables);
  expect(planned.stdout).toContain("would send 3 requests, 3 of them by batch");
  const [, most, half] =
    /at most \$(\S+); at most \$(\S+) where batches/.exec(planned.stdout) ?? [];
  expect(Number(half)).toBeCloseTo(Number(most) / 2, 3);
  const sent = await build("--no-wait");
  expect(sent.code).toBe(5);
  expect(sent.stderr).toContain("1 batch with 3 requests out, at most $");
  expect(readdirSync(join(folder, "answers"))).toEqual([".batches"]);
  const listed = await prelo(folder, ["batches", "--json"], provider.variables);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    batches: [{ id: "batch_1", state: "out", status: "completed", requests: 3, answered: 3 }],
  });
  const other = makeFolder();
  cpSync(folder, other, { recursive: true });
  expect((await prelo(other, ["build"], provider.variables)).code).toBe(0);
  // The first machine knows nothing of that, and finds the same batch.
  expect((await build()).code).toBe(0);
  // A third has the prompts alone.
  const third = makeJob({ job: batched, articles: three });
  expect((await prelo(third, ["build"], provider.variables)).code).toBe(0);
  expect(server.batches).toHaveLength(1);
  const settled = await prelo(folder, ["batches"], provider.variables);
  expect(settled.stdout).toMatch(
    /^batch_1 {2}openai, test-text: settled \(completed\), 3 of 3 requests answered/,
  );
  expect(settled.stderr).toContain("No batch is out.");
  // As long as the provider knows the batch, its note tells the next one of the same requests from it.
  expect((await prelo(folder, ["prune"], provider.variables)).stdout).toBe("");
  const [note = ""] = readdirSync(join(folder, "answers/.batches"));
  const path = `answers/.batches/${note}`;
  const old = readText(folder, path).replace(/(?<=created: )\S+/, "2026-01-01T00:00:00.000Z");
  writeFiles(folder, { [path]: old });
  expect((await prelo(folder, ["prune"], provider.variables)).stdout).toContain(note);
  expect(readdirSync(join(folder, "answers/.batches"))).toEqual([]);
});

/** One article with a text and two pictures. */
const withHouse = (text: string, picture: string) => ({
  a: [
    { id: "one", prompt: text },
    { id: "house", image: picture, alt: "A house", n: 2 },
  ],
});

test.concurrent("an answer to a prompt that was changed meanwhile is kept as the one before", async () => {
  const job = { image: { model: "test-image", processing: "batch" } };
  const { build, folder, sizes } = await begin({}, job, withHouse("One.", "A house"));
  expect((await build("--no-wait")).code).toBe(5);
  writeFiles(
    folder,
    jobFiles({ job: { ...batched, ...job }, articles: withHouse("Two.", "A hut") }),
  );
  expect((await build()).code).toBe(0);
  expect(sizes()).toEqual([1, 2, 1, 2]);
  expect(readText(folder, "answers/a/one.md")).toContain(textFor("Two."));
  expect(readText(folder, "answers/a/one.previous.md")).toContain(textFor("One."));
  expect(readText(folder, "answers/a/house.previous.yaml")).toMatch(
    /prompt: A house[^]*house-1\.previous\.png[^]*house-2\.previous\.png/,
  );
  expect(existsSync(join(folder, "answers/a/house-2.previous.png"))).toBe(true);
});

test.concurrent("what --refresh asks for is taken in by any build, pictures of two batches once", async () => {
  let times = 0;
  const job = {
    image: { model: "test-image", processing: "batch" },
    prices: { "test-text": { input: 1000, output: 10_000 } },
  };
  const { build, folder, server, sizes, live } = await begin(
    {
      answer: (call) =>
        call.path.includes("images") ? answerAll(call) : textReply(call, `Text ${(times += 1)}.`),
    },
    job,
    {
      a: [
        { id: "one", prompt: "One." },
        { id: "house", image: "A house", alt: "A house", n: 3 },
      ],
    },
  );
  expect((await build()).code).toBe(0);
  // Of the next batch of pictures, one does not come.
  server.plan = {
    ...server.plan,
    end: (_, number, results) => (number === 4 ? { output: results.slice(1) } : undefined),
  };
  expect((await build("--refresh", "one", "house", "--no-wait")).code).toBe(5);
  expect((await build()).code).toBe(0);
  expect([sizes(), live()]).toEqual([[1, 3, 1, 3, 1], 0]);
  expect(readText(folder, "answers/a/one.previous.md")).toContain("Text 1.");
  expect(readText(folder, "output/a/article.md")).toContain("Text 2.");
});

test.concurrent("what does not attach a text that is out goes with its batch; no more are out than may be", async () => {
  const { build, sizes, server } = await begin(
    {},
    { batch: { max_open: 1 } },
    {
      a: [{ id: "one", prompt: "One." }],
      b: [
        { id: "free", prompt: "Two." },
        { id: "bound", prompt: "Three.", attach: ["article:a"] },
      ],
      c: [{ id: "other", prompt: "Four.", text: { model: "another" } }],
    },
  );
  let most = 0;
  server.plan = {
    before: () => {
      const out = server.batches.filter(({ status }) => status !== "completed");
      most = Math.max(most, out.length);
      return undefined;
    },
  };
  expect((await build()).code).toBe(0);
  expect([most, new Set(sizes())]).toEqual([1, new Set([1, 2])]);
});

test.concurrent("of two machines that submit the same in one moment, one keeps its batch", async () => {
  let together: (() => void)[] = [];
  const { folder, provider, server, build } = await begin({
    polls: 3,
    before: async ({ method, path }) => {
      if (method === "POST" && path === "/v1/batches" && server.batches.length === 0) {
        await new Promise<void>((go) => {
          together.push(go);
          together = together.length < 2 ? together : together.flatMap((each) => each() ?? []);
        });
      }
      return undefined;
    },
  });
  const other = makeFolder();
  cpSync(folder, other, { recursive: true });
  const both = await Promise.all([build(), prelo(other, ["build"], provider.variables)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(server.batches.map(({ status }) => status.slice(0, 6))).toEqual(["comple", "cancel"]);
  expect([...server.answered.values()]).toEqual([1, 1, 1]);
});

test.concurrent("a provider without batches is told at the line, and what asks another goes on", async () => {
  const other = await startProvider();
  const server = await startProvider((call) =>
    /files|batches/.test(call.path) ? { status: 404, json: {} } : errorReply(500, "x", "x"),
  );
  const job = {
    providers: { plain: { base_url: `${server.origin}/v1` } },
    text: { model: "test-text" },
  };
  const folder = makeJob({
    job,
    articles: {
      a: [{ id: "one", prompt: "One.", text: { provider: "plain", processing: "batch" } }],
      b: [{ id: "one", prompt: "Two." }],
    },
  });
  const built = await prelo(folder, ["build"], other.variables);
  expect(built.code).toBe(1);
  expect(built.stderr).toMatch(
    /prompts\/a\.yaml:\d+.*plain \(127\.0\.0\.1:\d+\) takes no batches/s,
  );
  expect(built.stderr).toContain("processing: standard");
  expect(existsSync(join(folder, "output/b/article.md"))).toBe(true);
});

test.concurrent("what fails its check goes with the next batch; the half price keeps the budget", async () => {
  let times = 0;
  const { build, sizes, folder } = await begin(
    {
      answer: (call) =>
        textReply(call, (times += 1) === 1 ? "Short." : "Long enough to pass the check."),
    },
    { prices: { "test-text": { input: 1000, output: 10 } }, budget: { usd: 0.2 } },
    { a: [{ id: "one", prompt: "One.", checks: { words: { min: 4 } } }] },
  );
  const built = await build();
  expect([built.code, sizes()]).toEqual([0, [1, 1]]);
  expect(readText(folder, "answers/a/one.md")).toContain("Long enough");
});

test.concurrent("what fits the budget is submitted; the rest follows when less was spent than could be", async () => {
  const prices = { "test-text": { input: 0, output: 100 } };
  const text = { ...batched.text, max_output_tokens: 100 };
  // Half a cent each: two fit, and of what they may cost they take little.
  const { build, sizes, live } = await begin({}, { text, prices, budget: { usd: 0.012 } });
  const built = await build();
  expect([built.code, sizes(), live()]).toEqual([0, [2, 1], 0]);

  const poor = await begin({}, { text, prices, budget: { usd: 0.004 } });
  expect((await poor.build()).code).toBe(4);
  expect(poor.sizes()).toEqual([]);
});

test.concurrent("Ctrl-C ends a wait with 130, and says what is out", async () => {
  const { folder, provider, server, build } = await begin({ polls: 1000 });
  const run = start(folder, ["build"], provider.variables);
  await provider.waitForCalls(5);
  run.kill("SIGINT");
  const { code, stderr } = await run.finished;
  expect(code).toBe(130);
  expect(stderr).toContain("1 batch with 3 requests out");
  server.plan = {};
  expect((await build()).code).toBe(0);
  expect(server.batches).toHaveLength(1);
});

test.concurrent("--refresh asks once, however many batches a build takes, translations included", async () => {
  const said: Readonly<Record<string, string>> = {
    en: "The best fish is fried in the small streets behind the church, every day but Monday.",
    es: "El mejor pescado se fríe en las callejuelas detrás de la iglesia, todos los días menos el lunes.",
  };
  const answer = (call: Call) => {
    const [, language = "en", text = ""] =
      /^Target language: (\S+)\n\n([^]*)$/.exec(promptOf(call)) ?? [];
    const isLater = promptOf(call).includes("After.") || text.includes("Friday");
    const page = text.replace("Fish", "El pescado").replace("Bread", "El pan");
    const shown = text.startsWith("{") ? page : (said[language] ?? "");
    return textReply(
      call,
      isLater ? shown.replace("Monday", "Friday").replace("lunes", "viernes") : shown,
    );
  };
  const job = { translations: { to: ["es"] } };
  const { build, sizes, live, folder } = await begin({ answer }, job);
  const write = (last: string, title = "Fish"): void => {
    const blocks = [
      { id: "one", prompt: "One." },
      { id: "two", prompt: `${last} {{ answers.one }}` },
    ];
    const article = { title, language: "en", blocks };
    writeFiles(folder, { "prompts/a.yaml": JSON.stringify(article) });
  };
  write("Before.");
  expect((await build()).code).toBe(0);
  const before = sizes().length;

  // First `two`; then its translation, and the one that is asked for anew.
  write("After.");
  expect((await build("--refresh", "a/es/one")).code).toBe(0);
  const lines = sizes().slice(before);
  expect(lines).toEqual([1, 2]);

  // The title's translation is out when the title is changed; what comes is kept for when it is changed back.
  write("After.", "Bread");
  expect((await build("--no-wait")).code).toBe(5);
  write("After.");
  expect((await build()).code).toBe(0);
  expect(readText(folder, "answers/a/es/_page.previous.md")).toContain("El pan");
  write("After.", "Bread");
  expect((await build()).code).toBe(0);
  expect(readText(folder, "answers/a/es/_page.yaml")).toContain("El pan");
  expect(sizes().slice(before)).toEqual([1, 2, 1]);
  expect(live()).toBe(0);
});
