import { expect, test } from "vitest";
import { PreloError } from "../../../src/errors.ts";
import { openQueues } from "../../../src/requests/pace/queue.ts";
import { makeProvider } from "../../support/job-parts.ts";

function connect(): Promise<never> {
  return Promise.reject(new Error("not connected here"));
}

test("each model has a pace and a window of its own; the slots are the provider's", () => {
  const provider = makeProvider({ limits: { concurrency: 8, requestsPerMinute: 1 } });
  const queues = openQueues(provider, undefined, connect);
  const [small, large] = [queues.queueOf("small"), queues.queueOf("large")];
  expect(queues.queueOf("small")).toBe(small);
  small.gate.take(0, 0);
  expect(small.gate.waitMs(0)).toBeGreaterThan(59_000);
  expect(large.gate.waitMs(0)).toBeLessThanOrEqual(0);
  small.window.limited();
  expect([small.window.size, large.window.size]).toEqual([4, 8]);
  expect(small.slots).toBe(large.slots);
});

test("a model's failure closes its own queue, the provider's all of them, later ones too", () => {
  const queues = openQueues(makeProvider(), undefined, connect);
  const [small, large] = [queues.queueOf("small"), queues.queueOf("large")];
  const unknown = new PreloError("PROVIDER_MODEL", "no such model");
  small.close(unknown, "model");
  expect(small.closed.reason).toBe(unknown);
  expect(large.closed.aborted).toBe(false);
  const refused = new PreloError("PROVIDER_AUTH", "the key was refused");
  large.close(refused, "provider");
  expect(small.closed.reason).toBe(unknown);
  expect(large.closed.reason).toBe(refused);
  expect(queues.queueOf("new").closed.reason).toBe(refused);
});
