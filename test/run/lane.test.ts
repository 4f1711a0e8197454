import { once } from "node:events";
import { expect, test } from "vitest";
import { PreloError } from "../../src/errors.ts";
import type { Provider } from "../../src/job/types.ts";
import { type Lane, openLanes } from "../../src/run/lane.ts";

const provider: Provider = {
  name: "mine",
  limits: { concurrency: 8 },
  timeoutMs: 1000,
  deadlineMs: 1000,
  maxAttempts: 3,
  longestWaitMs: 60_000,
  headers: {},
  maxTokensField: "max_tokens",
};

function connect(): Promise<never> {
  return Promise.reject(new Error("not connected here"));
}

function open(concurrency?: number): Lane {
  return openLanes(provider, concurrency, connect).laneOf("m-1");
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

test("each model has a pace of its own; the slots are the provider's", () => {
  const paced = { ...provider, limits: { concurrency: 8, requestsPerMinute: 1 } };
  const lanes = openLanes(paced, undefined, connect);
  const [small, large] = [lanes.laneOf("small"), lanes.laneOf("large")];
  expect(lanes.laneOf("small")).toBe(small);
  expect(small.gate.reserve(0, 0)).toBe(0);
  expect(small.gate.reserve(0, 0)).toBe(60_000);
  expect(large.gate.reserve(0, 0)).toBe(0);
  small.adapt("limited");
  expect(large.slots.concurrency).toBe(4);
});

test("a model's failure closes its own lane, the provider's all of them, later ones too", () => {
  const lanes = openLanes(provider, undefined, connect);
  const [small, large] = [lanes.laneOf("small"), lanes.laneOf("large")];
  const unknown = new PreloError("PROVIDER_MODEL", "no such model");
  small.close(unknown, "model");
  expect(small.closed.reason).toBe(unknown);
  expect(large.closed.aborted).toBe(false);
  const refused = new PreloError("PROVIDER_AUTH", "the key was refused");
  large.close(refused, "provider");
  expect(small.closed.reason).toBe(unknown);
  expect(large.closed.reason).toBe(refused);
  expect(lanes.laneOf("new").closed.reason).toBe(refused);
});
