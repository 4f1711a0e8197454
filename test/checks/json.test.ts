import { expect, test } from "vitest";
import type { JsonObject } from "../../src/job/types.ts";
import { reasonOf } from "./support.ts";

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
  expect(await reasonOf(body, { json: schema })).toBeUndefined();
  expect(await reasonOf(body, { json: true })).toBeUndefined();
});

test.each([
  "Here it is: {}",
  `Here it is:\n\n\`\`\`json\n${good}\n\`\`\``,
  `\`\`\`json\n${good}\n\`\`\`\n\nI hope this helps.`,
  `${good} ${good}`,
  "{ 'title': 'A' }",
  '{ "title": "A", }',
])("is not JSON alone: %j", async (body) => {
  expect(await reasonOf(body, { json: true })).toBe("it is not JSON (alone, or in one code fence)");
});

test("the reason names the path and the rule, and nothing of the content", async () => {
  const bad = { title: "A secret that is much too long", items: [{ price: "hush" }, {}], more: 1 };
  const reason = await reasonOf(JSON.stringify(bad), { json: schema });
  expect(reason).toContain("/items/0/price must be number");
  expect(reason).toContain("/title must NOT have more than 20 characters");
  expect(reason).toContain("the whole must NOT have additional properties");
  expect(reason).not.toMatch(/secret|hush|more"/);
});

test("many faults are counted, not listed", async () => {
  const bad = { title: "A", items: Array.from({ length: 9 }, () => ({ price: "x" })) };
  expect(await reasonOf(JSON.stringify(bad), { json: schema })).toMatch(/, and 6 more$/);
});
