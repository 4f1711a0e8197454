import { expect, test } from "vitest";
import { type PaidAnswer, reportSpending } from "../../src/answers/spending.ts";
import type { TextAnswer } from "../../src/answers/types.ts";

function paid(article: string, over: Partial<TextAnswer> = {}): PaidAnswer {
  return {
    article,
    answer: {
      kind: "text",
      fingerprint: `sha256:${article}`,
      provider: "openai",
      endpoint: "responses",
      model: "small",
      request: {},
      created: "2026-10-31T23:59:59.000Z",
      finish: "stop",
      body: "Bread.",
      edited: false,
      usage: { input_tokens: 10, output_tokens: 20 },
      cost_usd: 0.1,
      ...over,
    },
  };
}

test("the same sums by article, by the model that served, and by month", () => {
  const report = reportSpending([
    paid("b"),
    paid("a", { served_by: "small-2026" }),
    paid("c", { created: "2026-11-01T00:00:00.000Z", cost_usd: 0.2 }),
  ]);
  expect(report.total).toMatchObject({ answers: 3, inputTokens: 30, outputTokens: 60, usd: 0.4 });
  expect([...report.articles.keys()]).toEqual(["a", "b", "c"]);
  expect([...report.models].map(([name, { usd }]) => [name, usd])).toEqual([
    ["small", 0.3],
    ["small-2026", 0.1],
  ]);
  expect([...report.months].map(([name, { usd }]) => [name, usd])).toEqual([
    ["2026-10", 0.2],
    ["2026-11", 0.2],
  ]);
});

test("what stands twice was paid for once, and what nobody charged for not at all", () => {
  const { cost_usd: _, ...unpriced } = paid("d").answer as TextAnswer;
  const report = reportSpending([
    paid("a"),
    { ...paid("a"), article: "copy" },
    paid("b", { provider: "sandbox", cost_usd: 0 }),
    { article: "d", answer: unpriced },
  ]);
  expect(report.total).toMatchObject({ answers: 2, usd: 0.1, unpriced: 1 });
  expect([...report.articles.keys()]).toEqual(["a", "d"]);
});
