import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { makePrompt, makeProvider } from "../support/job-parts.ts";
import { type Handle, startServer } from "../support/scripted-server.ts";
import {
  bodyOf,
  codesOf,
  errorOf,
  makeInterruption,
  openTestRun,
  outcomeOf,
  sendAnswer,
  sendError,
} from "./runs.ts";

function makeBlocks(count: number) {
  return Array.from({ length: count }, (_, index) => makePrompt(`b${index}`, `Prompt ${index}`));
}

function expectAllAnswered(outcomes: Awaited<ReturnType<typeof codesOfRun>>): void {
  expect(new Set(Object.values(outcomes))).toEqual(new Set(["answered"]));
}

type Run = Awaited<ReturnType<typeof openTestRun>>;

async function codesOfRun(run: Run, count: number): Promise<Record<string, string>> {
  return codesOf(await run.ask(...makeBlocks(count)));
}

/** The requests that were sent while the server was down must be few: those under way, and the tries. */
const concurrency = 16;
const tries = 6;

const faults: Readonly<Record<string, Handle>> = {
  "a 503 that says how long": (_call, response) =>
    sendError(response, 503, null, { "retry-after-ms": "5" }),
  "a 502": (_call, response) => sendError(response, 502),
  "a 500": (_call, response) => sendError(response, 500),
  "a reset connection": (_call, response) => void response.socket?.resetAndDestroy(),
};

describe("an outage in the middle of a run", () => {
  test.each(Object.keys(faults))("of %s loses nothing, and few requests", async (name) => {
    let down: "not yet" | "now" | "over" = "not yet";
    let sent = 0;
    const server = await startServer((call, response) => {
      if (call.index === 40) {
        down = "now";
        setTimeout(() => (down = "over"), 400);
      }
      if (down !== "now") {
        return sendAnswer(call, response);
      }
      sent += 1;
      return faults[name]?.(call, response);
    });
    // Each would be given up after its second failure.
    const provider = makeProvider({ limits: { concurrency }, maxAttempts: 2, deadlineMs: 5000 });
    const run = await openTestRun({ origin: server.origin, provider });
    expectAllAnswered(await codesOfRun(run, 90));
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(concurrency + tries);
    expect(run.store.listRecords()).toHaveLength(90);
  });

  test("is over gently: not all come back at once", async () => {
    const seen: { open: number; answered: number }[] = [];
    let open = 0;
    let answered = 0;
    const few = 8;
    const server = await startServer((call, response) => {
      // More than are out before the first five have failed.
      if (call.index < few + 3) {
        return sendError(response, 503);
      }
      open += 1;
      seen.push({ open, answered });
      setTimeout(() => {
        open -= 1;
        answered += 1;
        sendAnswer(call, response);
      }, 20);
    });
    const run = await openTestRun({
      origin: server.origin,
      provider: makeProvider({ limits: { concurrency: few }, deadlineMs: 4000 }),
    });
    expectAllAnswered(await codesOfRun(run, 40));
    expect(seen.filter((one) => one.open > one.answered + 1)).toEqual([]);
    expect(seen).toHaveLength(40);
  });
});

test("a server that is not there yet is waited for", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const answers = await startServer(sendAnswer);
  const provider = makeProvider({ deadlineMs: 5000 });
  const run = await openTestRun({ origin: `http://127.0.0.1:${port}`, provider });
  const asked = run.ask(...makeBlocks(20));
  await new Promise((resolve) => setTimeout(resolve, 500));
  // The answers are those of another server, which this one passes on.
  server.on("request", (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      void fetch(`${answers.origin}${request.url}`, {
        method: "POST",
        body: Buffer.concat(chunks),
      }).then(async (reply) => response.end(await reply.text()));
    });
  });
  server.listen(port, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  expectAllAnswered(codesOf(await asked));
  const failed = run.events.filter(({ type }) => type === "attempt-failed");
  expect(failed.length).toBeLessThanOrEqual(8 + tries);
});

test("a model that is being loaded is waited for, however often one request has to ask", async () => {
  const loadedMs = performance.now() + 600;
  const server = await startServer((call, response) => {
    if (performance.now() < loadedMs) {
      sendError(response, 503);
    } else {
      sendAnswer(call, response);
    }
  });
  const provider = makeProvider({ maxAttempts: 2, deadlineMs: 4000 });
  const run = await openTestRun({ origin: server.origin, provider });
  expect(await codesOfRun(run, 1)).toEqual({ b0: "answered" });
});

describe("a server that stays down", () => {
  test("is given up at the deadline, with one message, one word of it before, few requests", async () => {
    const server = await startServer((_call, response) => sendError(response, 503));
    const provider = makeProvider({ limits: { concurrency: 4 }, deadlineMs: 1000 });
    const run = await openTestRun({ origin: server.origin, provider });
    const before = Date.now();
    const outcomes = await run.ask(...makeBlocks(60));
    const after = Date.now();
    const messages = [...outcomes.keys()].map((id) => errorOf(outcomes, id).message);
    const causes = messages.filter((message) => !message.startsWith("not sent: "));
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatch(/503.*answered nothing for \d+ s$/);
    // Those that were out, and one each 50 ms.
    expect(server.calls.length).toBeLessThanOrEqual(4 + 5 + 20);
    const waiting = run.events.filter((event) => event.type === "waiting");
    expect(waiting).toMatchObject([{ reason: "outage", message: expect.stringContaining("503") }]);
    const untilMs = waiting[0]?.untilMs ?? 0;
    expect(untilMs).toBeGreaterThanOrEqual(before + 1000 - 5);
    expect(untilMs).toBeLessThanOrEqual(after + 1000);
  });

  test("keeps nobody waiting when the run is stopped", async () => {
    const server = await startServer((_call, response) => sendError(response, 503));
    const run = await openTestRun({
      origin: server.origin,
      provider: makeProvider({ deadlineMs: 900_000 }),
      random: () => 0.99,
      onEvent: ({ type }) => {
        if (type === "waiting") {
          setTimeout(() => run.context.stopping.abort(makeInterruption()), 5);
        }
      },
    });
    const codes = await codesOfRun(run, 200);
    expect(new Set(Object.values(codes))).toEqual(new Set(["INTERRUPTED"]));
    // Those that were out, and those that took the places of the first to fail.
    expect(server.calls.length).toBeLessThanOrEqual(8 + 5);
  });

  test("does not hold the provider's other models", async () => {
    const server = await startServer((call, response) => {
      if (call.body?.["model"] === "down") {
        sendError(response, 503);
      } else {
        sendAnswer(call, response);
      }
    });
    const provider = makeProvider({ limits: { concurrency: 1 }, deadlineMs: 1000 });
    const run = await openTestRun({ origin: server.origin, provider });
    const down = ["x", "y", "z"].map((id) => makePrompt(id, id, { model: "down" }));
    const order: string[] = [];
    const outcomes = run.ask(...down, ...makeBlocks(20)).then((settled) => {
      order.push(...run.events.flatMap((event) => (event.type === "answered" ? event.block : [])));
      return settled;
    });
    expect(codesOf(await outcomes)).toMatchObject({ x: "PROVIDER_UNAVAILABLE", b19: "answered" });
    expect(order).toHaveLength(20);
  });
});

describe("one request's own fault", () => {
  test.each(Object.keys(faults))(
    "%s, is given up after max_attempts; the others go on",
    async (name) => {
      const server = await startServer((call, response) =>
        call.body?.["input"] === "Poison"
          ? faults[name]?.(call, response)
          : sendAnswer(call, response),
      );
      const provider = makeProvider({ limits: { concurrency: 2 }, maxAttempts: 4 });
      const run = await openTestRun({ origin: server.origin, provider });
      const outcomes = await run.ask(makePrompt("p", "Poison"), ...makeBlocks(30));
      expect(errorOf(outcomes, "p").message).toContain("given up after 4 attempts");
      expect(server.calls.filter(({ body }) => body?.["input"] === "Poison")).toHaveLength(4);
      for (let index = 0; index < 30; index += 1) {
        expect(bodyOf(outcomes, `b${index}`)).toBe(`Echo: Prompt ${index}`);
      }
    },
  );

  test("is no outage while the others are out still, however often it fails meanwhile", async () => {
    let slow: (() => void)[] = [];
    const server = await startServer((call, response) => {
      const isPoison = call.body?.["input"] === "Poison";
      if (!isPoison) {
        slow.push(() => sendAnswer(call, response));
      } else {
        sendError(response, 502);
      }
      const poisons = server.calls.filter(({ body }) => body?.["input"] === "Poison");
      if (poisons.length < 8) {
        return;
      }
      for (const answer of slow) {
        answer();
      }
      slow = [];
    });
    const provider = makeProvider({ limits: { concurrency: 8 } });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(makePrompt("p", "Poison"), ...makeBlocks(7));
    expect(codesOf(outcomes)).toMatchObject({ p: "PROVIDER_UNAVAILABLE", b6: "answered" });
    expect(errorOf(outcomes, "p").message).toContain("given up after");
    expect(run.events.filter(({ type }) => type === "waiting")).toEqual([]);
  });

  test.each([502, 503])(
    "that is the last to be asked, a %i, closes the way to no other",
    async (status) => {
      const server = await startServer((call, response) => {
        if (String(call.body?.["input"]).startsWith("Poison")) {
          sendError(response, status);
        } else {
          sendAnswer(call, response);
        }
      });
      const provider = makeProvider({ deadlineMs: 800 });
      const run = await openTestRun({ origin: server.origin, provider });
      await run.ask(...makeBlocks(3));
      const { message, hint } = errorOf(await run.ask(makePrompt("p", "Poison")), "p");
      expect(message).toMatch(/this request alone has failed for \d+ s$/);
      expect(hint).toContain("answered others");
      expect(await codesOfRun(run, 3)).toEqual({ b0: "answered", b1: "answered", b2: "answered" });
    },
  );

  test("does not try the server again while another request waits", async () => {
    let asked: ReturnType<Run["ask"]> | undefined;
    const server = await startServer((call, response) => {
      if (call.body?.["input"] === "Poison") {
        sendError(response, 503);
      } else {
        sendAnswer(call, response);
      }
    });
    const provider = makeProvider({ limits: { concurrency: 1 }, deadlineMs: 5000 });
    const run = await openTestRun({
      origin: server.origin,
      provider,
      onEvent: ({ type }) => {
        if (type === "waiting") {
          setTimeout(() => {
            asked = run.ask(...makeBlocks(2));
          }, 5);
        }
      },
    });
    const outcomes = await run.ask(makePrompt("p", "Poison"));
    expect(errorOf(outcomes, "p").message).toContain("given up after");
    await asked;
    const inputs = server.calls.map(({ body }) => body?.["input"]);
    expect(inputs.slice(0, 6)).toEqual([...Array<string>(5).fill("Poison"), "Prompt 0"]);
  });

  test("of several: all are given up, and hold nobody for long", async () => {
    const server = await startServer((call, response) =>
      String(call.body?.["input"]).startsWith("Poison")
        ? sendError(response, 503)
        : sendAnswer(call, response),
    );
    const poisons = Array.from({ length: 7 }, (_, index) =>
      makePrompt(`p${index}`, `Poison ${index}`),
    );
    const provider = makeProvider({
      limits: { concurrency: 2 },
      maxAttempts: 3,
      deadlineMs: 3000,
    });
    const run = await openTestRun({ origin: server.origin, provider });
    const outcomes = await run.ask(...poisons, ...makeBlocks(20));
    for (const { id } of poisons) {
      expect(errorOf(outcomes, id).code).toBe("PROVIDER_UNAVAILABLE");
    }
    for (let index = 0; index < 20; index += 1) {
      expect(outcomeOf(outcomes, `b${index}`).ok).toBe(true);
    }
    // The first five fail in a row, so that the queue is held once or twice, and each a time more.
    expect(server.calls.length).toBeLessThanOrEqual(20 + 7 * (3 + 2));
  });

  test("is not sent again where max_attempts is 1", async () => {
    const server = await startServer((_call, response) => sendError(response, 503));
    const provider = makeProvider({ maxAttempts: 1 });
    const run = await openTestRun({ origin: server.origin, provider });
    expect(errorOf(await run.ask(makePrompt("a", "Um")), "a").code).toBe("PROVIDER_UNAVAILABLE");
    expect(server.calls).toHaveLength(1);
  });
});

test("a 503 that says how long holds all of the queue for that time", async () => {
  let asks = true;
  let early = 0;
  const server = await startServer((call, response) => {
    if (call.index === 0) {
      setTimeout(() => (asks = false), 100);
      sendError(response, 503, null, { "retry-after-ms": "130" });
      return;
    }
    if (asks) {
      early += 1;
    }
    sendAnswer(call, response);
  });
  const provider = makeProvider({ limits: { concurrency: 1 } });
  const run = await openTestRun({ origin: server.origin, provider });
  expectAllAnswered(await codesOfRun(run, 6));
  expect(early).toBe(0);
});

describe("a clock that is set", () => {
  test.each([
    ["back by an hour", -3_600_000],
    ["forward by an hour", 3_600_000],
  ])("%s during a run neither stalls nor rushes it", async (_how, byMs) => {
    let setMs = 0;
    const server = await startServer((call, response) => {
      if (call.index === 3) {
        setMs = byMs;
      }
      if (call.index === 5) {
        sendError(response, 429, null, { "retry-after-ms": "20" });
      } else {
        sendAnswer(call, response);
      }
    });
    const provider = makeProvider({ limits: { concurrency: 4, requestsPerMinute: 3000 } });
    const now = () => Date.now() + setMs;
    const run = await openTestRun({ origin: server.origin, provider, now });
    expectAllAnswered(await codesOfRun(run, 20));
    expect(run.events.some(({ type }) => type === "waiting")).toBe(false);
    const took = run.events.flatMap((event) => (event.type === "answered" ? event.tookMs : []));
    expect(Math.min(...took)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...took)).toBeLessThan(60_000);
  });
});
