import * as fc from "fast-check";
import type { NewImageAnswer } from "../../src/answers/record.ts";
import type { NewTextAnswer } from "../../src/answers/text-record.ts";
import type { Json, JsonObject } from "../../src/job/types.ts";

const hash = `sha256:${"0123456789abcdef".repeat(4)}`;

export function makeTextAnswer(over: Partial<NewTextAnswer> = {}): NewTextAnswer {
  return {
    fingerprint: hash,
    provider: "openai",
    endpoint: "responses",
    model: "gpt-5.4-mini",
    served_by: "gpt-5.4-mini-2026-03-17",
    request: { model: "gpt-5.4-mini", input: "Escreva.", max_output_tokens: 100 },
    uses: { resumo: hash, "visao-geral": hash },
    finish: "stop",
    usage: { input_tokens: 21, output_tokens: 412 },
    cost_usd: 0.000_83,
    request_id: "req_0123",
    created: "2026-11-23T10:00:00.000Z",
    body: "A resposta.",
    ...over,
  };
}

export function makeImageAnswer(over: Partial<NewImageAnswer> = {}): NewImageAnswer {
  return {
    fingerprint: hash,
    provider: "openai",
    endpoint: "images",
    model: "gpt-image-2",
    request: { model: "gpt-image-2", prompt: "Uma casa", n: 1 },
    created: "2026-11-23T10:00:00.000Z",
    images: [],
    ...over,
  };
}

/** Lines that would end front matter, or mean something to YAML, if they stood bare. */
const awkward = fc.constantFrom(
  "---",
  "---\n",
  "\n---\nfinish: length\n---\n",
  "...",
  "key: value",
  "- item",
  "# comment",
  "  indented",
  "\ttab",
  "trailing   ",
  "a\r\nb",
  "a\rb",
  "\u2028\u2029\u0085",
  "\uFEFF",
  "'\"`",
  "\\n\\",
  "{{ liquid }}",
  "!tag &anchor *alias",
  "true",
  "null",
  "~",
  "1e3",
  "0x1F",
  ".inf",
  "=",
  "<<",
  "2026-11-23",
  "\u0000\u001b[31m",
  "😀 ção",
  "| block",
  "> folded",
  "%YAML 1.2",
  "@at",
);

/** Texts as hostile as they come, all of which UTF-8 can hold. */
export const text = fc
  .array(
    fc.oneof(awkward, fc.string({ unit: "binary" }), fc.constantFrom("\n", "\n\n", " ", ": ")),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(""));

/** Any sequence of UTF-16 units: surrogates may stand alone. */
export const brokenText = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0xff_ff }), fc.integer({ min: 0xd8_00, max: 0xdf_ff }))
    .map((unit) => String.fromCharCode(unit)),
});

const key = fc
  .oneof(awkward, fc.string({ minLength: 1, maxLength: 8 }))
  .filter((name) => name !== "__proto__");

export const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    text,
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(key, tie("json"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).json;

export const request: fc.Arbitrary<JsonObject> = fc.dictionary(key, json, {
  maxKeys: 4,
  noNullPrototype: true,
});

/** A body as it arrives: trimmed, not empty. */
export const body = text.map((value) => value.trim()).filter((value) => value !== "");

export const sha256 = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `sha256:${Buffer.from(bytes).toString("hex")}`);

const word = fc.oneof(
  text,
  fc.constantFrom(
    "gpt-5.4-mini",
    "o3",
    "123",
    "1e5",
    "true",
    "null",
    "yes",
    "a:b",
    "v1.2",
    "0x10",
    "org/model:free",
  ),
);

export const textAnswer: fc.Arbitrary<NewTextAnswer> = fc.record(
  {
    fingerprint: sha256,
    provider: word,
    endpoint: fc.constantFrom("responses", "chat", "completions"),
    model: word,
    request,
    finish: word,
    created: fc.oneof(word, fc.constant("2026-11-23T10:00:00.000Z")),
    body,
    served_by: word,
    uses: fc.dictionary(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,9}$/), sha256, {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    }),
    usage: fc.record({ input_tokens: fc.nat(), output_tokens: fc.nat() }),
    cost_usd: fc.oneof(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.constantFrom(0, 1e-8, 1e21),
    ),
    request_id: word,
  },
  {
    requiredKeys: [
      "fingerprint",
      "provider",
      "endpoint",
      "model",
      "request",
      "finish",
      "created",
      "body",
    ],
  },
);
