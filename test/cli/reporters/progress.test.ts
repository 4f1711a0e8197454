import { expect, test } from "vitest";
import { widthOf } from "../../../src/cli/paint.ts";
import { viewProgress } from "../../../src/cli/reporters/live-view.ts";
import { describeWork, Progress } from "../../../src/cli/reporters/progress.ts";
import type { RunEvent } from "../../../src/requests/events.ts";

const queue = { provider: "openai", model: "gpt-test" };

/** A run whose events are a second apart. */
function run(...events: readonly RunEvent[]): { progress: Progress; nowMs: number } {
  const progress = new Progress();
  let nowMs = 0;
  for (const event of events) {
    nowMs += 1000;
    progress.take(event, nowMs);
  }
  return { progress, nowMs };
}

function started(articles: number, mostRequests: number): RunEvent {
  return { type: "started", articles, mostRequests, budgetUsd: 2 };
}

function planned(article: string, count: number, mostRequests: number): RunEvent {
  return { type: "planned", article, mostRequests, requests: [{ ...queue, count }] };
}

function asked(article: string, block: string): readonly RunEvent[] {
  const subject = { article, block };
  return [
    { type: "queued", ...subject, ...queue },
    { type: "asked", ...subject, ...queue, attempt: 1 },
  ];
}

function replied(article: string, block: string, spentUsd = 0): RunEvent {
  const told = { attempt: 1, tookMs: 900, inputTokens: 10, outputTokens: 20, costUsd: 0.01 };
  return { type: "replied", article, block, ...queue, ...told, spentUsd };
}

function finished(article: string, status: "published" | "failed" = "published"): RunEvent {
  return { type: "finished", article, status, asked: 1, reused: 0, failures: 0, tookMs: 1 };
}

function lines(progress: Progress, columns: number, nowMs: number): readonly string[] {
  return viewProgress(progress, { columns, nowMs }).map((pieces) =>
    pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)).join(""),
  );
}

test("n of N counts the requests of this run, and what is not planned yet at the same rate", () => {
  const { progress } = run(
    started(2, 20),
    planned("a", 5, 10),
    ...asked("a", "one"),
    replied("a", "one", 0.01),
    ...asked("a", "two"),
    { type: "queued", article: "a", block: "three", ...queue },
  );
  expect(progress.requests).toMatchObject({ done: 1, out: 1, inLine: 1 });
  expect(progress.spentUsd).toBe(0.01);
  // Half of what the first could take is there; of the second, nothing is known.
  expect(progress.requests.total).toEqual({ requests: 10, isExact: false });
  progress.take(planned("b", 2, 10), 0);
  expect(progress.requests.total).toEqual({ requests: 7, isExact: true });
  // What was planned and turned out to be unnecessary counts no more.
  progress.take(finished("a"), 0);
  expect(progress.requests.total).toEqual({ requests: 3, isExact: true });
  expect(describeWork(progress)).toBe("what is under way is finished and recorded");
});

test("retries, answers asked for again and requests given up keep the count right", () => {
  const subject = { article: "a", block: "one" };
  const failure = { ...subject, queue, attempt: 1, code: "PROVIDER_UNAVAILABLE" as const };
  const { progress } = run(
    started(1, 2),
    planned("a", 2, 2),
    ...asked("a", "one"),
    { type: "attempt-failed", ...failure, message: "503", tookMs: 5, retryInMs: 1000 },
    { type: "asked", ...subject, ...queue, attempt: 2 },
    replied("a", "one"),
    { type: "check-failed", ...subject, attempt: 1, of: 3, failures: [] },
    ...asked("a", "one"),
    ...asked("a", "two"),
    { type: "attempt-failed", ...failure, block: "two", message: "400", tookMs: 5 },
  );
  expect(progress.requests).toMatchObject({ done: 2, out: 1, inLine: 0 });
  expect(progress.retries).toBe(1);
  expect(progress.requests.total.requests).toBe(3);
  expect(describeWork(progress)).toBe("1 request is out, and what comes back is recorded");
});

function waiting(reason: "pace" | "outage"): RunEvent {
  return { type: "waiting", reason, ...queue, untilMs: 60_000 };
}

test("a wait for a limit lasts as long as it was told, a server is up when it answers", () => {
  const [pace, outage] = (["pace", "outage"] as const).map(
    (reason) => run(...asked("a", "one"), waiting(reason), replied("a", "one")).progress,
  );
  expect(pace?.waits(59_999)).toHaveLength(1);
  expect(pace?.waits(60_000)).toEqual([]);
  expect(outage?.waits(10_000)).toEqual([]);
});

test("the time left is told when a few replies have come, of the slowest model", () => {
  const { progress, nowMs } = run(
    started(1, 10),
    planned("a", 10, 10),
    ...asked("a", "1"),
    replied("a", "1"),
    ...asked("a", "2"),
    replied("a", "2"),
  );
  expect(progress.requests.leftMs(nowMs, [])).toBeUndefined();
  for (const event of [...asked("a", "3"), replied("a", "3")]) {
    progress.take(event, nowMs + 1000);
  }
  // Three came in five seconds: seven take seven thirds of that.
  expect(progress.requests.leftMs(nowMs + 1000, [])).toBeCloseTo((7 * 5000) / 3);
});

test.each([40, 80, 200])("the view fits on %i columns, and tells what matters most", (columns) => {
  const { progress, nowMs } = run(
    started(300, 12_900),
    planned("パンの焼き方-🍞-とても長い名前の記事", 43, 43),
    ...asked("パンの焼き方-🍞-とても長い名前の記事", "one"),
    replied("パンの焼き方-🍞-とても長い名前の記事", "one", 0.1234),
    { type: "waiting", reason: "pace", ...queue, untilMs: 90_000 },
    finished("b", "failed"),
    {
      type: "workers",
      isNews: true,
      workers: [{ name: "press-1", slots: 8, busy: 3, answered: 12 }],
    },
  );
  const view = lines(progress, columns, nowMs);
  for (const line of view) {
    expect(widthOf(line)).toBeLessThan(columns);
  }
  expect(view[0]).toContain("1 of about 12900 requests");
  expect(view.join("\n")).toContain("$0.1234 of $2.00");
  expect(view.join("\n")).toContain("0 of 300 articles done");
  expect(view.join("\n")).toContain("press-1 · 3 of 8 busy");
  expect(view.at(-1)).toContain("limit: waiting until");
  expect(view.join("\n")).not.toMatch(/\b1 requests|\b1 articles|\b1 pictures/);
  progress.isStopping = true;
  expect(lines(progress, columns, nowMs)[0]).toContain("Stopping");
});

test("batches that are out have a line each, until they are back", () => {
  const one = { type: "batch", ...queue, key: "a", id: "batch_a", requests: 40 } as const;
  const other = { ...one, key: "b", id: "batch_b", requests: 2, state: "submitted" } as const;
  const told: readonly RunEvent[] = [
    started(1, 42),
    { ...one, state: "submitted" },
    { ...one, state: "polled", answered: 7 },
    other,
  ];
  const out = run(...told);
  const shown = lines(out.progress, 80, out.nowMs);
  expect(shown).toContain("  batch: 7 of 40 answered · gpt-test, openai");
  expect(shown).toContain("  batch: 0 of 2 answered · gpt-test, openai");
  const back = run(...told, { ...one, state: "settled", answered: 40, ended: "completed" });
  expect(lines(back.progress, 80, back.nowMs).filter((line) => line.includes("batch:"))).toEqual([
    "  batch: 0 of 2 answered · gpt-test, openai",
  ]);
});
