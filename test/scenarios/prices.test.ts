import { expect, test } from "vitest";
import { jobFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import type { Reply } from "./support/exchange.ts";
import { startProvider } from "./support/provider.ts";
import { responsesReply } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

/** A text, with what it took and how it was served. */
function served(usage: object, tier?: string): Reply {
  const reply = responsesReply({
    content: [{ type: "output_text", text: "Bread.", annotations: [] }],
  });
  if (typeof reply === "string" || !("json" in reply)) {
    throw new Error("no JSON");
  }
  return {
    json: { ...Object(reply.json), usage, ...(tier !== undefined && { service_tier: tier }) },
  };
}

const million = { input_tokens: 1_000_000, output_tokens: 0, total_tokens: 1_000_000 };
const prices = {
  "test-text": { input: 1, cached_input: 0.1, cache_write: 1.25, output: 10, flex: 0.4 },
};

test.concurrent("an answer costs what was served, and its record says so", async () => {
  const provider = await startProvider((call) =>
    JSON.stringify(call.body).includes("flex")
      ? served(million, "flex")
      : served({ ...million, input_tokens_details: { cached_tokens: 900_000 } }, "default"),
  );
  const flex = { id: "b", prompt: "Two.", text: { extra: { service_tier: "flex" } } };
  const articles = { a: [{ id: "a", prompt: "One." }, flex] };
  const job = { text: { model: "test-text" }, prices };
  const folder = makeJob({ job, articles });
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  const run = (id: string): string | undefined =>
    /^run: .*$/m.exec(readText(folder, `answers/a/${id}.md`))?.[0];
  expect(run("a")).toMatch(/cost_usd: 0\.19, .*cached_tokens: 900000/);
  expect(run("a")).not.toContain("service_tier");
  expect(run("b")).toMatch(/cost_usd: 0\.4, .*service_tier: flex/);

  const report = await prelo(folder, ["report", "--json"], provider.variables);
  expect(JSON.parse(report.stdout)).toMatchObject({
    total: { answers: 2, input_tokens: 2_000_000, cached_tokens: 900_000, cost_usd: 0.59 },
    articles: [{ name: "a", cost_usd: 0.59 }],
    models: [{ name: "test-text", answers: 2 }],
  });
  const told = await prelo(folder, ["report"], provider.variables);
  expect(told.stdout).toContain(
    "In all $0.5900  2 answers, 2000000 tokens in (45 % cached), 0 out.",
  );

  // How it is served is no part of what is asked.
  const { text: _, ...standard } = flex;
  writeFiles(folder, jobFiles({ job, articles: { a: [articles.a[0] ?? {}, standard] } }));
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  expect(provider.calls).toHaveLength(2);
});

test.concurrent("a budget in dollars needs no prices written by hand", async () => {
  const provider = await startProvider(() =>
    served({ input_tokens: 2_000_000, output_tokens: 0, total_tokens: 2_000_000 }),
  );
  const blocks = ["a", "b", "c"].map((id) => ({ id, prompt: `Say ${id}.` }));
  const job = { text: { model: "gpt-5.4-mini" }, budget: { usd: 2 } };
  const folder = makeJob({ job, articles: { a: blocks } });
  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.stdout).toMatch(/Cost: at most \$0\.02/);
  expect(plan.stdout).toMatch(/Its prices are those of \d{4}-\d\d-\d\d, \d+ days ago/);
  const build = await prelo(folder, ["build", "--concurrency", "1"], provider.variables);
  expect(build.code).toBe(4);
  expect(provider.calls).toHaveLength(2);
});

test.concurrent("pictures that are billed by the token have a bound where the vendor tells it", async () => {
  const provider = await startProvider();
  const picture = { image: "A loaf", alt: "A loaf", n: 2, size: "1024x1024", quality: "low" };
  const folder = makeJob({
    job: { image: { model: "gpt-image-2" }, budget: { usd: 1 } },
    articles: { a: [picture] },
  });
  const { stdout } = await prelo(folder, ["plan", "--json"], provider.variables);
  const { total } = JSON.parse(stdout) as { total: { max_cost_usd: number } };
  // 196 tokens each at $30 a million, and the prompt.
  expect(total.max_cost_usd).toBeGreaterThan((2 * 196 * 30) / 1e6);
  expect(total.max_cost_usd).toBeLessThan(0.02);
});

test.concurrent("what nothing bounds is a mistake under a budget, unless its author says a bound", async () => {
  const provider = await startProvider();
  const news = {
    id: "news",
    prompt: "What is new?",
    text: { extra: { tools: [{ type: "web_search" }] } },
  };
  const job = { text: { model: "test-text" }, prices, budget: { usd: 0.5 } };
  const folder = makeJob({ job, articles: { a: [{ id: "a", prompt: "One." }, news] } });
  const refused = await prelo(folder, ["plan"], provider.variables);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/a\.yaml:\d+:\d+.*nothing bounds what news costs/s);
  expect(refused.stderr).toContain("max_usd");

  writeFiles(folder, jobFiles({ job, articles: { a: [{ ...news, max_usd: 0.3 }] } }));
  const plan = await prelo(folder, ["plan", "--json"], provider.variables);
  expect(JSON.parse(plan.stdout)).toMatchObject({
    total: { max_cost_usd: 0.3, unbounded: [], unpriced: [] },
  });
  const most = [
    { ...news, max_usd: 0.3 },
    { ...news, id: "more", prompt: "And?", max_usd: 0.3 },
  ];
  writeFiles(folder, jobFiles({ job, articles: { a: most } }));
  // Each has room alone; together, the second waits until it is known what the first cost.
  const build = await prelo(folder, ["build", "--concurrency", "1"], provider.variables);
  expect(build.code).toBe(0);
});

test.concurrent("an article that has a budget of its own stops at it, and the others go on", async () => {
  const provider = await startProvider(() =>
    served({ input_tokens: 40_000, output_tokens: 0, total_tokens: 40_000 }),
  );
  const blocks = ["a", "b", "c"].map((id) => ({ id, prompt: `Say ${id}.`, max_usd: 0.05 }));
  const job = { text: { model: "test-text" }, prices };
  const dear = { title: "Dear", budget: { usd: 0.1 }, blocks };
  const other = blocks.map((block) => ({ ...block, prompt: `${block.prompt} Please.` }));
  const folder = makeJob({ job, articles: { cheap: other } });
  writeFiles(folder, { "prompts/dear.yaml": JSON.stringify(dear) });
  const build = await prelo(folder, ["build", "--concurrency", "1"], provider.variables);
  expect(build.code).toBe(4);
  expect(build.stderr).toContain("dear: the next request could pass the budget of $0.1");
  // Four cents each: a third answer could make it thirteen.
  const ofDear = provider.calls.filter(({ body }) => !JSON.stringify(body).includes("Please"));
  expect(ofDear.length).toBeLessThan(blocks.length);
  expect(readText(folder, "output/cheap/article.md")).toContain("Bread.");
});
