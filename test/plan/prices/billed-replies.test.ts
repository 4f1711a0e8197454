import { expect, test } from "vitest";
import { imageEndpointAdapters } from "../../../src/endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../../../src/endpoints/text-endpoints.ts";
import type { Price, Usage } from "../../../src/job/types.ts";
import { priceReply } from "../../../src/plan/prices/bill.ts";

/** US dollars a million tokens; beyond 200,000 tokens of input twice and one and a half times as much. */
const price: Price = {
  input: 2,
  cachedInput: 0.2,
  cacheWrite: 2.5,
  output: 8,
  inputImage: 3,
  outputImage: 30,
  longContext: { above: 200_000, input: 4, output: 12 },
};

interface Taken {
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly output: number;
}

/** What the vendor's price list says, worked out apart from the program. */
function listPrice({ input, cached, written, output }: Taken, tier: string | undefined): number {
  const isLong = input > 200_000;
  const rest = input - cached - written;
  const dollars =
    (rest * 2 + cached * 0.2 + written * 2.5) * (isLong ? 2 : 1) + output * 8 * (isLong ? 1.5 : 1);
  const factor = { flex: 0.5, batch: 0.5, priority: 2 }[tier ?? ""] ?? 1;
  return (dollars * factor) / 1_000_000;
}

const replies: Readonly<Record<string, (taken: Taken, tier?: string) => Usage | undefined>> = {
  responses: ({ input, cached, written, output }, tier) =>
    textEndpointAdapters.responses.readReply(
      {
        status: "completed",
        output: [{ type: "message", content: [{ type: "output_text", text: "Bread." }] }],
        usage: {
          input_tokens: input,
          output_tokens: output,
          input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        },
        ...(tier !== undefined && { service_tier: tier }),
      },
      (words) => words,
    ).usage,
  chat: ({ input, cached, written, output }, tier) =>
    textEndpointAdapters.chat.readReply(
      {
        choices: [{ finish_reason: "stop", message: { content: "Bread." } }],
        usage: {
          prompt_tokens: input,
          completion_tokens: output,
          prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        },
        ...(tier !== undefined && { service_tier: tier }),
      },
      (words) => words,
    ).usage,
};

const tiers = [undefined, "default", "flex", "batch", "priority"];
const sizes = [200_000, 200_001];
const shares = [0, 0.4, 0.6];
const combinations = Object.keys(replies).flatMap((endpoint) =>
  tiers.flatMap((tier) =>
    sizes.flatMap((input) =>
      shares.flatMap((cached) =>
        shares.map((written) => ({ endpoint, tier, input, cached, written })),
      ),
    ),
  ),
);

test("every combination of tier, cache and length is billed to the cent", () => {
  const wrong = combinations
    .filter(({ cached, written }) => cached + written <= 1)
    .flatMap(({ endpoint, tier, input, cached, written }) => {
      const taken = {
        input,
        cached: Math.round(input * cached),
        written: Math.floor(input * written),
        output: 30_000,
      };
      const billed = priceReply({ usage: replies[endpoint]?.(taken, tier) }, price) ?? NaN;
      const expected = listPrice(taken, tier);
      return Math.abs(billed - expected) < 1e-8
        ? []
        : [{ endpoint, tier, taken, billed, expected }];
    });
  expect(wrong).toEqual([]);
  expect(combinations.length).toBeGreaterThan(150);
});

test("pictures cost what is shown and what is drawn, by the token", () => {
  const { usage } = imageEndpointAdapters.images.readReply(
    {
      data: [{ b64_json: "iVBORw0KGgo=" }],
      usage: {
        input_tokens: 400,
        output_tokens: 7024,
        input_tokens_details: { text_tokens: 77, image_tokens: 323, cached_tokens: 0 },
        output_tokens_details: { image_tokens: 7000, text_tokens: 24 },
      },
    },
    (words) => words,
  );
  const expected = (77 * 2 + 323 * 3 + 7000 * 30 + 24 * 8) / 1_000_000;
  expect(priceReply({ usage, pictures: 1 }, price)).toBeCloseTo(expected, 9);
});
