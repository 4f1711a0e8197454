import { fromHtml } from "hast-util-from-html";
import { beforeEach, expect, test, vi } from "vitest";
import type { BuildResult } from "../../../src/build/build.ts";
import { renderReport } from "../../../src/cli/run-report/page.ts";
import { RunRecord } from "../../../src/cli/run-report/run-record.ts";
import { learnKeyNames } from "../../../src/cli/terminal.ts";
import type { RunEvent } from "../../../src/requests/events.ts";

const queue = { provider: "openai", model: "gpt-test" };
const totals = {
  requests: 3,
  failedAttempts: 1,
  refusals: 0,
  fellBack: 0,
  maybeBilled: 0,
  inputTokens: 10,
  outputTokens: 20,
  pictures: 0,
  costUsd: 0.5,
  unpriced: 0,
};

function resultOf(articles: readonly object[] = [], stoppedBy?: unknown): BuildResult {
  const limits = { concurrency: 4, requestsPerMinute: 600, tokensPerMinute: 1_000_000 };
  const job = { providers: new Map([["openai", { name: "openai", limits }]]) };
  return {
    job,
    articles,
    totals,
    orphaned: [],
    orphanedFolders: [],
    stoppedBy,
  } as unknown as BuildResult;
}

function finished(article: string): RunEvent {
  const told = { status: "published", asked: 1, reused: 0, failures: 0, tookMs: 900 } as const;
  return { type: "finished", article, ...told };
}

function requestEvents(article: string, block: string, costUsd = 0.01): readonly RunEvent[] {
  const subject = { article, block };
  const used = { inputTokens: 10, outputTokens: 20, costUsd, spentUsd: 0 };
  return [
    { type: "queued", ...subject, ...queue },
    { type: "asked", ...subject, ...queue, attempt: 1 },
    { type: "replied", ...subject, ...queue, attempt: 1, tookMs: 700, ...used },
  ];
}

/** A run whose events are so many milliseconds apart, and its report. */
function report(events: readonly RunEvent[], result = resultOf(), stepMs = 100): string {
  const record = new RunRecord();
  let nowMs = Date.UTC(2026, 0, 1);
  for (const event of events) {
    nowMs += stepMs;
    record.take(event, nowMs);
  }
  record.close();
  return renderReport(record, result, 5000);
}

beforeEach(() => {
  vi.unstubAllEnvs();
});

test("a report shows requests, waits, retries, downloads and pictures, and sums up by article and model", () => {
  const subject = { article: "bread", block: "pic" };
  const page = report([
    ...requestEvents("bread", "dough", 0.25),
    {
      type: "attempt-failed",
      ...subject,
      queue,
      attempt: 1,
      tookMs: 90,
      code: "PROVIDER_UNAVAILABLE",
      message: "503",
      retryInMs: 1000,
    },
    { type: "waiting", reason: "outage", ...queue, untilMs: Date.UTC(2027, 0, 1), message: "502" },
    ...requestEvents("bread", "oven"),
    { type: "downloaded", ...subject, number: 1, of: 1, bytes: 9, tookMs: 50 },
    { type: "resized", ...subject, number: 1, of: 1, variants: 4, tookMs: 30 },
    { type: "warning", article: "bread", message: "mind the <gap>" },
    finished("bread"),
  ]);
  for (const kind of ["line", "request", "failed", "pause", "wait", "download", "picture"]) {
    expect(page).toContain(`class="${kind}"`);
  }
  // The server is up again when it answers, not when it would have been given up.
  expect(page).toMatch(/openai, gpt-test: down: 502, \d+ ms/);
  expect(page).toContain("PROVIDER_UNAVAILABLE: 503");
  expect(page.replaceAll(/\s+/g, " ")).toContain(
    "bread</th> <td>2</td> <td>20</td> <td>40</td> <td>0</td> <td>$0.2600</td>",
  );
  expect(page).toMatch(/gpt-test, openai: requests a minute.*the limit is 600/);
  expect(page).toContain("mind the &lt;gap&gt;");
  expect(page.indexOf("bread/dough</th>", page.indexOf("The dearest"))).toBeGreaterThan(0);
});

test("nothing in it is a request, a script or a key, whatever texts and names hold", () => {
  const key = `sk-test-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  vi.stubEnv("OPENAI_API_KEY", key);
  learnKeyNames(new Set([`OPENAI_API_KEY`, `NAME_${Math.random()}`]));
  const evil = `<img src=x onerror="alert(1)"><script>fetch("//evil.example")</script>' ${key} \u001B[2J\u202E`;
  const error = { code: "PROVIDER_REJECTED", message: evil, hint: evil, exitCode: 1 };
  const ref = { file: evil, line: 1, column: 1 };
  const articles = [
    { slug: evil, status: "failed", failures: [{ block: evil, ref, error }], asked: 0, reused: 0 },
  ];
  const page = report(
    [
      ...requestEvents(evil, evil),
      {
        type: "attempt-failed",
        article: evil,
        block: evil,
        queue,
        attempt: 1,
        tookMs: 9,
        code: "PROVIDER_REJECTED",
        message: evil,
      },
      { type: "warning", article: evil, block: evil, message: evil },
      finished(evil),
    ],
    resultOf(articles),
  );
  expect(page).not.toContain(key);
  expect(["\u001B", "\u202E"].filter((mark) => page.includes(mark))).toEqual([]);
  expect(page).toContain("What failed");
  const seen = new Set<string>();
  const walk = (node: { tagName?: string; properties?: object; children?: unknown[] }): void => {
    seen.add(node.tagName ?? "");
    const names = Object.keys(node.properties ?? {});
    expect(names.filter((name) => /^on|^src|^href/i.test(name))).toEqual([]);
    for (const child of node.children ?? []) {
      walk(child as typeof node);
    }
  };
  walk(fromHtml(page));
  expect(
    [...seen].filter((tag) => ["script", "img", "link", "iframe", "object"].includes(tag)),
  ).toEqual([]);
  expect(page).toContain("default-src 'none'");
});

test("ten thousand requests are summed up, in a file that opens", () => {
  const events = Array.from({ length: 300 }, (_, article) => [
    ...Array.from({ length: 34 }, (__, block) =>
      requestEvents(`article-${article}`, `b${block}`),
    ).flat(),
    finished(`article-${article}`),
  ]).flat();
  const page = report(events, resultOf(), 5);
  expect(page.length).toBeLessThan(200_000);
  expect(page).toContain("20400 spans are too many for a bar each");
  expect(page).toContain("and 100 more articles");
});
