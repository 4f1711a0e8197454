import { describe, expect, test } from "vitest";
import type { SeenRequest } from "../../src/sandbox/options.ts";
import { maxBodyBytes } from "../../src/sandbox/read-body.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { ErrorBody } from "./support.ts";
import { ask, post, readJson, start } from "./support.ts";

describe("requests that cannot be answered", () => {
  const image = { model: "gpt-image-2", prompt: "uma casa" };
  const cases: readonly (readonly [string, string, unknown, number, string | null])[] = [
    ["a body that is not JSON", "/responses", "{ model:", 400, null],
    ["a body that is not an object", "/responses", "[1]", 400, null],
    ["no model", "/responses", { input: "x" }, 400, "model"],
    ["no input", "/responses", { model: "m" }, 400, "input"],
    ["no prompt", "/completions", { model: "m" }, 400, "prompt"],
    ["no messages", "/chat/completions", { model: "m" }, 400, "messages"],
    ["empty messages", "/chat/completions", { model: "m", messages: [] }, 400, "messages"],
    [
      "no message of the user's",
      "/chat/completions",
      { model: "m", messages: [{ role: "system", content: "x" }] },
      400,
      "messages",
    ],
    [
      "a limit of 0",
      "/responses",
      { model: "m", input: "x", max_output_tokens: 0 },
      400,
      "max_output_tokens",
    ],
    ["streaming", "/responses", { model: "m", input: "x", stream: true }, 400, "stream"],
    ["no image prompt", "/images/generations", { model: "gpt-image-2" }, 400, "prompt"],
    ["n of 0", "/images/generations", { ...image, n: 0 }, 400, "n"],
    ["n of 11", "/images/generations", { ...image, n: 11 }, 400, "n"],
    ["n of 2 for dall-e-3", "/images/generations", { ...image, model: "dall-e-3", n: 2 }, 400, "n"],
    ["a size of no form", "/images/generations", { ...image, size: "big" }, 400, "size"],
    ["a size off the grid", "/images/generations", { ...image, size: "1000x1000" }, 400, "size"],
    ["a size too wide", "/images/generations", { ...image, size: "3200x800" }, 400, "size"],
    ["a size too large", "/images/generations", { ...image, size: "3840x3840" }, 400, "size"],
    [
      "a size that the older model lacks",
      "/images/generations",
      { ...image, model: "gpt-image-1", size: "512x512" },
      400,
      "size",
    ],
    [
      "response_format for a gpt-image model",
      "/images/generations",
      { ...image, response_format: "url" },
      400,
      "response_format",
    ],
    ["an unknown path", "/embeddings", { model: "m", input: "x" }, 404, null],
  ];

  test.each(cases)("%s", async (_name, path, body, status, param) => {
    const sandbox = await start();
    const response = await post(sandbox, path, body);
    const { error } = await readJson<ErrorBody>(response);
    expect(response.status).toBe(status);
    expect(error.param).toBe(param);
    expect(error.type).toBe("invalid_request_error");
    expect(error.message).not.toBe("");
    expect(response.headers.get("x-request-id")).toMatch(/^req_/);
  });

  test("a wrong method is a 405 that names the right one", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.url}/responses`);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  test("a body above the cap is a 413, and the server lives on", async () => {
    const sandbox = await start();
    const response = await post(sandbox, "/responses", {
      model: "m",
      input: "x".repeat(maxBodyBytes),
    });
    expect(response.status).toBe(413);
    expect(await ask(sandbox, "Hello there")).not.toBe("");
  });
});

test("any Authorization will do, and none as well; tests see that there was one, not which", async () => {
  const key = `sk-test-${Math.random().toString(36).slice(2)}`;
  const seen: SeenRequest[] = [];
  const sandbox = await start({ onRequest: (request) => seen.push(request) });
  const body = JSON.stringify({ model: "m", input: "olá" });
  const withKey = await fetch(`${sandbox.url}/responses`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body,
  });
  const without = await post(sandbox, "/responses", body);
  expect([withKey.status, without.status]).toEqual([200, 200]);
  expect(seen.map(({ authorization }) => authorization)).toEqual([true, false]);
  expect(seen[0]).toMatchObject({ method: "POST", path: "/v1/responses", body: { input: "olá" } });
  expect(JSON.stringify(seen)).not.toContain(key);
});

test("lists models that are not about to be shut down", async () => {
  const sandbox = await start();
  const response = await fetch(`${sandbox.url}/models`);
  const { data } = await readJson<{ data: { id: string; shutdown_date: null }[] }>(response);
  expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(["gpt-5.4-mini", "gpt-image-2"]));
  expect(data.every(({ shutdown_date: end }) => end === null)).toBe(true);
});

test("counts what it saw, with the greatest number of requests at one time", async () => {
  const sandbox = await start({ latencyMs: 30 });
  await Promise.all([1, 2, 3].map((turn) => ask(sandbox, `prompt ${turn}`)));
  await fetch(`${sandbox.url}/nowhere`);
  await fetch(`${sandbox.url}/constructor`);
  expect(sandbox.stats.paths).toEqual({ "/v1/responses": 3, other: 2 });
  expect(sandbox.stats.answered).toBe(3);
  expect(sandbox.stats.peakConcurrency).toBe(3);
});

test("request ids are never the same", async () => {
  const sandbox = await start();
  const responses = await Promise.all(
    [1, 2, 3, 4].map(() => post(sandbox, "/responses", { model: "m", input: "x" })),
  );
  const ids = responses.map((response) => response.headers.get("x-request-id"));
  expect(new Set(ids).size).toBe(4);
});

test("closing ends requests under way, and may be done twice", async () => {
  const sandbox = await startSandbox({ latencyMs: 3_600_000 });
  const request = post(sandbox, "/responses", { model: "m", input: "x" }).catch(
    (error: unknown) => error,
  );
  while (sandbox.stats.peakConcurrency === 0) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  await sandbox.close();
  await sandbox.close();
  expect(await request).toBeInstanceOf(Error);
});

test("a port in use is the user's to change", async () => {
  const sandbox = await start();
  const port = Number(new URL(sandbox.url).port);
  await expect(startSandbox({ port })).rejects.toMatchObject({ code: "USAGE" });
});

test.each([
  [{ errorRate: 1.5 }, "error rate"],
  [{ cutRate: -0.1 }, "cut rate"],
  [{ hangRate: Number.NaN }, "hang rate"],
  [{ latencyMs: -1 }, "latency"],
  [{ requestsPerMinute: 0 }, "requests per minute"],
  [{ port: 70_000 }, "port"],
  [{ linkSeconds: -1 }, "link life"],
])("refuses %o", async (options, name) => {
  await expect(startSandbox(options)).rejects.toThrow(name);
});
