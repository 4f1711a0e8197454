import { describe, expect, test } from "vitest";
import { formatDuration } from "../../src/sandbox/trouble.ts";
import type { ErrorBody } from "./support.ts";
import { ask, askLinks, download, post, readJson, start } from "./support.ts";

const body = { model: "m", input: "x" };

/** A random that plays the given numbers, one after the other, then 1 − ε. */
function play(...numbers: readonly number[]): () => number {
  const left = [...numbers];
  return () => left.shift() ?? 0.999;
}

describe("faults happen when the drawn number is below the rate", () => {
  test("errors are 500 or 503, said as the API says it", async () => {
    const sandbox = await start({ errorRate: 0.5, random: play(0.49, 0.5, 0.1) });
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const response = await post(sandbox, "/responses", body);
      statuses.push(response.status);
      const { error } = await readJson<Partial<ErrorBody>>(response);
      expect(typeof error?.message === "string").toBe(response.status !== 200);
    }
    expect(statuses).toEqual([500, 200, 503]);
    expect(sandbox.stats.faults).toBe(2);
  });

  test("resets break the connection", async () => {
    const sandbox = await start({ resetRate: 0.5, random: play(0) });
    await expect(post(sandbox, "/responses", body)).rejects.toThrow("fetch failed");
    expect((await post(sandbox, "/responses", body)).status).toBe(200);
  });

  test("a hung request gets no answer, and holds no other up", async () => {
    const sandbox = await start({ hangRate: 0.5, random: play(0) });
    const patience = new AbortController();
    const hung = fetch(`${sandbox.url}/responses`, {
      method: "POST",
      body: JSON.stringify(body),
      signal: patience.signal,
    }).then(
      () => "answered",
      () => "given up",
    );
    while (sandbox.stats.faults === 0) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(await ask(sandbox, "x")).not.toBe("");
    patience.abort();
    expect(await hung).toBe("given up");
  });

  test("a cut download announces its whole length and breaks off", async () => {
    const sandbox = await start({ cutRate: 0.5, random: play(0) });
    const [link = ""] = await askLinks(sandbox, { prompt: "uma casa", size: "256x256" });
    await expect(download(link)).rejects.toThrow("terminated");
    expect(sandbox.stats.downloads).toBe(0);
    const whole = await fetch(link);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get("content-length")).toBe(String(bytes.length));
    expect(sandbox.stats.downloads).toBe(1);
  });

  test("none at all by default, however low the numbers", async () => {
    const sandbox = await start({ random: () => 0 });
    const [link = ""] = await askLinks(sandbox, { prompt: "uma casa", size: "64x64" });
    expect((await download(link)).length).toBeGreaterThan(0);
    expect(sandbox.stats.faults).toBe(0);
  });
});

describe("rate limit", () => {
  test("lets a burst pass, then says how long to wait, and means it", async () => {
    let nowMs = 1_000_000;
    const sandbox = await start({ requestsPerMinute: 30, burst: 2, now: () => nowMs });
    const send = (): Promise<Response> => post(sandbox, "/responses", body);

    const first = await send();
    expect(first.status).toBe(200);
    expect(first.headers.get("x-ratelimit-limit-requests")).toBe("30");
    expect(first.headers.get("x-ratelimit-remaining-requests")).toBe("1");
    expect(first.headers.get("x-ratelimit-reset-requests")).toBe("2s");
    expect((await send()).status).toBe(200);

    nowMs += 500;
    const refused = await send();
    const { error } = await readJson<ErrorBody>(refused);
    expect(refused.status).toBe(429);
    expect(error.code).toBe("rate_limit_exceeded");
    expect(refused.headers.get("retry-after-ms")).toBe("1500");
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(refused.headers.get("x-ratelimit-remaining-requests")).toBe("0");

    nowMs += 1499;
    expect((await send()).status).toBe(429);
    nowMs += 1;
    expect((await send()).status).toBe(200);
    expect(sandbox.stats).toMatchObject({ rateLimited: 2, answered: 3 });
  });

  test("counts requests to the API, not downloads or lists of models", async () => {
    const sandbox = await start({ requestsPerMinute: 1, burst: 1, now: () => 1_000_000 });
    const [link = ""] = await askLinks(sandbox, { prompt: "uma casa", size: "64x64" });
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(`${sandbox.url}/models`)).status).toBe(200);
    expect((await post(sandbox, "/responses", body)).status).toBe(429);
  });

  test("is silent when there is none", async () => {
    const sandbox = await start();
    const response = await post(sandbox, "/responses", body);
    expect([...response.headers.keys()].filter((name) => name.includes("ratelimit"))).toEqual([]);
  });

  test.each([
    [0, "0ms"],
    [12, "12ms"],
    [1000, "1s"],
    [1500, "1.5s"],
    [60_000, "1m0s"],
    [360_000, "6m0s"],
    [61_250, "1m1.25s"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
