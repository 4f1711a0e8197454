import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Json, JsonObject } from "../../src/job/types.ts";
import { canonicalJson, fingerprintRequest } from "../../src/answers/fingerprint.ts";
import { json, request } from "./samples.ts";

const of = (body: JsonObject, over: object = {}): string =>
  fingerprintRequest({ provider: "openai", endpoint: "responses", body, ...over });

/** The same value with the keys of all objects in another order. */
function reorder(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json) => reorder(item));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reorder(member)]),
  );
}

/** Every way to change one value somewhere in a body. */
function changes(value: Json): Json[] {
  if (Array.isArray(value)) {
    const list: readonly Json[] = value;
    const inside = list.flatMap((item, at) => changes(item).map((other) => list.with(at, other)));
    return [...inside, list.concat([null])];
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value);
    const inside = members.flatMap(([key, member], at) => [
      ...changes(member).map((other) => Object.fromEntries(members.with(at, [key, other]))),
      Object.fromEntries(members.toSpliced(at, 1)),
    ]);
    return [...inside, Object.fromEntries([...members, ["a key of its own", null]])];
  }
  if (typeof value === "string") {
    return [`${value} `, value === "" ? "x" : value.slice(1), null];
  }
  if (typeof value === "number") {
    return [value === 0 ? 1 : -value, String(value)];
  }
  return [value === null ? false : !value, String(value)];
}

test("the order of keys does not matter, at any depth", () => {
  fc.assert(
    fc.property(request, (body) => {
      expect(of(reorder(body) as JsonObject)).toBe(of(body));
    }),
  );
});

test("how a body was written in YAML or JSON does not matter", () => {
  fc.assert(
    fc.property(request, (body) => {
      expect(of(JSON.parse(JSON.stringify(body, null, 3)) as JsonObject)).toBe(of(body));
    }),
  );
  const styles = [
    "{ model: m, n: 1, input: 'a b' }",
    'n: 1\nmodel: "m"\ninput: >-\n  a\n  b\n',
    stringify({ input: "a b", model: "m", n: 1 }),
  ];
  expect(new Set(styles.map((style) => of(parse(style) as JsonObject))).size).toBe(1);
});

test("every change of every value, at any depth, is another request", () => {
  fc.assert(
    fc.property(request, (body) => {
      const fingerprint = of(body);
      for (const changed of changes(body)) {
        expect(of(changed as JsonObject)).not.toBe(fingerprint);
      }
    }),
  );
});

test("another provider or endpoint is another request", () => {
  const endpoints = ["responses", "chat", "completions", "images"];
  const all = ["openai", "sandbox", "openai "].flatMap((provider) =>
    endpoints.map((endpoint) => of({ input: "x" }, { provider, endpoint })),
  );
  expect(new Set(all).size).toBe(all.length);
});

test("what is no part of the request is no part of its fingerprint", () => {
  const body = { input: "x" };
  expect(of(body, { maxOutputTokens: 5, model: "m", timeoutMs: 1, fingerprint: "x" })).toBe(
    of(body),
  );
  expect(of({ ...body, gone: undefined } as unknown as JsonObject)).toBe(of(body));
});

test("a fingerprint says how it was made", () => {
  expect(of({})).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test("canonical JSON is the JSON of the same value", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: true })).toBe(
    '{"a":true,"b":[1,{"c":"é","d":null}]}',
  );
});
