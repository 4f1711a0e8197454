import { once } from "node:events";
import { expect, test } from "vitest";
import type { Provider } from "../../src/job/types.ts";
import { type Lane, openLane } from "../../src/run/lane.ts";

const provider: Provider = {
  name: "mine",
  limits: { concurrency: 8 },
  timeoutMs: 1000,
  deadlineMs: 1000,
  maxAttempts: 3,
  headers: {},
  maxTokensField: "max_tokens",
};

function open(concurrency?: number): Lane {
  return openLane(provider, concurrency, () => Promise.reject(new Error("not connected here")));
}

/** Answers until the lane has one slot more; how many that took. */
function answersUntilRaised(lane: Lane): number {
  const before = lane.slots.concurrency;
  for (let count = 1; count <= 100; count += 1) {
    lane.adapt("answered");
    if (lane.slots.concurrency > before) return count;
  }
  return Number.POSITIVE_INFINITY;
}

test("a 429 halves the slots, down to one", () => {
  const lane = open();
  const seen = Array.from({ length: 5 }, () => {
    lane.adapt("limited");
    return lane.slots.concurrency;
  });
  expect(seen).toEqual([4, 2, 1, 1, 1]);
});

test("they come back one by one, after as many answers as there are slots", () => {
  const lane = open();
  lane.adapt("limited");
  expect(answersUntilRaised(lane)).toBe(4);
  expect(answersUntilRaised(lane)).toBe(5);
});

test("never more than configured", () => {
  const lane = open(2);
  for (let count = 0; count < 50; count += 1) lane.adapt("answered");
  expect(lane.slots.concurrency).toBe(2);
});

test("429s of requests that were out together halve the slots once", async () => {
  const lane = open();
  const gate = new EventTarget();
  const held = once(gate, "open");
  const requests = Array.from({ length: 8 }, () => lane.slots(() => held));
  await Promise.resolve();
  expect(lane.slots.activeCount).toBe(8);
  for (let count = 0; count < 8; count += 1) lane.adapt("limited");
  expect(lane.slots.concurrency).toBe(4);
  gate.dispatchEvent(new Event("open"));
  await Promise.all(requests);
});
