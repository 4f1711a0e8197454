import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttemptError } from "../../../src/errors.ts";
import { toFailure } from "../../../src/requests/calls/failure.ts";
import { createExcerpt } from "../../../src/requests/calls/excerpt.ts";
import { parseJson } from "../../../src/requests/calls/read-json.ts";
import { createFinder, type SecretFinder } from "../../../src/secrets/find.ts";
import { makeKey } from "../../support/keys.ts";

const nowMs = Date.UTC(2026, 10, 23);

interface Sent {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly apiKey?: string | undefined;
  readonly tokensField?: string;
}

function finderOf(apiKey?: string): SecretFinder {
  return createFinder(apiKey === undefined ? [] : [{ name: "MY_KEY", value: apiKey, isKey: true }]);
}

function failWith(sent: Sent): AttemptError {
  const { status = 400, headers = {}, body, tokensField } = sent;
  const apiKey = "apiKey" in sent ? sent.apiKey : makeKey();
  const text = typeof body === "string" ? body : JSON.stringify(body ?? {});
  return toFailure({ status, headers, text }, parseJson(text), {
    host: "api.example.com",
    url: new URL("https://api.example.com/v1/chat/completions"),
    keyEnv: "MY_KEY",
    excerpt: createExcerpt(apiKey, finderOf(apiKey)),
    model: "gpt-9",
    tokensField,
    nowMs,
  });
}

/** Everything of an error that a person or a log could see. */
function shown({ message, hint, code, requestId, stack }: AttemptError): string {
  return [message, hint, code, requestId, stack].join(" ");
}

function saying(error: Readonly<Record<string, unknown>>): unknown {
  return { error: { message: "No.", type: null, param: null, code: null, ...error } };
}

describe("what a status means", () => {
  test.each([
    [400, "PROVIDER_REJECTED", false, undefined, false],
    [401, "PROVIDER_AUTH", false, "provider", false],
    [402, "PROVIDER_QUOTA", false, "provider", false],
    [403, "PROVIDER_AUTH", false, undefined, false],
    [404, "PROVIDER_MODEL", false, "model", false],
    [405, "PROVIDER_REJECTED", false, "model", false],
    [408, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [409, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [413, "PROVIDER_REJECTED", false, undefined, false],
    [422, "PROVIDER_REJECTED", false, undefined, false],
    [429, "PROVIDER_RATE_LIMIT", true, undefined, false],
    [500, "PROVIDER_UNAVAILABLE", true, undefined, true],
    [502, "PROVIDER_UNAVAILABLE", true, undefined, true],
    [503, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [529, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [301, "PROVIDER_REJECTED", false, "provider", false],
    [425, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [498, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [501, "PROVIDER_REJECTED", false, undefined, true],
    [520, "PROVIDER_UNAVAILABLE", true, undefined, true],
    [521, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [523, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [525, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [526, "PROVIDER_UNAVAILABLE", true, undefined, false],
    [530, "PROVIDER_UNAVAILABLE", true, undefined, false],
  ])("%i is %s", (status, code, retryable, stops, mayBeBilled) => {
    const error = failWith({ status });
    expect(error).toMatchObject({ code, retryable, stops, status });
    expect(error.mayBeBilled).toBe(mayBeBilled);
    expect(error.message).toContain("api.example.com");
    expect(error.message).toContain(String(status));
    expect(error.hint).toBeTruthy();
  });

  test.each([
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
  ])("a 429 that says %s, as its code or its type, will not pass", (name) => {
    for (const error of [{ code: name }, { type: name }, { code: name, param: ["odd"] }]) {
      const headers = { "retry-after": "1", "x-should-retry": "true" };
      expect(failWith({ status: 429, headers, body: saying(error) })).toMatchObject({
        code: "PROVIDER_QUOTA",
        retryable: false,
        stops: "provider",
      });
    }
  });

  test.each(["rate_limit_exceeded", "slow_down"])("a 429 that says %s will pass", (code) => {
    expect(failWith({ status: 429, body: saying({ code }) })).toMatchObject({
      code: "PROVIDER_RATE_LIMIT",
      retryable: true,
      stops: undefined,
    });
  });

  test("x-should-retry decides where the status alone would not", () => {
    expect(failWith({ status: 500, headers: { "x-should-retry": "false" } }).retryable).toBe(false);
    expect(failWith({ status: 429, headers: { "x-should-retry": "false" } }).retryable).toBe(false);
    expect(failWith({ status: 418, headers: { "x-should-retry": "true" } }).retryable).toBe(true);
    for (const status of [400, 401, 403, 404, 422]) {
      const headers = { "x-should-retry": "true" };
      expect(failWith({ status, headers }).retryable).toBe(false);
    }
  });

  test("the wait and the request's id are kept", () => {
    const headers = { "retry-after-ms": "40", "x-request-id": "req_0123abcd" };
    expect(failWith({ status: 503, headers })).toMatchObject({
      retryAfterMs: 40,
      requestId: "req_0123abcd",
    });
  });

  test("a refused key names the variable that holds it, a missing model the model", () => {
    expect(failWith({ status: 401 }).hint).toContain("MY_KEY");
    expect(failWith({ status: 404 }).message).toContain("gpt-9");
  });
});

describe("the server's own words", () => {
  test("help where they can be trusted", () => {
    const body = saying({
      message: "Unsupported value: 'temperature'.",
      param: "temperature",
      code: "unsupported_value",
    });
    const { message } = failWith({ body });
    expect(message).toContain("unsupported_value");
    expect(message).toContain("at temperature");
    expect(message).toContain("Unsupported value");
  });

  test("are one line without control characters, and short", () => {
    const { message } = failWith({
      body: saying({ message: `a\n\u001b[2Jb\u202e${"c".repeat(9000)}` }),
    });
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(message.length).toBeLessThan(400);
  });

  test.each([
    ["HTML", "<html><body>502 Bad Gateway</body></html>"],
    ["nothing", ""],
    ["a bare text", '"no"'],
    ["null", "null"],
    ["an error that is a text", '{"error":"no"}'],
    ["fields of other kinds", '{"error":{"message":7,"type":[],"param":{},"code":{}}}'],
  ])("%s in place of an error is passed over: the status says enough", (_what, body) => {
    const error = failWith({ status: 502, body });
    expect(error).toMatchObject({ code: "PROVIDER_UNAVAILABLE", retryable: true });
    expect(error.message).not.toMatch(/[<>{}]|Gateway/);
  });
});

describe("a server that echoes the key", () => {
  const keys = fc.oneof(
    fc.constant(0).map(() => makeKey()),
    // Keys without any sign that would tell them from the API's own names.
    fc.string({
      unit: fc.constantFrom(..."abcdef0123456789".split("")),
      minLength: 32,
      maxLength: 32,
    }),
    fc.string({ unit: fc.constantFrom(..."qwxyzjk_".split("")), minLength: 20, maxLength: 40 }),
  );

  test("no part of it shows, wherever it is echoed", () => {
    const statuses = fc.constantFrom(400, 401, 403, 404, 422, 429, 500);
    fc.assert(
      fc.property(
        keys,
        statuses,
        fc.nat(12),
        fc.integer({ min: 8, max: 40 }),
        (key, status, from, length) => {
          const part = key.slice(from, from + length);
          for (const echo of [
            key,
            part,
            key.toUpperCase(),
            Buffer.from(`Bearer ${key}`).toString("base64"),
          ]) {
            const error = failWith({
              status,
              apiKey: key,
              headers: { "x-request-id": echo },
              body: saying({
                message: `Incorrect key: ${echo}.`,
                type: echo,
                param: echo,
                code: echo,
              }),
            });
            const text = shown(error).toLowerCase();
            for (let at = 0; at + 6 <= part.length; at += 1) {
              expect(text).not.toContain(part.slice(at, at + 6).toLowerCase());
            }
            expect(text).not.toContain(echo.toLowerCase());
          }
        },
      ),
    );
  });

  test("a key that it masks, it masks not enough", () => {
    const key = makeKey();
    const [head, tail] = [key.slice(0, 5), key.slice(-4)];
    for (const masked of [
      `${head}***${tail}`,
      `${head}...${tail}`,
      `${head}…${tail}`,
      `${head}****`,
    ]) {
      const error = failWith({
        apiKey: key,
        body: saying({ message: `The key ${masked} is too old.` }),
      });
      expect(shown(error)).not.toContain(tail);
      expect(error.message).not.toContain(head);
      expect(error.message).toContain("is too old.");
    }
  });

  test("a key that stands at the end of a very long message does not show either", () => {
    const key = makeKey();
    const body = saying({ message: `${"word ".repeat(38)}${key}` });
    const text = shown(failWith({ apiKey: key, body }));
    for (let at = 0; at + 6 <= key.length; at += 1) {
      expect(text).not.toContain(key.slice(at, at + 6));
    }
  });

  test("a server that wants no key is quoted all the same", () => {
    const { message } = failWith({ apiKey: undefined, body: saying({ message: "Too long." }) });
    expect(message).toContain("Too long.");
  });
});
