import { getEventListeners } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { onAbort, sleep, startTimeout } from "../../../src/requests/http/abort.ts";

test("a sleep ends with any of its signals, with that signal's reason", async () => {
  for (const which of [0, 1]) {
    const controllers = [new AbortController(), new AbortController()];
    const reason = new Error("stop");
    const sleeping = sleep(60_000, ...controllers.map(({ signal }) => signal));
    controllers[which]?.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    for (const { signal } of controllers) {
      expect(getEventListeners(signal, "abort")).toEqual([]);
    }
  }
});

test("a sleep that ends by itself leaves no listener", async () => {
  const { signal } = new AbortController();
  await sleep(1, signal);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a sleep does not begin when the signal has been given before", async () => {
  await expect(sleep(60_000, AbortSignal.abort(new Error("early")))).rejects.toThrow("early");
});

test("a timed signal ends with its parent, and says that this was no timeout", () => {
  const parent = new AbortController();
  const timed = startTimeout(parent.signal, 60_000);
  parent.abort(new Error("parent"));
  expect(timed.signal.aborted).toBe(true);
  expect(timed.timedOut()).toBe(false);
  timed.dispose();
  expect(getEventListeners(parent.signal, "abort")).toEqual([]);
});

test("a timed signal ends by itself, and a disposed one never", async () => {
  const { signal } = new AbortController();
  const timed = startTimeout(signal, 1);
  const disposed = startTimeout(signal, 1);
  disposed.dispose();
  await sleep(20, signal);
  expect([timed.signal.aborted, timed.timedOut()]).toEqual([true, true]);
  expect([disposed.signal.aborted, disposed.timedOut()]).toEqual([false, false]);
});

test("all who wait for a signal share one listener, are called once, and leave none behind", () => {
  const controller = new AbortController();
  const { signal } = controller;
  const called: number[] = [];
  const ignored = [1, 2, 3].map((number) => onAbort(signal, () => called.push(number)));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  ignored[1]?.();
  controller.abort();
  expect(called).toEqual([1, 3]);
  for (const ignore of ignored) {
    ignore();
  }
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("who waits again after all have left is called", () => {
  const controller = new AbortController();
  onAbort(controller.signal, () => undefined)();
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  let called = 0;
  onAbort(controller.signal, () => (called += 1));
  controller.abort();
  expect(called).toBe(1);
});

test("one who throws is told as a defect, and keeps none of the others waiting", () => {
  const later: (() => void)[] = [];
  vi.stubGlobal("queueMicrotask", (task: () => void) => later.push(task));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const controller = new AbortController();
  const defect = new Error("a defect");
  let called = 0;
  onAbort(controller.signal, () => {
    throw defect;
  });
  onAbort(controller.signal, () => (called += 1));
  controller.abort();
  expect(called).toBe(1);
  expect(later).toHaveLength(1);
  expect(later[0]).toThrow(defect);
});
