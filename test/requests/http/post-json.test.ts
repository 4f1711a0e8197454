import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { AttemptError, PreloError } from "../../../src/errors.ts";
import { toEndpoint } from "../../../src/requests/http/endpoint.ts";
import { type JsonPost, postJson } from "../../../src/requests/http/post-json.ts";
import { sendJson, startServer } from "../../support/scripted-server.ts";
import { rejectionOf } from "../../support/thrown.ts";
import { never, openClient } from "./clients.ts";

/** Short, so that the tests are; long enough for a loopback connection. */
const timeoutMs = 80;

function toPost(origin: string, over: Partial<JsonPost> = {}): JsonPost {
  return {
    to: toEndpoint(new URL(`${origin}/v1/responses`)),
    headers: { "x-extra": "1" },
    body: JSON.stringify({ input: "Olá" }),
    timeoutMs: 10_000,
    maxBytes: 1000,
    signal: never,
    ...over,
  };
}

function failureOf(sending: Promise<unknown>): Promise<AttemptError> {
  return rejectionOf(AttemptError, sending);
}

test("a reply comes back whole, with its status and headers, whatever the status", async () => {
  const server = await startServer((_call, response) => {
    sendJson(response, { error: { message: "não" } }, 429, { "Retry-After": "3" });
  });
  const reply = await postJson(openClient(), toPost(server.origin));
  expect(reply.status).toBe(429);
  expect(reply.headers["retry-after"]).toBe("3");
  expect(JSON.parse(reply.text)).toEqual({ error: { message: "não" } });
  expect(server.calls[0]).toMatchObject({
    method: "POST",
    path: "/v1/responses",
    body: { input: "Olá" },
    headers: { "x-extra": "1", "content-type": "application/json" },
  });
});

test("HTML is a reply like any other here", async () => {
  const server = await startServer((_call, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>");
  });
  const reply = await postJson(openClient(), toPost(server.origin));
  expect(reply.text).toBe("<h1>Hello</h1>");
});

test("connections are kept for later attempts, and never more than allowed", async () => {
  const server = await startServer(async (_call, response) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    sendJson(response, {});
  });
  const client = openClient({ connections: 2 });
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(Array.from({ length: 6 }, () => postJson(client, toPost(server.origin))));
    expect(server.sockets()).toBe(2);
  }
  expect(server.peak()).toBe(2);
  await client.close();
  await server.idle();
});

test("a server that never answers: a timeout, which may be billed, and the socket is free", async () => {
  const server = await startServer(() => undefined);
  const error = await failureOf(postJson(openClient(), toPost(server.origin, { timeoutMs })));
  expect(error).toMatchObject({ code: "PROVIDER_TIMEOUT", retryable: true, mayBeBilled: true });
  expect(error.message).toContain(new URL(server.origin).host);
  expect(error.hint).toContain("timeout_seconds");
  await server.idle();
});

test("a server that sends a byte now and then does not outwit the timeout", async () => {
  const server = await startServer((_call, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 10);
    response.once("close", () => clearInterval(timer));
  });
  const error = await failureOf(postJson(openClient(), toPost(server.origin, { timeoutMs })));
  expect(error.code).toBe("PROVIDER_TIMEOUT");
  await server.idle();
});

test.each([
  ["by its length", { "content-length": "500" }],
  ["in chunks", {}],
])("a body that is cut off (announced %s) is no reply", async (_how, headers) => {
  const server = await startServer((_call, response) => {
    response.writeHead(200, headers);
    response.write('{"output": ["half a');
    setImmediate(() => response.destroy());
  });
  const error = await failureOf(postJson(openClient(), toPost(server.origin)));
  expect(error).toMatchObject({ code: "PROVIDER_UNREACHABLE", retryable: true, mayBeBilled: true });
});

test("a connection that is reset before the reply may pass, and may be billed", async () => {
  const server = await startServer((_call, response) => {
    response.socket?.resetAndDestroy();
  });
  const error = await failureOf(postJson(openClient(), toPost(server.origin)));
  expect(error).toMatchObject({ code: "PROVIDER_UNREACHABLE", retryable: true, mayBeBilled: true });
});

test("a connection that is refused may pass, and cannot be billed", async () => {
  const closed = createServer();
  closed.listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const error = await failureOf(postJson(openClient(), toPost(`http://127.0.0.1:${port}`)));
  expect(error).toMatchObject({
    code: "PROVIDER_UNREACHABLE",
    retryable: true,
    mayBeBilled: false,
  });
  expect(error.message).toContain("refused");
});

test("a host that does not exist is said to be unknown", async () => {
  const error = await failureOf(postJson(openClient(), toPost("http://no-such-host.invalid")));
  // Without a network, a name cannot even be looked up; that may pass.
  expect(error).toMatchObject({ code: "PROVIDER_UNREACHABLE", mayBeBilled: false });
  expect(error.message).toContain("no-such-host.invalid");
});

test("a reply that is too long is broken off, and not asked for again", async () => {
  const server = await startServer((_call, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x".repeat(700)), 1);
    response.once("close", () => clearInterval(timer));
  });
  const error = await failureOf(postJson(openClient(), toPost(server.origin)));
  expect(error).toMatchObject({ code: "PROVIDER_BAD_RESPONSE", retryable: false });
  await server.idle();
});

test("a reply of exactly the limit is whole", async () => {
  const server = await startServer((_call, response) => {
    response.writeHead(200).end("x".repeat(1000));
  });
  const { text } = await postJson(openClient(), toPost(server.origin));
  expect(text).toHaveLength(1000);
});

test.each(["before the reply", "within the body"])(
  "a stop %s ends it with the stop's own reason, and frees the socket",
  async (when) => {
    const stopping = new AbortController();
    const reason = new PreloError("INTERRUPTED", "interrupted");
    const server = await startServer((_call, response) => {
      if (when === "within the body") {
        response.writeHead(200).write("{");
      }
      setTimeout(() => stopping.abort(reason), 10);
    });
    const sending = postJson(openClient(), toPost(server.origin, { signal: stopping.signal }));
    await expect(sending).rejects.toBe(reason);
    await server.idle();
  },
);

test("what has been stopped is not even sent", async () => {
  const server = await startServer((_call, response) => sendJson(response, {}));
  const reason = new PreloError("INTERRUPTED", "interrupted");
  const signal = AbortSignal.abort(reason);
  await expect(postJson(openClient(), toPost(server.origin, { signal }))).rejects.toBe(reason);
  expect(server.calls).toEqual([]);
});

test("a bad certificate is not tried again, and the hint says what helps", async () => {
  const { toAttemptError } = await import("../../../src/requests/http/fault.ts");
  const fault = Object.assign(new Error("x"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  const error = toAttemptError(new TypeError("fetch failed", { cause: fault }), "example.com");
  expect(error).toMatchObject({
    code: "PROVIDER_UNREACHABLE",
    retryable: false,
    mayBeBilled: false,
  });
  expect(error.hint).toContain("NODE_EXTRA_CA_CERTS");
});

test("Prelo says who it is, unless the job says otherwise", async () => {
  const server = await startServer((_call, response) => sendJson(response, {}));
  const client = openClient({ userAgent: "prelo/1.2.3" });
  await postJson(client, toPost(server.origin));
  await postJson(client, toPost(server.origin, { headers: { "user-agent": "mine" } }));
  const agents = server.calls.map(({ headers }) => headers["user-agent"]);
  expect(agents).toEqual(["prelo/1.2.3", "mine"]);
});

test.each([
  ["headers without end", `X: ${"v".repeat(40_000)}\r\n\r\n`, false],
  ["a chunk of no size", "Transfer-Encoding: chunked\r\n\r\nZZ\r\n", true],
])("%s: the fault of one reply, not of the address", async (_what, rest, retryable) => {
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const error = await failureOf(postJson(openClient(), toPost(`http://127.0.0.1:${port}`)));
  server.close();
  expect(error).toMatchObject({
    code: "PROVIDER_BAD_RESPONSE",
    retryable,
    stops: undefined,
    mayBeBilled: true,
  });
});

test("https on an http port, and http on an https port, are told after one try", async () => {
  const server = await startServer((_call, response) => sendJson(response, {}));
  const https = await failureOf(
    postJson(openClient(), toPost(server.origin.replace("http", "https"))),
  );
  expect(https).toMatchObject({
    code: "PROVIDER_UNREACHABLE",
    retryable: false,
    stops: "provider",
  });
  expect(https.hint).toContain("http://");

  const tls = createServer((socket) => {
    // What a TLS server says to a request that is none: an alert, and no HTTP.
    socket.once("data", () => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x16])));
    socket.on("error", () => undefined);
  });
  tls.listen(0, "127.0.0.1");
  await once(tls, "listening");
  const { port } = tls.address() as AddressInfo;
  const http = await failureOf(postJson(openClient(), toPost(`http://127.0.0.1:${port}`)));
  tls.close();
  expect(http).toMatchObject({ code: "PROVIDER_UNREACHABLE", retryable: false });
  expect(http.hint).toContain("https://");
});
