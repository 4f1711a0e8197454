import { describe, expect, test } from "vitest";
import { type HasLostPlace, Window } from "../../../src/requests/pace/window.ts";

/** A task that is under way until it is ended. */
interface Task {
  readonly hasLostPlace: HasLostPlace;
  readonly end: () => void;
}

/** Lets tasks into a window; gives those that are under way, in the order in which they began. */
function enter(window: Window, count: number): Task[] {
  const begun: Task[] = [];
  for (let index = 0; index < count; index += 1) {
    void window.run(
      (hasLostPlace) =>
        new Promise<void>((resolve) => {
          begun.push({ hasLostPlace, end: resolve });
        }),
    );
  }
  return begun;
}

/** Lets everything happen that waits for nothing outside. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Answers until the window has one place more; how many that took. */
function answersUntilRaised(window: Window): number {
  const before = window.size;
  for (let count = 1; count <= 100; count += 1) {
    window.answered();
    if (window.size > before) {
      return count;
    }
  }
  return Number.POSITIVE_INFINITY;
}

describe("a 429", () => {
  test("halves the window, down to one", () => {
    const window = new Window(8);
    const seen = Array.from({ length: 5 }, () => {
      window.limited();
      return window.size;
    });
    expect(seen).toEqual([4, 2, 1, 1, 1]);
  });

  test("is got over place by place, after as many answers as there are places", () => {
    const window = new Window(8);
    window.limited();
    expect(answersUntilRaised(window)).toBe(4);
    expect(answersUntilRaised(window)).toBe(5);
  });

  test("of requests that were out together halves it once", async () => {
    const window = new Window(8);
    expect(enter(window, 8)).toHaveLength(0);
    await settle();
    for (let count = 0; count < 8; count += 1) {
      window.limited();
    }
    expect(window.size).toBe(4);
  });
});

test("it never grows beyond what is configured", () => {
  const window = new Window(2);
  for (let count = 0; count < 50; count += 1) {
    window.answered();
  }
  expect(window.size).toBe(2);
});

test("who comes first goes first, and no more than have a place are under way", async () => {
  const window = new Window(2);
  const begun = enter(window, 5);
  await settle();
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await settle();
  expect(begun).toHaveLength(3);
});

test("who gave its place back is the next in line", async () => {
  const window = new Window(1);
  const [first] = [enter(window, 3)];
  await settle();
  const order: string[] = [];
  void window.run(() => Promise.resolve(void order.push("behind")));
  void window.run(() => Promise.resolve(void order.push("back")), true);
  first[0]?.end();
  await settle();
  expect([order, first.length]).toEqual([["back"], 2]);
});

describe("a hold", () => {
  test("lets the next go alone, without waiting for what is out; that loses its place", async () => {
    const window = new Window(4);
    const begun = enter(window, 6);
    await settle();
    window.hold();
    await settle();
    expect(begun.map(({ hasLostPlace }) => hasLostPlace())).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    begun[0]?.end();
    begun[1]?.end();
    await settle();
    expect(begun).toHaveLength(5);
    begun[4]?.end();
    await settle();
    expect(begun).toHaveLength(6);
  });

  test("is opened gently: one place more for each answer, until all are there", async () => {
    const window = new Window(8);
    window.hold();
    const sizes: number[] = [];
    while (window.isOpening && sizes.length < 20) {
      window.answered();
      sizes.push(window.size);
    }
    expect(sizes).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });
});
