import { expect, test } from "vitest";
import { AttemptError } from "../../../src/errors.ts";
import {
  type ApiReply,
  callApi,
  type Connection,
  joinUrl,
} from "../../../src/requests/calls/call.ts";
import type { JsonObject } from "../../../src/job/types.ts";
import { createFinder } from "../../../src/secrets/find.ts";
import { never, openClient } from "../http/clients.ts";
import { makeKey } from "../../support/keys.ts";
import { type Handle, sendJson, startServer } from "../../support/scripted-server.ts";

const key = makeKey();

async function call(
  handle: Handle,
  over: Partial<Connection> = {},
  more: JsonObject = {},
  leftMs = 10_000,
) {
  const server = await startServer(handle);
  const connection: Connection = {
    provider: "openai",
    baseUrl: `${server.origin}/v1`,
    apiKey: key,
    apiKeyEnv: "MY_KEY",
    headers: {},
    timeoutMs: 10_000,
    secrets: createFinder([{ name: "MY_KEY", value: key, isKey: true }]),
    isAllowed: () => false,
    ...over,
  };
  const sending = callApi(
    openClient(),
    connection,
    {
      path: "/responses",
      body: { input: "Olá 😀", ...more },
      model: "m",
      maxBytes: 10_000,
      leftMs,
      read: (body) => body,
    },
    { signal: never, now: () => 0 },
  );
  const outcome: ApiReply<unknown> | AttemptError = await sending.catch((error: unknown) => {
    if (error instanceof AttemptError) {
      return error;
    }
    throw error;
  });
  return { outcome, server };
}

test("sends the key and the extra headers, and reads the reply with its id and its limits", async () => {
  const { outcome, server } = await call(
    (_call, response) => {
      sendJson(response, { ok: true }, 200, {
        "x-request-id": "req_1",
        "x-ratelimit-remaining-requests": "5",
      });
    },
    { headers: { "x-project": "p1" } },
  );
  expect(outcome).toEqual({
    reply: { ok: true },
    requestId: "req_1",
    rate: { requests: { remaining: 5 }, tokens: {} },
  });
  expect(server.calls[0]).toMatchObject({
    path: "/v1/responses",
    body: { input: "Olá 😀" },
    headers: { authorization: `Bearer ${key}`, "x-project": "p1" },
  });
});

test("the key goes as it is into the header that is named, and parameters into the address", async () => {
  const { server } = await call((_call, response) => sendJson(response, {}), {
    authHeader: "api-key",
    query: { "api-version": "2024-10-21", also: "a b&c" },
  });
  expect(server.calls[0]?.headers["api-key"]).toBe(key);
  expect(server.calls[0]?.headers).not.toHaveProperty("authorization");
  expect(server.calls[0]?.url).toBe("/v1/responses?api-version=2024-10-21&also=a+b%26c");
});

test("a server that wants no key gets none", async () => {
  const { server } = await call((_call, response) => sendJson(response, {}), { apiKey: undefined });
  expect(server.calls[0]?.headers).not.toHaveProperty("authorization");
});

test("HTML with status 200 is told as such, without a word of its text", async () => {
  const { outcome } = await call((_call, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<p>Welcome</p>");
  });
  expect(outcome).toMatchObject({ code: "PROVIDER_BAD_RESPONSE", mayBeBilled: true });
  expect(JSON.stringify(outcome) + (outcome as AttemptError).stack).not.toContain("Welcome");
});

test.each([
  ["body", { text: key }, {}],
  ["request id", {}, { "x-request-id": key }],
])("a success that repeats the key in its %s is no answer", async (_where, body, headers) => {
  const { outcome } = await call((_call, response) => sendJson(response, body, 200, headers));
  expect(outcome).toMatchObject({ code: "LEAK_FOUND", stops: "provider", retryable: false });
  expect(JSON.stringify(outcome) + (outcome as AttemptError).stack).not.toContain(key);
});

test("a failure shows nothing of the key, of the headers or of the body that was sent", async () => {
  const { outcome } = await call(({ headers }, response) => {
    sendJson(response, { error: { message: `No: ${headers.authorization}` } }, 403);
  });
  const { message, hint, stack, code } = outcome as AttemptError;
  expect(code).toBe("PROVIDER_AUTH");
  expect(`${message} ${hint} ${stack}`).not.toContain(key.slice(8, 20));
  expect(message).not.toContain("Olá");
});

test("a redirect is not followed with the key in hand", async () => {
  const { outcome, server } = await call((_call, response) => {
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  expect(outcome).toMatchObject({ code: "PROVIDER_REJECTED", retryable: false });
  expect(server.calls).toHaveLength(1);
});

test.each(["https://a.example/v1", "https://a.example/v1/", "https://a.example/v1//"])(
  "%s may or may not end in a slash",
  (baseUrl) => {
    expect(joinUrl(baseUrl, "/responses").href).toBe("https://a.example/v1/responses");
  },
);

const answerLate: Handle = (_call, response) => {
  setTimeout(() => sendJson(response, { ok: true }), 300);
};

test("a flex request outlasts the provider's timeout: its tier is slow", async () => {
  const timeoutMs = 50;
  const { outcome: usual } = await call(answerLate, { timeoutMs });
  expect(usual).toMatchObject({ code: "PROVIDER_TIMEOUT" });
  const { outcome: flex } = await call(answerLate, { timeoutMs }, { service_tier: "flex" });
  expect(flex).toMatchObject({ reply: { ok: true } });
});

test("a flex request that is cut off for its time says so: it may be billed, and is no outage", async () => {
  const { outcome } = await call(answerLate, {}, { service_tier: "flex" }, 50);
  expect(outcome).toMatchObject({ code: "PROVIDER_NO_ROOM", mayBeBilled: true });
  expect(outcome).toHaveProperty("message", expect.stringContaining("within 0.05 s"));
});
