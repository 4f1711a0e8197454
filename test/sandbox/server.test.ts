import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { SeenRequest } from "../../src/sandbox/options.ts";
import { maxBodyBytes } from "../../src/sandbox/wire.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { ErrorBody } from "./support.ts";
import { ask, post, readJson, start } from "./support.ts";

describe("requests that cannot be answered", () => {
  const image = { model: "gpt-image-2", prompt: "uma casa" };
  const chat = { model: "gpt-5.4-mini", messages: [{ role: "user", content: "x" }] };
  const responses = { model: "gpt-5.4-mini", input: "x" };
  const cases: readonly (readonly [string, string, unknown, number, string | null])[] = [
    ["a body that is not JSON", "/responses", "{ model:", 400, null],
    ["a body that is not an object", "/responses", "[1]", 400, null],
    [
      "a body that is too deep",
      "/responses",
      `{"model":"m","input":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
      400,
      null,
    ],
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
    ["streaming in chat", "/chat/completions", { ...chat, stream: true }, 400, "stream"],
    ["a picture as a stream", "/images/generations", { ...image, stream: true }, 400, "stream"],
    ["an unknown parameter", "/chat/completions", { ...chat, colour: 1 }, 400, "colour"],
    ["a parameter of another endpoint", "/responses", { ...responses, n: 2 }, 400, "n"],
    ["an unknown one of pictures", "/images/generations", { ...image, seed: 1 }, 400, "seed"],
    ["chat's old limit", "/chat/completions", { ...chat, max_tokens: 9 }, 400, "max_tokens"],
    [
      "both limits",
      "/chat/completions",
      { ...chat, model: "gpt-4o", max_tokens: 9, max_completion_tokens: 9 },
      400,
      "max_tokens",
    ],
    [
      "temperature of a reasoning model",
      "/responses",
      { ...responses, temperature: 0.3 },
      400,
      "temperature",
    ],
    ["top_p of a reasoning model", "/chat/completions", { ...chat, top_p: 0.3 }, 400, "top_p"],
    ["a stop of a reasoning model", "/chat/completions", { ...chat, stop: "x" }, 400, "stop"],
    ["n of 0 in chat", "/chat/completions", { ...chat, n: 0 }, 400, "n"],
    ["n as a text", "/chat/completions", { ...chat, n: "2" }, 400, "n"],
    [
      "a role that is none",
      "/chat/completions",
      { ...chat, messages: [{ role: "narrator", content: "x" }] },
      400,
      "messages[0].role",
    ],
    [
      "a content that is a number",
      "/chat/completions",
      { ...chat, messages: [{ role: "user", content: 7 }] },
      400,
      "messages[0].content",
    ],
    [
      "a temperature too high",
      "/responses",
      { model: "m", input: "x", temperature: 3 },
      400,
      "temperature",
    ],
    [
      "a quality that is none",
      "/images/generations",
      { ...image, quality: "best" },
      400,
      "quality",
    ],
    [
      "compression of png",
      "/images/generations",
      { ...image, output_compression: 50 },
      400,
      "output_compression",
    ],
    ["a model that draws", "/responses", { model: "gpt-image-2", input: "x" }, 400, "model"],
    ["a model that writes", "/images/generations", { ...image, model: "gpt-5" }, 404, "model"],
    ["a chat model", "/completions", { model: "gpt-5.4-mini", prompt: "x" }, 404, "model"],
    [
      "a model that does not chat",
      "/chat/completions",
      { ...chat, model: "gpt-3.5-turbo-instruct" },
      404,
      "model",
    ],
    ["an edit of nothing", "/images/edits", image, 400, "image"],
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

describe("models", () => {
  test("are listed with the day on which they end; those of the sample stay", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.url}/models`);
    const { data } = await readJson<{ data: { id: string; shutdown_date: string | null }[] }>(
      response,
    );
    const ends = Object.fromEntries(data.map(({ id, shutdown_date: end }) => [id, end]));
    expect(ends).toMatchObject({ "gpt-5.4-mini": null, "gpt-image-2": null });
    expect(ends["gpt-4o"]).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test("can be asked for by name; an unknown one is a 404", async () => {
    const sandbox = await start();
    const known = await fetch(`${sandbox.url}/models/gpt-4o`);
    expect(known.status).toBe(200);
    expect(await readJson(known)).toMatchObject({ id: "gpt-4o", object: "model" });
    for (const name of ["nobody", "constructor", "a%2Fb", "%E0%A4%A"]) {
      const unknown = await fetch(`${sandbox.url}/models/${name}`);
      expect(unknown.status).toBe(404);
      const { error } = await readJson<ErrorBody>(unknown);
      expect(error).toMatchObject({ code: "model_not_found", param: "model" });
    }
  });
});

/** Asks under a name of its own. @returns the status */
async function askAs(host: string): Promise<number> {
  const sandbox = await start();
  const { port } = new URL(sandbox.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.end(`GET /v1/models HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  return Number((await text(socket)).split(" ")[1]);
}

describe("answers only to loopback names", () => {
  test.each(["localhost", "localhost:4010", "127.0.0.1", "127.0.0.1:1", "[::1]:4010", "LOCALHOST"])(
    "%s may ask",
    async (host) => {
      expect(await askAs(host)).toBe(200);
    },
  );

  test.each([
    "evil.example",
    "evil.example:4010",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example:127.0.0.1",
    "localhost@evil.example",
    "0.0.0.0",
    "192.168.0.7:4010",
  ])("%s may not", async (host) => {
    expect(await askAs(host)).toBe(421);
  });
});

test("counts what it saw, with the greatest number of requests at one time", async () => {
  const sandbox = await start({ latencyMs: 1000 });
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
