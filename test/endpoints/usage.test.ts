import { expect, test } from "vitest";
import { addUsage, newUsage, oldUsage, usageOf } from "../../src/endpoints/usage.ts";

const input = { input_tokens: 10, output_tokens: 2 };

test.each([
  ["nothing told apart", newUsage, input, input],
  [
    "a cache",
    newUsage,
    { ...input, input_tokens_details: { cached_tokens: 8, cache_write_tokens: 0 } },
    { ...input, cached_tokens: 8 },
  ],
  [
    "pictures",
    newUsage,
    {
      ...input,
      input_tokens_details: { text_tokens: 4, image_tokens: 6 },
      output_tokens_details: { image_tokens: 2, text_tokens: 0 },
    },
    { ...input, input_image_tokens: 6, output_image_tokens: 2 },
  ],
  [
    "chat",
    oldUsage,
    {
      prompt_tokens: 10,
      completion_tokens: 2,
      prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 4 },
    },
    { ...input, cached_tokens: 3, cache_write_tokens: 4 },
  ],
  [
    "thoughts that the output leaves out",
    oldUsage,
    { prompt_tokens: 10, completion_tokens: 2, total_tokens: 112 },
    { ...input, output_tokens: 102 },
  ],
  ["details of another shape", newUsage, { ...input, input_tokens_details: "many" }, input],
  [
    "counts that are none",
    newUsage,
    { ...input, input_tokens_details: { cached_tokens: -1 } },
    input,
  ],
  ["another shape", newUsage, { tokens: 3 }, undefined],
])("%s", (_what, schema, told, usage) => {
  expect(schema.parse(told)).toEqual(usage);
});

test("only a tier that is not the standard one is kept", () => {
  expect(usageOf({ usage: input, service_tier: "default" })).toEqual(input);
  expect(usageOf({ usage: input, service_tier: "flex" })).toEqual({
    ...input,
    service_tier: "flex",
  });
  expect(usageOf({ service_tier: "flex" })).toBeUndefined();
});

test("what two replies took is added up, part by part", () => {
  const first = { ...input, cached_tokens: 8 };
  const second = { ...input, output_image_tokens: 2 };
  expect(addUsage(first, second)).toEqual({
    input_tokens: 20,
    output_tokens: 4,
    cached_tokens: 8,
    output_image_tokens: 2,
  });
  expect(addUsage(undefined, first)).toEqual(first);
});
