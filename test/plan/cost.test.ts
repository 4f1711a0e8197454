import { numbersUpTo } from "../../src/blocks/picture-numbers.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Price, ResolvedRequest } from "../../src/job/types.ts";
import { roundUsd } from "../../src/answers/round-usd.ts";
import { boundRequest } from "../../src/plan/cost.ts";
import { priceReply } from "../../src/plan/prices/bill.ts";

function makeRequest(over: Partial<ResolvedRequest> = {}): ResolvedRequest {
  return {
    provider: "openai",
    endpoint: "responses",
    model: "m",
    body: { input: "Olá" },
    fingerprint: "sha256:0",
    maxOutputTokens: 1000,
    ...over,
  };
}
const of = (total: number, part: number): number => Math.floor(total * part);
const price: Price = { input: 0.25, output: 2 };
const pictures = (n: number) => {
  const { maxOutputTokens: _, ...request } = makeRequest({
    endpoint: "images",
    numbers: numbersUpTo(n),
  });
  return request;
};

describe("what a request can take at the most", () => {
  test("its bytes bound the input, its limit the output", () => {
    expect(boundRequest(makeRequest(), price)).toEqual({
      inputTokens: Buffer.byteLength('{"input":"Olá"}'),
      outputTokens: 1000,
      pictures: 0,
      usd: roundUsd((16 * 0.25 + 1000 * 2) / 1e6),
    });
  });

  test("answers that are still to come are added", () => {
    expect(boundRequest(makeRequest(), price, 500).inputTokens).toBe(516);
  });

  test("pictures are counted, and priced by the piece", () => {
    expect(boundRequest(pictures(3), { image: 0.04 })).toMatchObject({
      pictures: 3,
      outputTokens: 0,
      usd: 0.12,
    });
  });

  test("each request for pictures takes the prompt, and what goes along, anew", () => {
    const given = { ...pictures(5), shown: 2, perRequest: 2 };
    const { inputTokens } = boundRequest({ ...given, perRequest: 5 }, { image: 0.04 });
    expect(boundRequest(given, { image: 0.04 })).toMatchObject({
      inputTokens: 3 * inputTokens,
      usd: 0.2,
    });
  });

  test("the sandbox costs nothing", () => {
    expect(boundRequest(makeRequest({ provider: "sandbox" }), undefined).usd).toBe(0);
  });

  test.each([
    ["no price at all", makeRequest(), undefined],
    ["half a price", makeRequest(), { input: 1 }],
    ["the other half", makeRequest(), { output: 1 }],
    ["the price of pictures for a text", makeRequest(), { image: 1 }],
    ["the price of tokens for pictures, which nothing bounds", pictures(2), price],
  ])("%s: unknown, never 0", (_what, request, known) => {
    expect(boundRequest(request, known).usd).toBeUndefined();
  });

  test("no reply within the limits costs more than its bound, however it is served", () => {
    const amount = fc.double({ min: 0, max: 100, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const prices = fc.record(
      {
        input: amount,
        output: amount,
        cachedInput: amount,
        cacheWrite: amount,
        inputImage: amount,
        outputImage: amount,
        flex: share,
        batch: share,
        longContext: fc.record({ above: fc.nat(200), input: amount, output: amount }),
      },
      { requiredKeys: ["input", "output"] },
    );
    const parts = fc.record({ cached: share, written: share, shown: share });
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.nat(5000),
        fc.constantFrom(undefined, 3),
        fc.constantFrom(undefined, "flex", "priority"),
        fc.tuple(share, share, parts),
        prices,
        (input, limit, best_of, tier, [read, written, taken], known) => {
          const body = {
            input,
            ...(best_of !== undefined && { best_of }),
            ...(tier !== undefined && { service_tier: tier }),
          };
          const bound = boundRequest(makeRequest({ body, maxOutputTokens: limit }), known);
          const tokens = of(bound.inputTokens, read);
          const output = of(limit * (best_of ?? 1), written);
          const usage = {
            input_tokens: tokens,
            output_tokens: output,
            cached_tokens: of(tokens, taken.cached),
            cache_write_tokens: of(tokens, taken.written),
            input_image_tokens: of(tokens, taken.shown),
          };
          expect(bound.inputTokens).toBeGreaterThanOrEqual(Buffer.byteLength(input));
          for (const served of new Set([undefined, "batch", "flex", tier])) {
            const told = { ...usage, ...(served !== undefined && { service_tier: served }) };
            const billed = priceReply({ usage: told }, known) ?? Infinity;
            expect(billed).toBeLessThanOrEqual(bound.usd ?? -1);
          }
        },
      ),
    );
  });

  test.each([
    ["a prompt that the provider keeps", { prompt: { id: "pmpt_1" } }],
    ["an earlier response", { previous_response_id: "resp_1" }],
    ["a conversation", { conversation: "conv_1" }],
    ["a search", { tools: [{ type: "web_search" }] }],
  ])("%s brings input that nothing bounds", (_what, over) => {
    expect(boundRequest(makeRequest({ body: { input: "x", ...over } }), price).usd).toBeUndefined();
    const said = makeRequest({ body: { input: "x", ...over }, maxUsd: 0.1 });
    expect(boundRequest(said, price).usd).toBe(0.1);
  });
});

describe("what a reply cost", () => {
  const usage = { input_tokens: 1_000_000, output_tokens: 500_000 };

  test("tokens by the million, pictures by the piece", () => {
    expect(priceReply({ usage }, price)).toBe(1.25);
    expect(priceReply({ usage, pictures: 3 }, { image: 0.04 })).toBe(0.12);
    expect(priceReply({ usage, pictures: 3 }, { ...price, image: 0.04 })).toBe(0.12);
  });

  test("pictures that are priced by the token cost what their usage says", () => {
    expect(priceReply({ usage, pictures: 3 }, price)).toBe(1.25);
  });

  test.each([
    ["no price", { usage }, undefined],
    ["half a price", { usage }, { input: 1 }],
    ["no usage", {}, price],
    ["pictures without a price or usage", { pictures: 2 }, price],
    ["a text, and the price of pictures", { usage }, { image: 1 }],
  ])("%s: unknown, never 0", (_what, reply, known) => {
    expect(priceReply(reply, known)).toBeUndefined();
  });

  test("a price of 0 is a price", () => {
    expect(priceReply({ usage }, { input: 0, output: 0 })).toBe(0);
  });
});
