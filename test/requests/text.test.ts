import { EventEmitter, once } from "node:events";
import { describe, expect, test } from "vitest";
import { askUntilFit } from "../../src/requests/ask-until-fit.ts";
import { makeTextAnswer } from "../answers/samples.ts";
import { makePrompt, makeProvider } from "../support/job-parts.ts";
import { sendJson, startServer } from "../support/scripted-server.ts";
import {
  bodyOf,
  codesOf,
  echo,
  errorOf,
  makeInterruption,
  openTestRun,
  outcomeOf,
  sendAnswer,
  sendError,
  usage,
} from "./runs.ts";

const one = { check: "words", reason: "one too few", offBy: 1 } as const;
const price = { input: 1, output: 1 };
const block = makePrompt("a", "Um");
const soon = { "retry-after-ms": "1" };

function makeBlocks(count: number) {
  return Array.from({ length: count }, (_, index) => makePrompt(`b${index}`, `Prompt ${index}`));
}

describe("an answer", () => {
  test("is recorded with all that is known of it, and comes back as it will be read", async () => {
    const server = await startServer(sendAnswer);
    const run = await openTestRun({ origin: server.origin, price });
    const outcomes = await run.ask(block);
    const recorded = run.store.read({ slug: "a", id: "a", kind: "text" });
    if (recorded.state !== "read") {
      throw new Error(recorded.state);
    }
    expect(recorded.answer).toMatchObject({
      body: "Echo: Um",
      edited: false,
      provider: "openai",
      endpoint: "responses",
      model: "gpt-5.4-mini",
      served_by: "served",
      request: { model: "gpt-5.4-mini", input: "Um", max_output_tokens: 100 },
      finish: "stop",
      usage,
      cost_usd: 0.000_008,
      request_id: "req_0",
    });
    expect(outcomeOf(outcomes, "a")).toEqual({ ok: true, asked: true, answer: recorded.answer });
    expect(run.events.map(({ type }) => type)).toEqual(["queued", "asked", "replied", "answered"]);
    expect(run.context.spending.totals).toMatchObject({
      requests: 1,
      inputTokens: 3,
      outputTokens: 5,
      costUsd: 0.000_008,
    });
  });

  test("that came and is none costs what it took", async () => {
    const server = await startServer((_call, response) => {
      sendJson(response, {
        status: "incomplete",
        incomplete_details: { reason: "content_filter" },
        output: [],
        usage,
      });
    });
    const run = await openTestRun({ origin: server.origin, price });
    expect(codesOf(await run.ask(block))).toEqual({ a: "ANSWER_FILTERED" });
    expect(run.context.spending.totals).toMatchObject({
      maybeBilled: 0,
      inputTokens: 3,
      costUsd: 0.000_008,
    });
  });

  test("stands in its file before the block that quotes it is asked", async () => {
    const states: string[] = [];
    const server = await startServer((call, response) => {
      states.push(run.store.read({ slug: "a", id: "a", kind: "text" }).state);
      sendAnswer(call, response);
    });
    const run = await openTestRun({ origin: server.origin });
    const outcomes = await run.ask(block, makePrompt("b", "{{ answers.a }}"));
    expect(codesOf(outcomes)).toEqual({ a: "answered", b: "answered" });
    expect(states).toEqual(["missing", "read"]);
  });

  test("stands in its file before the next request takes its slot", async () => {
    const recorded: number[] = [];
    const server = await startServer((call, response) => {
      recorded.push(run.store.listRecords().length);
      sendAnswer(call, response);
    });
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    await run.ask(...makeBlocks(4));
    expect(recorded).toEqual([0, 1, 2, 3]);
  });

  test("that UTF-8 cannot hold is the same now and when it is read again", async () => {
    const server = await startServer((call, response) => {
      sendAnswer(call, response, call.index === 0 ? "a\uD800b" : "x");
    });
    const run = await openTestRun({ origin: server.origin });
    const outcomes = await run.ask(block, makePrompt("b", "{{ answers.a }}"));
    const recorded = run.store.read({ slug: "a", id: "a", kind: "text" });
    expect(recorded).toMatchObject({ answer: { body: bodyOf(outcomes, "a"), edited: false } });
    expect(server.calls[1]?.body).toMatchObject({ input: bodyOf(outcomes, "a") });
  });

  test("of the sandbox costs nothing, whatever the model's price is", async () => {
    const server = await startServer(sendAnswer);
    const provider = makeProvider({ name: "sandbox" });
    const run = await openTestRun({ origin: server.origin, provider, price, budget: { usd: 0 } });
    expect(outcomeOf(await run.ask(block), "a")).toMatchObject({
      ok: true,
      answer: { cost_usd: 0 },
    });
    expect(run.context.spending.totals).toMatchObject({ costUsd: 0, unpriced: 0 });
  });
});

describe("what may pass is tried again", () => {
  test.each([
    ["a 429 that says how long", 429, "rate_limit_exceeded", soon],
    ["a 429 that does not", 429, null, {}],
    ["a 408", 408, null, soon],
    ["a 409", 409, null, soon],
    ["a 500", 500, null, soon],
    ["a 503 that says how long in seconds", 503, null, { "retry-after": "0" }],
  ])("%s, then an answer", async (_what, status, code, headers) => {
    const server = await startServer((call, response) => {
      if (call.index < 2) {
        sendError(response, status, code, headers);
      } else {
        sendAnswer(call, response);
      }
    });
    const run = await openTestRun({ origin: server.origin });
    expect(bodyOf(await run.ask(block), "a")).toBe("Echo: Um");
    expect(server.calls).toHaveLength(3);
    expect(run.context.spending.totals).toMatchObject({ requests: 3, failedAttempts: 2 });
    const failed = run.events.filter(({ type }) => type === "attempt-failed");
    expect(failed).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
    for (const event of failed) {
      expect(event).toHaveProperty("retryInMs");
    }
  });

  test("a server that does not answer, one that resets, a body cut off, a blank: then an answer", async () => {
    const server = await startServer((call, response) => {
      if (call.index === 1) {
        response.socket?.resetAndDestroy();
      } else if (call.index === 2) {
        response.writeHead(200, { "content-length": "99" }).write("{");
        setImmediate(() => response.destroy());
      } else if (call.index === 3) {
        sendAnswer(call, response, " ");
      } else if (call.index > 3) {
        sendAnswer(call, response);
      }
    });
    const provider = makeProvider({ timeoutMs: 500 });
    const run = await openTestRun({ origin: server.origin, provider, price });
    expect(bodyOf(await run.ask(block), "a")).toBe("Echo: Um");
    expect(run.events.flatMap((event) => ("code" in event ? event.code : []))).toEqual([
      "PROVIDER_TIMEOUT",
      "PROVIDER_UNREACHABLE",
      "PROVIDER_UNREACHABLE",
      "ANSWER_BLANK",
    ]);
    expect(run.context.spending.totals).toMatchObject({
      requests: 5,
      failedAttempts: 4,
      maybeBilled: 3,
    });
  });

  test("until the attempts are used up: the error says what it was, and how often", async () => {
    const server = await startServer((_call, response) => sendError(response, 500, null, soon));
    const run = await openTestRun({
      origin: server.origin,
      provider: makeProvider({ maxAttempts: 3 }),
    });
    const error = errorOf(await run.ask(block), "a");
    expect(error).toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    expect(error.message).toContain("3 attempts");
    expect(server.calls).toHaveLength(3);
    expect(run.events.at(-1)).not.toHaveProperty("retryInMs");
  });

  test("a blank answer once more, and no more: it is paid for each time", async () => {
    const server = await startServer((call, response) => sendAnswer(call, response, " "));
    const run = await openTestRun({ origin: server.origin });
    expect(errorOf(await run.ask(block), "a")).toMatchObject({ code: "ANSWER_BLANK" });
    expect(server.calls).toHaveLength(2);
  });

  test("until the deadline has passed, which is looked at before an attempt is paid for", async () => {
    let now = 0;
    const server = await startServer((_call, response) => sendError(response, 500));
    const provider = makeProvider({ deadlineMs: 1000 });
    const run = await openTestRun({
      origin: server.origin,
      provider,
      clock: () => now,
      // The second attempt falls due in time, but its turn comes too late.
      onEvent: ({ type }) => {
        if (type === "attempt-failed") {
          now += 2000;
        }
      },
    });
    const error = errorOf(await run.ask(block), "a");
    expect(error.message).toContain("deadline");
    expect(server.calls).toHaveLength(1);
  });

  test("not when the next attempt could only begin after the deadline", async () => {
    const server = await startServer((_call, response) =>
      sendError(response, 503, null, { "retry-after": "30" }),
    );
    const run = await openTestRun({
      origin: server.origin,
      provider: makeProvider({ deadlineMs: 20_000 }),
    });
    expect(errorOf(await run.ask(block), "a").message).toContain("deadline");
    expect(server.calls).toHaveLength(1);
  });

  test.each([
    ["a rejected request", 400, null],
    ["what cannot be processed", 422, null],
    ["what the key may not do", 403, null],
  ])("%s is not, and only its own block fails", async (_what, status, code) => {
    const server = await startServer((call, response) => {
      if (call.body?.["input"] === "Um") {
        sendError(response, status, code);
      } else {
        sendAnswer(call, response);
      }
    });
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(block, makePrompt("b", "Dois"));
    expect(outcomeOf(outcomes, "a").ok).toBe(false);
    expect(bodyOf(outcomes, "b")).toBe("Echo: Dois");
    expect(server.calls).toHaveLength(2);
  });

  test.each(["incomplete", "failed", "another shape"])(
    "a 200 that is no answer (%s) is not",
    async (how) => {
      const server = await startServer((_call, response) => {
        sendJson(
          response,
          how === "another shape" ? { output: 7 } : { status: how, output: [], error: null },
        );
      });
      const run = await openTestRun({ origin: server.origin });
      expect(outcomeOf(await run.ask(block), "a").ok).toBe(false);
      expect(server.calls).toHaveLength(1);
      expect(run.store.listRecords()).toEqual([]);
      expect(run.context.spending.totals.maybeBilled).toBe(1);
    },
  );
});

describe("what no further request would survive closes the queue", () => {
  test.each([
    ["a spent quota", 429, "insufficient_quota", "PROVIDER_QUOTA"],
    ["a bad key", 401, "invalid_api_key", "PROVIDER_AUTH"],
    ["an unknown model", 404, "model_not_found", "PROVIDER_MODEL"],
  ])(
    "%s: one request, one clear cause, the others refer to it",
    async (_what, status, code, expected) => {
      const server = await startServer((_call, response) =>
        sendError(response, status, code, soon),
      );
      const provider = makeProvider({ limits: { concurrency: 1 } });
      const run = await openTestRun({ origin: server.origin, provider });
      const outcomes = await run.ask(...makeBlocks(20));
      expect(server.calls).toHaveLength(1);
      expect(new Set(Object.values(codesOf(outcomes)))).toEqual(new Set([expected]));
      const messages = [...outcomes.keys()].map((id) => errorOf(outcomes, id).message);
      expect(messages.filter((message) => !message.startsWith("not sent: "))).toHaveLength(1);
    },
  );

  test("an unknown model: the provider's other models are asked all the same", async () => {
    const server = await startServer((call, response) => {
      if (call.body?.["model"] === "gone") {
        sendError(response, 404, "model_not_found");
      } else {
        sendAnswer(call, response);
      }
    });
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const gone = ["c", "d"].map((id) => makePrompt(id, id, { model: "gone" }));
    const outcomes = await run.ask(...gone, block, makePrompt("b", "Dois"));
    expect(codesOf(outcomes)).toMatchObject({ c: "PROVIDER_MODEL", d: "PROVIDER_MODEL" });
    expect(bodyOf(outcomes, "b")).toBe("Echo: Dois");
    expect(server.calls).toHaveLength(3);
  });

  test("with several at once, no more than are under way are sent", async () => {
    const server = await startServer((_call, response) => sendError(response, 401));
    const provider = makeProvider({ limits: { concurrency: 4 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(...makeBlocks(40));
    expect(server.calls.length).toBeLessThanOrEqual(4);
    expect(new Set(Object.values(codesOf(outcomes)))).toEqual(new Set(["PROVIDER_AUTH"]));
  });

  test("those that wait for their turn are told at once, not when it comes", async () => {
    const server = await startServer((_call, response) => sendError(response, 401));
    // The second turn would come after a minute.
    const provider = makeProvider({ limits: { concurrency: 2, requestsPerMinute: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(...makeBlocks(5));
    expect(server.calls).toHaveLength(1);
    expect(new Set(Object.values(codesOf(outcomes)))).toEqual(new Set(["PROVIDER_AUTH"]));
  });

  test("those that wait to try again are told at once", async () => {
    const server = await startServer((call, response) => {
      if (call.body?.["input"] === "Um") {
        sendError(response, 503, null, { "retry-after": "50" });
      } else {
        setTimeout(() => sendError(response, 401), 10);
      }
    });
    const run = await openTestRun({ origin: server.origin });
    const outcomes = await run.ask(block, makePrompt("b", "Dois"));
    expect(codesOf(outcomes)).toEqual({ a: "PROVIDER_AUTH", b: "PROVIDER_AUTH" });
  });
});

describe("a rate limit", () => {
  test("holds the whole queue, not only the one that met it", async () => {
    let limited = false;
    const early: string[] = [];
    const server = await startServer((call, response) => {
      if (call.index === 0) {
        limited = true;
        setTimeout(() => (limited = false), 40);
        sendError(response, 429, null, { "retry-after-ms": "60" });
        return;
      }
      if (limited) {
        early.push(echo(call));
      }
      sendAnswer(call, response);
    });
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(...makeBlocks(5));
    expect(new Set(Object.values(codesOf(outcomes)))).toEqual(new Set(["answered"]));
    expect(early).toEqual([]);
  });

  test("that no waiting will change, for the request is too large, is asked once and holds nobody", async () => {
    const server = await startServer((call, response) => {
      if (call.body?.["input"] !== "Um") {
        return sendAnswer(call, response);
      }
      const message =
        "Request too large for m on tokens per min (TPM): Limit 10000, Requested 20000.";
      const error = { message, type: "tokens", param: null, code: "rate_limit_exceeded" };
      sendJson(response, { error }, 429, { "retry-after": "50" });
    });
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(block, ...makeBlocks(3));
    expect(outcomeOf(outcomes, "a").ok).toBe(false);
    expect(bodyOf(outcomes, "b2")).toBe("Echo: Prompt 2");
    expect(server.calls).toHaveLength(4);
  });

  test("of more than a minute is not slept through: the run says when to go on, once for the queue", async () => {
    const server = await startServer((_call, response) =>
      sendError(response, 429, null, { "retry-after": "3600" }),
    );
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const now = Date.UTC(2026, 10, 23, 10, 0, 0);
    const run = await openTestRun({ origin: server.origin, provider, now: () => now });
    const outcomes = await run.ask(...makeBlocks(5));
    expect(server.calls).toHaveLength(1);
    expect(errorOf(outcomes, "b0").message).toContain("2026-11-23T11:00:00.000Z");
    for (const id of ["b1", "b4"]) {
      expect(errorOf(outcomes, id).message).toMatch(/^not sent: .*2026-11-23T11:00:00/);
    }
    expect(new Set(Object.values(codesOf(outcomes)))).toEqual(new Set(["PROVIDER_RATE_LIMIT"]));
  });

  test("is slept through up to the provider's longest_wait_seconds", async () => {
    const server = await startServer((call, response) => {
      if (call.index === 0) {
        sendError(response, 429, null, { "retry-after-ms": "40" });
      } else {
        sendAnswer(call, response);
      }
    });
    const patient = await openTestRun({
      origin: server.origin,
      provider: makeProvider({ longestWaitMs: 40 }),
    });
    expect(bodyOf(await patient.ask(block), "a")).toBe("Echo: Um");
    const other = await startServer((_call, response) =>
      sendError(response, 429, null, { "retry-after-ms": "40" }),
    );
    const provider = makeProvider({ longestWaitMs: 39 });
    const hasty = await openTestRun({ origin: other.origin, provider });
    expect(errorOf(await hasty.ask(block), "a").message).toContain("asks to wait until");
    expect(other.calls).toHaveLength(1);
  });

  test("a wait that no date can hold is no crash", async () => {
    const server = await startServer((_call, response) =>
      sendError(response, 429, null, { "retry-after": "999999999999" }),
    );
    const run = await openTestRun({ origin: server.origin });
    expect(errorOf(await run.ask(block), "a")).toMatchObject({ code: "PROVIDER_RATE_LIMIT" });
  });

  test.each([60, 55])("of %i s is waited for, jitter or not", async (seconds) => {
    const server = await startServer((_call, response) =>
      sendError(response, 503, null, { "retry-after": String(seconds) }),
    );
    const run = await openTestRun({
      origin: server.origin,
      provider: makeProvider({ deadlineMs: 600_000 }),
      random: () => 0.99,
      onEvent: (event) => {
        if (event.type === "attempt-failed") {
          run.context.stopping.abort(makeInterruption());
        }
      },
    });
    const error = errorOf(await run.ask(block), "a");
    expect(error.code).toBe("INTERRUPTED");
    const waited = run.events.find(({ type }) => type === "attempt-failed");
    expect(waited && "retryInMs" in waited && waited.retryInMs).toBeGreaterThanOrEqual(
      seconds * 1000,
    );
  });

  test("of the job's own spaces requests out", async () => {
    const server = await startServer(sendAnswer);
    const provider = makeProvider({ limits: { concurrency: 8, requestsPerMinute: 1200 } });
    const began = performance.now();
    const sent: number[] = [];
    const run = await openTestRun({
      origin: server.origin,
      provider,
      onEvent: ({ type }) => {
        if (type === "asked") {
          sent.push(performance.now());
        }
      },
    });
    await run.ask(...makeBlocks(12));
    // Two at once, then one each 50 ms: none before its time.
    const early = sent.filter((atMs, index) => atMs < began + (index - 1) * 50);
    expect(early).toEqual([]);
    expect(sent).toHaveLength(12);
  });
});

describe("many at a time", () => {
  test("exactly as many as are allowed are out at once", async () => {
    let left = 30;
    const held: (() => void)[] = [];
    // Nobody is answered before four are there; a fifth would have the time to come as well.
    const server = await startServer((call, response) => {
      held.push(() => sendAnswer(call, response));
      if (held.length < Math.min(4, left)) {
        return;
      }
      setTimeout(() => {
        left -= held.length;
        for (const answer of held.splice(0)) {
          answer();
        }
      }, 5);
    });
    const provider = makeProvider({ limits: { concurrency: 4 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(...makeBlocks(30));
    expect(server.peak()).toBe(4);
    for (let index = 0; index < 30; index += 1) {
      expect(bodyOf(outcomes, `b${index}`)).toBe(`Echo: Prompt ${index}`);
    }
  });

  test("one that waits to try again holds no slot", async () => {
    const server = await startServer((call, response) => {
      if (call.index === 0) {
        sendError(response, 503, null, { "retry-after-ms": "60" });
      } else {
        sendAnswer(call, response);
      }
    });
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    await run.ask(...makeBlocks(4));
    expect(server.calls.map(({ body }) => body?.["input"])).toEqual([
      "Prompt 0",
      "Prompt 1",
      "Prompt 2",
      "Prompt 3",
      "Prompt 0",
    ]);
  });

  test("through faults of every kind each block is answered, and recorded once", async () => {
    let seed = 7;
    const draw = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const answered = new Map<string, number>();
    const server = await startServer((call, response) => {
      const luck = draw();
      if (luck < 0.15) {
        return sendError(response, 500, null, soon);
      }
      if (luck < 0.2) {
        return sendError(response, 429, null, soon);
      }
      if (luck < 0.25) {
        return void response.socket?.resetAndDestroy();
      }
      if (luck < 0.27) {
        return;
      } // Never answers.
      answered.set(echo(call), (answered.get(echo(call)) ?? 0) + 1);
      sendAnswer(call, response);
    });
    const provider = makeProvider({
      maxAttempts: 20,
      timeoutMs: 2000,
      limits: { concurrency: 16 },
    });
    const run = await openTestRun({ origin: server.origin, provider });
    const blocks = makeBlocks(120);
    const outcomes = await run.ask(...blocks);
    expect(new Set(Object.values(codesOf(outcomes)))).toEqual(new Set(["answered"]));
    expect(new Set(answered.values())).toEqual(new Set([1]));
    expect(run.store.listRecords()).toHaveLength(blocks.length);
    expect(run.events.filter(({ type }) => type === "answered")).toHaveLength(blocks.length);
    await run.context.client.close();
    await server.idle();
  });
});

describe("dependencies", () => {
  test("run first, and their answers stand in the prompt, with their hashes in the record", async () => {
    const server = await startServer(sendAnswer);
    const run = await openTestRun({ origin: server.origin });
    const outcomes = await run.ask(
      block,
      makePrompt("b", "Sobre {{ answers.a }}"),
      makePrompt("c", "{{ answers.b }}!"),
    );
    expect(bodyOf(outcomes, "c")).toBe("Echo: Echo: Sobre Echo: Um!");
    const recorded = outcomeOf(outcomes, "b");
    expect(recorded.ok && Object.keys(recorded.answer.uses ?? {})).toEqual(["a"]);
  });

  test("hold up nobody else", async () => {
    const asked = new EventEmitter();
    const independent = once(asked, "independent");
    const server = await startServer(async (call, response) => {
      // The first is answered only when one that does not need it has been asked.
      if (call.body?.["input"] === "Um") {
        await independent;
      }
      if (call.body?.["input"] === "Dois") {
        asked.emit("independent");
      }
      sendAnswer(call, response);
    });
    const run = await openTestRun({ origin: server.origin });
    const outcomes = await run.ask(
      block,
      makePrompt("b", "{{ answers.a }}"),
      makePrompt("c", "Dois"),
    );
    expect(new Set(Object.values(codesOf(outcomes)))).toEqual(new Set(["answered"]));
  });

  test("that fail take those down that need them, and say which; the others go on", async () => {
    const server = await startServer((call, response) => {
      if (call.body?.["input"] === "Um") {
        sendError(response, 400);
      } else {
        sendAnswer(call, response);
      }
    });
    const run = await openTestRun({ origin: server.origin });
    const outcomes = await run.ask(
      block,
      makePrompt("b", "{{ answers.a }}"),
      makePrompt("c", "{{ answers.b }}"),
      makePrompt("d", "Dois"),
    );
    expect(codesOf(outcomes)).toEqual({
      a: "PROVIDER_REJECTED",
      b: "DEPENDENCY_FAILED",
      c: "DEPENDENCY_FAILED",
      d: "answered",
    });
    expect(errorOf(outcomes, "b").message).toContain("answers.a");
    expect(server.calls).toHaveLength(2);
  });
});

describe("a stop", () => {
  test("sends nothing new, and records what is under way", async () => {
    const server = await startServer((call, response) => {
      run.context.stopping.abort(makeInterruption());
      setTimeout(() => sendAnswer(call, response), 20);
    });
    const provider = makeProvider({ limits: { concurrency: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(...makeBlocks(3), makePrompt("z", "{{ answers.b2 }}"));
    expect(codesOf(outcomes)).toEqual({
      b0: "answered",
      b1: "INTERRUPTED",
      b2: "INTERRUPTED",
      z: "INTERRUPTED",
    });
    expect(server.calls).toHaveLength(1);
    expect(run.store.listRecords()).toEqual([{ slug: "a", id: "b0", kind: "text" }]);
  });

  test("ends a wait for another attempt, or for a turn", async () => {
    const server = await startServer((_call, response) => {
      setTimeout(() => run.context.stopping.abort(makeInterruption()), 20);
      sendError(response, 503, null, { "retry-after": "40" });
    });
    const provider = makeProvider({ limits: { concurrency: 2, requestsPerMinute: 1 } });
    const run = await openTestRun({ origin: server.origin, provider });
    expect(codesOf(await run.ask(...makeBlocks(2)))).toEqual({
      b0: "INTERRUPTED",
      b1: "INTERRUPTED",
    });
    expect(server.calls).toHaveLength(1);
  });

  test("at once breaks off what is under way, which may have been billed", async () => {
    const aborting = new AbortController();
    const server = await startServer(() => {
      aborting.abort(makeInterruption());
    });
    const opened = await openTestRun({ origin: server.origin, price });
    Object.assign(opened.context, { aborting: aborting.signal });
    expect(codesOf(await opened.ask(block))).toEqual({ a: "INTERRUPTED" });
    expect(opened.context.spending.totals).toMatchObject({
      requests: 1,
      failedAttempts: 1,
      maybeBilled: 1,
    });
    await server.idle();
  });
});

describe("a budget", () => {
  test("of requests stops the run before it would be passed; what is under way is recorded", async () => {
    const server = await startServer((call, response) => {
      setTimeout(() => sendAnswer(call, response), 10);
    });
    const run = await openTestRun({ origin: server.origin, budget: { requests: 2 } });
    const outcomes = await run.ask(...makeBlocks(5));
    expect(server.calls).toHaveLength(2);
    expect(Object.values(codesOf(outcomes)).toSorted()).toEqual([
      "BUDGET_EXCEEDED",
      "BUDGET_EXCEEDED",
      "BUDGET_EXCEEDED",
      "answered",
      "answered",
    ]);
    expect(run.store.listRecords()).toHaveLength(2);
  });

  test("counts failed attempts too", async () => {
    const server = await startServer((_call, response) => sendError(response, 500, null, soon));
    const run = await openTestRun({ origin: server.origin, budget: { requests: 3 } });
    expect(codesOf(await run.ask(block))).toEqual({ a: "BUDGET_EXCEEDED" });
    expect(server.calls).toHaveLength(3);
  });

  test("of dollars holds back the bound of each request", async () => {
    const server = await startServer((call, response) => {
      setTimeout(() => sendAnswer(call, response), 10);
    });
    // Each may cost up to some 170 millionths; really 8.
    const budget = { usd: 0.0005 };
    const run = await openTestRun({ origin: server.origin, price, budget });
    const outcomes = await run.ask(...makeBlocks(8));
    expect(server.calls).toHaveLength(2);
    expect(Object.values(codesOf(outcomes)).filter((code) => code === "answered")).toHaveLength(2);
    expect(run.context.spending.totals.costUsd).toBeLessThanOrEqual(budget.usd);
  });
});

test("no part of the key is in any event or record", async () => {
  const server = await startServer((call, response) => {
    if (call.index < 3) {
      const words = String(call.headers.authorization);
      const error = { message: words, type: words, param: words, code: words };
      sendJson(response, { error }, [500, 429, 409][call.index] ?? 500, soon);
    } else {
      sendAnswer(call, response);
    }
  });
  const run = await openTestRun({ origin: server.origin });
  const outcomes = await run.ask(block);
  expect(codesOf(outcomes)).toEqual({ a: "answered" });
  const seen = JSON.stringify([run.events, [...outcomes]]);
  for (let at = 8; at + 6 <= run.key.length; at += 1) {
    expect(seen).not.toContain(run.key.slice(at, at + 6));
  }
});

test("an answer is kept aside before it is checked: what its checks take loses nothing", async () => {
  const server = await startServer(sendAnswer);
  const run = await openTestRun({ origin: server.origin });
  const seen: (string | undefined)[] = [];
  await askUntilFit(
    { slug: "a", id: "a", kind: "text" },
    {
      attempts: 2,
      spent: 0,
      findFailures: (body) => {
        seen.push(run.store.readRejected({ slug: "a", id: "a", kind: "text" })?.answer.body);
        return body === "second" ? [{ check: "words", reason: "few", offBy: 9 }] : [one];
      },
    },
    async (keep) => {
      const answer = makeTextAnswer({ body: seen.length === 0 ? "first" : "second" });
      await keep(answer);
      return answer;
    },
    async () => undefined,
    { store: run.store, emit: () => undefined },
  ).catch(() => undefined);
  expect(seen).toEqual(["first", "second"]);
  // The better of the two is what stays.
  expect(run.store.readRejected({ slug: "a", id: "a", kind: "text" })?.answer.body).toBe("first");
});
