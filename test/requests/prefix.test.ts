import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { PrefixLeads } from "../../src/requests/pace/prefix-leads.ts";
import { makePrompt } from "../support/job-parts.ts";
import { type Call, startServer } from "../support/scripted-server.ts";
import { codesOf, openTestRun, sendAnswer, sendError } from "./runs.ts";

/** As long as a provider's cache needs. */
const style = "Write in short sentences. ".repeat(160);

function blocks(start: string) {
  return ["a", "b", "c", "d"].map((id) => makePrompt(id, `${start} About ${id}.`));
}

/** Answers the first request only when no other comes, and others at once. */
function answerFirstLate(others: { peak: number }) {
  let arrived = 0;
  return (call: Call, response: ServerResponse): void => {
    arrived += 1;
    if (call.index > 0) {
      sendAnswer(call, response);
      return;
    }
    setTimeout(() => {
      others.peak = arrived;
      sendAnswer(call, response);
    }, 150);
  };
}

describe("of requests that begin alike", () => {
  test("one goes ahead, and the others follow its reply", async () => {
    const seen = { peak: 0 };
    const server = await startServer(answerFirstLate(seen));
    const run = await openTestRun({ origin: server.origin });
    await run.ask(...blocks(style));
    expect(seen.peak).toBe(1);
    expect(server.calls).toHaveLength(4);
  });

  test("none waits where the beginning is too short for a cache", async () => {
    const seen = { peak: 0 };
    const server = await startServer(answerFirstLate(seen));
    const run = await openTestRun({ origin: server.origin });
    await run.ask(...blocks(style.slice(0, 2000)));
    expect(seen.peak).toBe(4);
  });

  test("the others go on when the first one fails", async () => {
    const server = await startServer((call, response) => {
      if (call.index === 0) {
        sendError(response, 400);
        return;
      }
      sendAnswer(call, response);
    });
    const run = await openTestRun({ origin: server.origin });
    expect(Object.values(codesOf(await run.ask(...blocks(style))))).toEqual([
      "PROVIDER_REJECTED",
      "answered",
      "answered",
      "answered",
    ]);
  });
});

test("a beginning that nobody asked for is forgotten after five minutes", async () => {
  let nowMs = 0;
  const leads = new PrefixLeads(() => nowMs);
  (await leads.join("style"))(true);
  const follower = await leads.join("style");
  follower(true);
  nowMs = 299_000;
  await leads.join("style");
  nowMs = 301_000;
  const goAhead = await leads.join("style");
  const order: string[] = [];
  const waiting = leads.join("style").then(() => order.push("the other"));
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  order.push("the first");
  goAhead(false);
  await waiting;
  expect(order).toEqual(["the first", "the other"]);
});
