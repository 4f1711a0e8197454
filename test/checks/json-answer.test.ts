import { expect, test } from "vitest";
import type { JsonObject } from "../../src/job/types.ts";
import { checkText, reasonOf } from "./support.ts";

const ref = { file: "prompts/a.yaml", line: 4, column: 9 };
const schema: JsonObject = {
  type: "object",
  required: ["title", "items"],
  additionalProperties: false,
  properties: {
    title: { type: "string", maxLength: 20 },
    url: { type: "string", format: "uri" },
    items: { type: "array", items: { type: "object", properties: { price: { type: "number" } } } },
  },
};

const good = '{ "title": "A", "url": "https://example.com", "items": [{ "price": 1.5 }] }';

test.each([
  good,
  `\n${good}\n`,
  `\`\`\`json\n${good}\n\`\`\``,
  `\n\`\`\`\n${good}\n\`\`\`\n\n`,
  `~~~JSON\r\n${good}\r\n~~~`,
])("fits, alone or in one fence: %j", async (body) => {
  expect(await reasonOf(body, { json: { schema, ref } })).toBeUndefined();
  expect(await reasonOf(body, { json: { schema: true, ref } })).toBeUndefined();
});

test.each([
  "Here it is: {}",
  `Here it is:\n\n\`\`\`json\n${good}\n\`\`\``,
  `\`\`\`json\n${good}\n\`\`\`\n\nI hope this helps.`,
  `${good} ${good}`,
  "{ 'title': 'A' }",
  '{ "title": "A", }',
])("is not JSON alone: %j", async (body) => {
  expect(await reasonOf(body, { json: { schema: true, ref } })).toBe(
    "it is not JSON (alone, or in one code fence)",
  );
});

test("the reason names the path and the rule, and nothing of the content", async () => {
  const bad = { title: "A secret that is much too long", items: [{ price: "hush" }, {}], more: 1 };
  const reason = await reasonOf(JSON.stringify(bad), { json: { schema, ref } });
  expect(reason).toContain("/items/0/price must be number");
  expect(reason).toContain("/title must NOT have more than 20 characters");
  expect(reason).toContain("the whole must NOT have additional properties");
  expect(reason).not.toMatch(/secret|hush|more"/);
});

test("many faults are counted, not listed", async () => {
  const bad = { title: "A", items: Array.from({ length: 9 }, () => ({ price: "x" })) };
  expect(await reasonOf(JSON.stringify(bad), { json: { schema, ref } })).toMatch(/, and 6 more$/);
});

test("a schema whose pattern takes too long is to blame itself, at its line", async () => {
  const slow: JsonObject = { type: "string", pattern: "^(a+)+$" };
  const body = JSON.stringify(`${"a".repeat(50)}!`);
  expect(await checkText(body, { json: { schema: slow, ref } })).toEqual([
    { check: "json", reason: "the schema (prompts/a.yaml:4) takes longer than 1 second", ref },
  ]);
});

test("an answer that is nested too deeply for a schema is unfit, and no crash", async () => {
  const nested: JsonObject = { type: "array", items: { $ref: "#" } };
  const body = "[".repeat(50_000) + "]".repeat(50_000);
  expect(await reasonOf(body, { json: { schema: nested, ref } })).toBe(
    "it does not fit the schema: the whole is nested too deeply",
  );
});
