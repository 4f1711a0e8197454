import { expect, test } from "vitest";
import { planFields } from "../../src/cli/plan/to-json.ts";
import { jobFiles, makeJob, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, responsesReply } from "./support/replies.ts";

const prices = { "test-text": { input: 1, output: 10 }, "test-image": { input: 1, output: 40 } };

function many(count: number): readonly Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `q${index}`,
    prompt: `Say ${index}.`,
  }));
}

interface PlanJson {
  readonly version: number;
  readonly articles: readonly {
    readonly counts: unknown;
    readonly blocks: readonly Record<string, unknown>[];
  }[];
  readonly total: Record<string, unknown>;
}

test.concurrent("plan shows what changed and counts the rest; --all shows every block", async () => {
  const provider = await startProvider();
  const job = { text: { model: "test-text", max_output_tokens: 100 }, prices };
  const articles = { a: many(30), b: many(3) };
  const folder = makeJob({ job, articles });
  const plan = async (...args: readonly string[]): Promise<string> =>
    (await prelo(folder, ["plan", ...args], provider.variables)).stdout;

  // Nothing is recorded yet: nothing is said of what it takes about.
  const first = await plan();
  expect(first).toContain("A build would send 33 requests: at most");
  expect(first).toContain("  and 10 more: 10 to ask (10 missing)");
  expect(first).not.toMatch(/about/i);

  await prelo(folder, ["build"], provider.variables);
  expect(await plan()).toBe(
    "2 articles unchanged: 33 fresh answers\n\nNothing to ask: a build sends no request.\n",
  );
  expect((await plan("--all")).match(/keep +fresh +q\d+/g)).toHaveLength(33);

  const changed = [{ id: "q0", prompt: "Say something else." }, ...many(30).slice(1)];
  writeFiles(folder, jobFiles({ job, articles: { ...articles, a: changed } }));
  const lines = (await plan()).trimEnd().split("\n");
  expect(lines[0]).toBe("a (prompts/a.yaml)");
  expect(lines[1]).toMatch(/^ {2}ask {3}stale {4}q0 {2}prompt: Say .*something else/);
  expect(lines.slice(2, 6)).toEqual([
    "  29 fresh answers",
    "",
    "1 more article unchanged: 3 fresh answers",
    "",
  ]);
  expect(lines[6]).toMatch(/^A build would send 1 request: at most \d+ tokens in, 100 out\.$/);
  // The server counts ten tokens for each request and twenty for each answer.
  expect(lines[7]).toMatch(/^About 1\d tokens in, 20 out, /);
  expect(lines[8]).toMatch(/^Cost: at most \$0\.001\d, about \$0\.0002\.$/);

  const inAll = JSON.parse(await plan("--json")) as PlanJson;
  expect(inAll.version).toBe(1);
  const { articles: inJson, total } = inAll;
  for (const [value, fields] of [
    [inAll, planFields.document],
    [inJson[0], planFields.article],
    [inJson[0]?.blocks[0], planFields.block],
    [total, planFields.total],
  ]) {
    expect(Object.keys(value ?? {})).toEqual(Object.keys(fields ?? {}));
  }
  expect(inJson.map(({ counts, blocks }) => [counts, blocks.length])).toEqual([
    [{ stale: 1, fresh: 29 }, 1],
    [{ fresh: 3 }, 0],
  ]);
  expect(inJson[0]?.blocks[0]).toMatchObject({
    id: "q0",
    status: "stale",
    about_output_tokens: 20,
  });
  expect(total).toMatchObject({ requests: 1, unbounded: [], about_output_tokens: 20 });
  const all = JSON.parse(await plan("--json", "--all")) as PlanJson;
  expect(all.articles.map(({ blocks }) => blocks.length)).toEqual([30, 3]);
});

test.concurrent("what nothing bounds is named, has no cost at most, and one learnt from its like", async () => {
  const provider = await startProvider(async (call) => {
    const reply = await answerAll(call);
    return call.path.endsWith("/images/generations") && typeof reply !== "string"
      ? {
          json: {
            ...(reply as { json: object }).json,
            usage: { input_tokens: 8, output_tokens: 1000 },
          },
        }
      : call.body["tools"] === undefined
        ? reply
        : responsesReply({ content: [{ type: "output_text", text: "Found.", annotations: [] }] });
  });
  const picture = { id: "pic", image: "A house", alt: "A house" };
  const searching = {
    id: "news",
    prompt: "What is new?",
    text: { extra: { tools: [{ type: "web_search" }] } },
  };
  const folder = makeJob({ job: { prices }, articles: { a: [picture, searching] } });
  const plan = async (...args: readonly string[]): Promise<PlanJson> => {
    const { stdout } = await prelo(folder, ["plan", "--json", ...args], provider.variables);
    return JSON.parse(stdout) as PlanJson;
  };
  expect((await plan()).total).toMatchObject({
    max_cost_usd: null,
    about_cost_usd: null,
    unpriced: [],
    unbounded: ["a/pic", "a/news"],
  });
  await prelo(folder, ["build"], provider.variables);
  const again = { ...picture, image: "Another house", n: 2 };
  writeFiles(folder, jobFiles({ job: { prices }, articles: { a: [again, searching] } }));
  const { total } = await plan();
  expect(total).toMatchObject({ unbounded: ["a/pic"], max_cost_usd: null });
  // Two pictures of a thousand tokens each, at 40 dollars a million.
  expect(total["about_cost_usd"]).toBeCloseTo(0.08, 3);
  const text = await prelo(folder, ["plan"], provider.variables);
  expect(text.stdout).toContain("Cost: no upper bound, about $0.08");
  expect(text.stdout).toContain("Nothing bounds the cost of a/pic");
});

test.concurrent("plan --exact stands on what the provider counts, and on bounds where it does not", async () => {
  const counted: unknown[] = [];
  const provider = await startProvider((call) => {
    if (call.path !== "/v1/responses/input_tokens") {
      return { status: 500, json: { error: { message: "Nothing else is asked." } } };
    }
    counted.push(call.body);
    return { json: { object: "response.input_tokens", input_tokens: 11 } };
  });
  const job = { text: { model: "test-text", max_output_tokens: 100 }, prices };
  const blocks = [
    { id: "a", prompt: "One.", text: { extra: { service_tier: "default" } } },
    { id: "b", prompt: "Two.", text: { endpoint: "chat" } },
    { id: "c", prompt: "Three: {{ answers.a }}" },
    { id: "pdf", question: "What does it say?", attach: ["a.pdf"] },
  ];
  const folder = makeJob({ job, articles: { a: blocks } });
  writeFiles(folder, { "a.pdf": "%PDF-1.4\n%%EOF\n" });
  const plan = async (...args: readonly string[]): Promise<PlanJson> =>
    JSON.parse((await prelo(folder, ["plan", "--json", ...args], provider.variables)).stdout);

  const before = await plan();
  expect(provider.calls).toHaveLength(0);
  expect(before.total).toMatchObject({
    exact_requests: 0,
    about_shared_tokens: 0,
    max_cost_usd: null,
    unbounded: ["a/pdf"],
  });
  const exact = await plan("--exact");
  expect(exact.articles[0]?.blocks.map((each) => each["exact_input_tokens"])).toEqual([
    11,
    null,
    null,
    11,
  ]);
  expect(exact.articles[0]?.blocks[0]).toMatchObject({
    max_input_tokens: 11,
    max_cost_usd: 0.001_011,
  });
  expect(exact.total).toMatchObject({ exact_requests: 2, unbounded: [] });
  expect(exact.total["max_cost_usd"]).toBeGreaterThan(0);
  // Nothing of how it is to be answered; a file goes along.
  expect(counted).toContainEqual({ model: "test-text", input: "One." });
  expect(JSON.stringify(counted)).toContain("data:application/pdf;base64,");
  const told = await prelo(folder, ["plan", "--exact"], provider.variables);
  expect(told.stdout).toContain("tokens in (counted for 2 of 4 requests)");

  provider.script(() => ({ status: 404, json: { error: { message: "Not Found" } } }));
  const lacking = await prelo(folder, ["plan", "--json", "--exact"], provider.variables);
  expect(lacking.code).toBe(0);
  expect(JSON.parse(lacking.stdout)).toMatchObject({ total: before.total });

  provider.script(() => ({ status: 401, json: { error: { code: "invalid_api_key" } } }));
  const refused = await prelo(folder, ["plan", "--exact"], provider.variables);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("PROVIDER_AUTH");
});
