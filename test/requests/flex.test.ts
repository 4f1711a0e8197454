import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { AttemptError } from "../../src/errors.ts";
import { startHistory } from "../../src/requests/pace/outage.ts";
import { weighFailure } from "../../src/requests/pace/weigh-failure.ts";
import { resolveRequest } from "../../src/plan/request.ts";
import { makeArticle, makeImage, makePrompt, makeProvider } from "../support/job-parts.ts";
import { type Call, sendJson, startServer } from "../support/scripted-server.ts";
import { echo, errorOf, openTestRun, outcomeOf, usage } from "./runs.ts";

const price = { input: 1, output: 1 };
const block = makePrompt("a", "Um", { processing: "flex" });

function tierOf({ body }: Call): unknown {
  return body?.["service_tier"];
}

/** An answer that was served in a tier. */
function serve(call: Call, response: ServerResponse, tier: unknown): void {
  const content = [{ type: "output_text", text: echo(call), annotations: [] }];
  const output = [{ type: "message", role: "assistant", content }];
  sendJson(response, { status: "completed", output, usage, service_tier: tier });
}

/** No room in the flex tier, and none for an hour; others are served. */
function refuseFlex(call: Call, response: ServerResponse, [status, error]: [number, object]): void {
  if (tierOf(call) === "flex") {
    sendJson(response, { error }, status, { "retry-after": "3600" });
    return;
  }
  serve(call, response, "default");
}

const noRoom: [number, object] = [429, { message: "Busy", code: "resource_unavailable" }];

describe("a flex request", () => {
  test("names its tier, whose price it costs, and is the same request", async () => {
    const server = await startServer((call, response) => {
      serve(call, response, tierOf(call));
    });
    const run = await openTestRun({ origin: server.origin, price });
    const outcome = outcomeOf(await run.ask(block), "a");
    expect(outcome).toMatchObject({
      ok: true,
      answer: { usage: { ...usage, service_tier: "flex" }, cost_usd: 0.000_004 },
    });
    const provider = makeProvider();
    const fingerprints = [block, makePrompt("a", "Um")].map(
      (each) => resolveRequest(makeArticle([each]), each, provider, {}).fingerprint,
    );
    expect(fingerprints[0]).toBe(fingerprints[1]);
  });

  test("of a picture through responses names it as well", () => {
    const image = makeImage("p", "A house", {
      image: {
        provider: "openai",
        endpoint: "responses",
        model: "m",
        extra: {},
        processing: "flex",
      },
    });
    const { body } = resolveRequest(makeArticle([image]), image, makeProvider(), {});
    expect(body["service_tier"]).toBe("flex");
  });

  test.each([
    ["OpenAI's refusal", noRoom],
    ["Groq's", [498, { message: "Flex tier capacity exceeded" }]],
  ] as const)(
    "falls back to the usual tier after %s, and nobody else waits",
    async (_, refusal) => {
      const server = await startServer((call, response) =>
        refuseFlex(call, response, [refusal[0], refusal[1]]),
      );
      const run = await openTestRun({ origin: server.origin, price, fallsBack: true });
      const outcome = outcomeOf(await run.ask(block, makePrompt("b", "Dois")), "a");
      expect(outcome).toMatchObject({
        ok: true,
        answer: { body: "Echo: Um", cost_usd: 0.000_008 },
      });
      expect(server.calls.filter((call) => tierOf(call) === "flex")).toHaveLength(1);
      expect(server.calls).toHaveLength(3);
      expect(run.context.spending.totals).toMatchObject({ costUsd: 0.000_016 });
      expect(run.events).toContainEqual(
        expect.objectContaining({
          type: "warning",
          block: "a",
          message: expect.stringContaining("flex"),
        }),
      );
    },
  );

  test.each([
    ["the vendor's timeout", [408, { message: "Request timed out." }]],
    ["a server that says it is full", [503, { message: "The model is overloaded." }]],
  ] as const)("falls back after %s, which costs nothing", async (_, [status, error]) => {
    const server = await startServer((call, response) =>
      refuseFlex(call, response, [status, error]),
    );
    const run = await openTestRun({ origin: server.origin, price, fallsBack: true });
    expect(outcomeOf(await run.ask(block), "a")).toMatchObject({ ok: true });
    // The refusal is told as such: it is no failure, and counts against no budget.
    expect(run.context.spending.totals).toMatchObject({
      requests: 1,
      failedAttempts: 0,
      refusals: 1,
      fellBack: 1,
      costUsd: 0.000_008,
    });
  });

  test("that an edge cuts off may be billed, and is not tried there again", async () => {
    const server = await startServer((call, response) =>
      tierOf(call) === "flex"
        ? sendJson(response, "<html><title>504 Gateway Time-out</title></html>", 504)
        : serve(call, response, "default"),
    );
    const run = await openTestRun({ origin: server.origin, price, fallsBack: true });
    expect(outcomeOf(await run.ask(block), "a")).toMatchObject({ ok: true });
    expect(server.calls.map(tierOf)).toEqual(["flex", undefined]);
    expect(run.context.spending.totals).toMatchObject({
      requests: 2,
      failedAttempts: 1,
      maybeBilled: 1,
      refusals: 0,
      fellBack: 1,
    });
  });

  test("fails where the job says so, and says what to do", async () => {
    const server = await startServer((call, response) => refuseFlex(call, response, noRoom));
    const run = await openTestRun({ origin: server.origin, price });
    const error = errorOf(await run.ask(block), "a");
    expect(error.code).toBe("PROVIDER_NO_ROOM");
    expect(error.hint).toContain("then: standard");
    expect(run.context.spending.totals.costUsd).toBe(0);
  });

  test("waits for 30, 60 and 120 seconds before it is given up", async () => {
    const run = await openTestRun({ origin: "http://127.0.0.1:1" });
    const queue = run.context.queueOf(makeProvider(), "m");
    const history = startHistory();
    const error = new AttemptError("PROVIDER_NO_ROOM", "no room", { retryable: true });
    const failed = { attempt: 1, startedMs: 0, spentMs: 0, deadlineMs: 1_800_000, isLate: false };
    const weighed = [1, 2, 3, 4].map(() =>
      weighFailure(error, failed, history, queue, run.context),
    );
    expect(weighed.map(({ delayMs, givenUp }) => givenUp?.code ?? delayMs)).toEqual([
      30_000,
      60_000,
      120_000,
      "PROVIDER_NO_ROOM",
    ]);
    expect(queue.gate.pausedUntilMs).toBeLessThanOrEqual(run.context.clock());
  });
});
