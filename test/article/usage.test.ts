import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/answers/types.ts";
import { describeMaking, describeUsage, sumUsage } from "../../src/article/usage.ts";
import { usage } from "./sample.ts";

const base = {
  fingerprint: "sha256:0",
  provider: "openai",
  model: "m",
  request: {},
  created: "2026-11-23T10:00:00Z",
} as const;
const text: Answer = {
  ...base,
  kind: "text",
  endpoint: "responses",
  finish: "stop",
  body: "a",
  edited: false,
  served_by: "m-1",
  usage: { input_tokens: 10, output_tokens: 20 },
  cost_usd: 0.1,
};
const image: Answer = {
  ...base,
  kind: "image",
  endpoint: "images",
  model: "i",
  images: Array.from({ length: 3 }, (_, index) => ({
    file: `${index}.png`,
    sha256: "0",
    width: 1,
    height: 1,
    format: "png",
    bytes: 1,
  })),
  cost_usd: 0.2,
};

describe("sumUsage", () => {
  test("adds up, and names each model once", () => {
    expect(sumUsage([text, { ...text, edited: true }, image])).toEqual({
      requests: 3,
      textAnswers: 2,
      images: 3,
      inputTokens: 20,
      outputTokens: 40,
      costUsd: 0.4,
      models: ["i", "m-1"],
      textModels: ["m-1"],
      imageModels: ["i"],
      editedAnswers: 1,
    });
  });

  test("knows no cost when one price is unknown; the sandbox costs nothing", () => {
    const { cost_usd: _, ...unpriced } = text;
    expect(sumUsage([text, unpriced])).not.toHaveProperty("costUsd");
    expect(sumUsage([{ ...unpriced, provider: "sandbox" }])).toHaveProperty("costUsd", 0);
  });
});

describe("describeUsage", () => {
  test("speaks the article's language, with its numbers", () => {
    expect(describeUsage(usage, "pt-BR")).toBe(
      "Este artigo precisou de 12 requisições: 9 textos e 10 imagens. Tokens: 1.234 de entrada e 56.789 de saída. Modelos: gpt-5.4-mini e gpt-image-2. Custo: US$\u00A00,0312. 1 resposta foi revista por uma pessoa.",
    );
    expect(describeUsage(usage, "es")).toContain("12 solicitudes: 9 textos y 10 imágenes");
    expect(describeUsage(usage, "de")).toContain("12 requests: 9 texts and 10 pictures");
    expect(describeUsage(usage, "<x>")).toContain("Cost: $0.0312");
  });

  test("says that a cost is unknown instead of leaving it out", () => {
    const { costUsd: _, ...unknown } = usage;
    expect(describeUsage(unknown, "pt-BR")).toContain("Custo desconhecido.");
    expect(describeUsage(unknown, "en")).toContain("Cost unknown.");
  });
});

test("the last line names who made texts and pictures", () => {
  expect(describeMaking({ ...usage, imageModels: [] }, "pt-BR", false)).toBe(
    "Artigo montado com Prelo; textos de gpt-5.4-mini, gerados por inteligência artificial.",
  );
  expect(describeMaking({ ...usage, textModels: [], imageModels: [] }, "en", false)).toBe(
    "Article assembled with Prelo.",
  );
  expect(describeMaking(usage, "es", true)).toContain("sandbox");
});
