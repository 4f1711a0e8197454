import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { inventJson } from "../../src/sandbox/invent-json.ts";
import { inventText } from "../../src/sandbox/invent-text.ts";

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);

type Schema = Readonly<Record<string, unknown>>;

/** Schemas as people write them for answers: nested, with the usual limits. */
const { schema: anySchema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Schema>(
      {},
      { type: "string" },
      { type: "boolean" },
      { type: ["string", "null"] },
      { enum: ["a", 2, null] },
      { const: { a: 1 } },
      { anyOf: [{ type: "null" }, { type: "integer" }] },
    ),
    fc
      .tuple(fc.nat(40), fc.nat(40))
      .map(([least, more]) => ({ type: "string", minLength: least, maxLength: least + more })),
    fc
      .constantFrom("date", "time", "date-time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname")
      .map((format) => ({ type: "string", format })),
    fc
      .tuple(fc.constantFrom("integer", "number"), fc.integer({ min: -99, max: 99 }), fc.nat(9))
      .map(([type, minimum, more]) => ({ type, minimum, maximum: minimum + more })),
    fc
      .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 }))
      .map(([exclusiveMinimum, multipleOf]) => ({ type: "integer", exclusiveMinimum, multipleOf })),
    fc.tuple(tie("schema"), fc.nat(4), fc.nat(4)).map(([items, minItems, more]) => ({
      type: "array",
      items,
      minItems,
      maxItems: minItems + more,
    })),
    fc
      .tuple(fc.dictionary(fc.string({ minLength: 1 }), tie("schema")), fc.boolean())
      .map(([properties, additionalProperties]) => ({
        type: "object",
        properties,
        required: Object.keys(properties),
        additionalProperties,
      })),
  ),
}));

test("what is invented fits its schema", async () => {
  await fc.assert(
    fc.asyncProperty(anySchema, async (schema) => {
      const text = await inventJson(schema, "An answer.");
      expect(ajv.validate(schema, JSON.parse(text))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test.each<readonly [string, Schema]>([
  ["no limits", { type: "object" }],
  [
    "a tree",
    {
      $defs: {
        node: {
          type: "object",
          properties: { children: { type: "array", items: { $ref: "#/$defs/node" } } },
          required: ["children"],
        },
      },
      $ref: "#/$defs/node",
    },
  ],
  [
    "a chain",
    {
      type: "object",
      properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } },
      required: ["next"],
      additionalProperties: false,
    },
  ],
  [
    "parts",
    {
      allOf: [
        { properties: { a: { type: "string" } }, required: ["a"] },
        { properties: { b: { type: "number" } }, required: ["b"] },
      ],
      type: "object",
    },
  ],
  [
    "places",
    {
      type: "array",
      prefixItems: [{ type: "string" }, { type: "integer" }],
      items: false,
      minItems: 2,
    },
  ],
  ["distinct items", { type: "array", items: { type: "string" }, uniqueItems: true, minItems: 5 }],
  ["the older dialect", { $schema: "http://json-schema.org/draft-07/schema#", type: "string" }],
])("%s", async (_name, schema) => {
  const { $schema: _, ...rest } = schema;
  expect(ajv.validate(rest, JSON.parse(await inventJson(schema, "An answer.")))).toBe(true);
});

test.each<readonly [string, Schema]>([
  ["nothing", { not: {} }],
  ["no end", { type: "object", properties: { next: { $ref: "#" } }, required: ["next"] }],
  ["a wrong schema", { type: "poem" }],
])("a schema of %s is refused in words", async (_name, schema) => {
  await expect(inventJson(schema, "An answer.")).rejects.toThrow(/finds no value that fits/);
});

test.each([
  [String.raw`^\d{4}-\d{2}-\d{2}$`],
  ["^#[0-9a-f]{6}$"],
  ["^[A-Z]{3}-[0-9]+$"],
  [String.raw`^(?:https?)://[^\s/]+\.[a-z]{2,}(/\S*)?$`],
  [String.raw`^\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)*$`],
  ["yes|no"],
  ["^[^a-zA-Z]$"],
  [String.raw`^[\w.+-]+@[\w-]+\.[\w.]+$`],
])("a text for %s", (pattern) => {
  const limits = { minLength: 0, maxLength: Infinity };
  expect(inventText(pattern, limits)).toMatch(new RegExp(pattern, "u"));
});

test("a text for a pattern keeps to the limits as well", () => {
  const text = inventText("^[a-z]+$", { minLength: 12, maxLength: 20 });
  expect(text).toMatch(/^[a-z]{12,20}$/);
});
