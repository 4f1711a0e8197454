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
      answersWithoutTokens: 1,
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

/** With plain spaces where numbers and amounts have some that do not break. */
function withPlainSpaces(sentence: string): string {
  return sentence.replaceAll("\u00A0", " ");
}

describe("describeUsage", () => {
  test.each([
    [
      "pt-BR",
      "Este artigo precisou de 12 requisições: 9 textos e 10 imagens. Tokens: 1.234 de entrada e 56.789 de saída. Modelos: gpt-5.4-mini e gpt-image-2. Custo: US$ 0,0312. 1 resposta foi revista por uma pessoa.",
    ],
    [
      "en",
      "This article took 12 requests: 9 texts and 10 pictures. Tokens: 1,234 in and 56,789 out. Models: gpt-5.4-mini and gpt-image-2. Cost: $0.0312. 1 answer was edited by a person.",
    ],
    [
      "es",
      "Este artículo necesitó 12 solicitudes: 9 textos y 10 imágenes. Tokens: 1234 de entrada y 56.789 de salida. Modelos: gpt-5.4-mini y gpt-image-2. Coste: 0,0312 US$. 1 respuesta fue revisada por una persona.",
    ],
    [
      "fr",
      "Cet article a demandé 12 requêtes : 9 textes et 10 images. Tokens : 1 234 en entrée et 56 789 en sortie. Modèles : gpt-5.4-mini et gpt-image-2. Coût : 0,0312 $US. 1 réponse a été revue par une personne.",
    ],
    [
      "de",
      "Dieser Artikel brauchte 12 Anfragen: 9 Texte und 10 Bilder. Tokens: 1.234 Eingabe und 56.789 Ausgabe. Modelle: gpt-5.4-mini und gpt-image-2. Kosten: 0,0312 $. 1 Antwort wurde von einem Menschen überarbeitet.",
    ],
    [
      "it",
      "Questo articolo ha richiesto 12 chiamate: 9 testi e 10 immagini. Token: 1234 in ingresso e 56.789 in uscita. Modelli: gpt-5.4-mini e gpt-image-2. Costo: 0,0312 USD. 1 risposta è stata rivista da una persona.",
    ],
  ])("speaks %s, with its numbers", (language, sentence) => {
    expect(withPlainSpaces(describeUsage(usage, { language }))).toBe(sentence);
  });

  const one = {
    ...usage,
    requests: 1,
    textAnswers: 1,
    images: 0,
    models: ["m"],
    editedAnswers: 0,
  };
  test.each([
    ["pt", "Este artigo precisou de 1 requisição: 1 texto.", "Modelo: m."],
    ["en", "This article took 1 request: 1 text.", "Model: m."],
    ["es", "Este artículo necesitó 1 solicitud: 1 texto.", "Modelo: m."],
    ["fr", "Cet article a demandé 1 requête : 1 texte.", "Modèle : m."],
    ["de", "Dieser Artikel brauchte 1 Anfrage: 1 Text.", "Modell: m."],
    ["he", "יצירת מאמר זה דרשה בקשה אחת: טקסט אחד.", "מודל: m."],
    ["it", "Questo articolo ha richiesto 1 chiamata: 1 testo.", "Modello: m."],
  ])("counts one in %s", (language, beginning, model) => {
    const sentence = withPlainSpaces(describeUsage(one, { language }));
    expect(sentence.startsWith(beginning)).toBe(true);
    expect(sentence).toContain(model);
  });

  test("is in English where a language is not known", () => {
    expect(describeUsage(usage, { language: "nl" })).toContain(
      "12 requests: 9 texts and 10 pictures",
    );
    expect(describeUsage(usage, { language: "<x>" })).toContain("Cost: $0.0312");
  });

  test("says that a cost is unknown instead of leaving it out", () => {
    const { costUsd: _, ...unknown } = usage;
    expect(describeUsage(unknown, { language: "pt-BR" })).toContain("Custo desconhecido.");
    expect(describeUsage(unknown, { language: "en" })).toContain("Cost unknown.");
  });

  test("never shows a cost that there was as none", () => {
    expect(describeUsage({ ...usage, costUsd: 0.000031 }, { language: "en" })).toContain(
      "Cost: $0.000031.",
    );
    expect(describeUsage({ ...usage, costUsd: 0 }, { language: "en" })).toContain("Cost: $0.00.");
  });

  test("never counts tokens that were not reported as none", () => {
    const silent = { ...usage, inputTokens: 0, outputTokens: 0, answersWithoutTokens: 12 };
    const said = describeUsage(silent, { language: "en" });
    expect(said).toContain("Tokens not reported.");
    expect(said).not.toMatch(/\b0\b (?:in|out)/);
    expect(describeUsage({ ...usage, answersWithoutTokens: 3 }, { language: "pt-BR" })).toContain(
      "56.789 de saída. 3 respostas não informam seus tokens.",
    );
  });
});

describe("describeMaking", () => {
  const made = { usage, language: "en", sandbox: false, aiNote: true };

  test("names who made texts and pictures", () => {
    const texts = { ...made, usage: { ...usage, imageModels: [] }, language: "pt-BR" };
    expect(describeMaking(texts)).toBe(
      "Artigo montado com Prelo; textos de gpt-5.4-mini, gerados por inteligência artificial.",
    );
    const none = { ...made, usage: { ...usage, textModels: [], imageModels: [] } };
    expect(describeMaking(none)).toBe("Article assembled with Prelo.");
    expect(describeMaking({ ...made, language: "es", sandbox: true })).toContain("sandbox");
  });

  test.each([
    ["pt-BR", "gerados por inteligência artificial", "geradas por inteligência artificial"],
    ["es", "generados por inteligencia artificial", "generadas por inteligencia artificial"],
    ["fr", "générés par intelligence artificielle", "générées par intelligence artificielle"],
    ["de", "erzeugt durch künstliche Intelligenz", "erzeugt durch künstliche Intelligenz"],
    ["it", "generati dall’intelligenza artificiale", "generate dall’intelligenza artificiale"],
  ])("agrees in %s with what was made", (language, ofTexts, ofPictures) => {
    const texts = { ...usage, imageModels: [] };
    const pictures = { ...usage, textModels: [] };
    expect(describeMaking({ ...made, language, usage: texts })).toContain(ofTexts);
    expect(describeMaking({ ...made, language, usage: pictures })).toContain(ofPictures);
    for (const model of [...usage.textModels, ...usage.imageModels]) {
      expect(describeMaking({ ...made, language })).toContain(model);
    }
  });

  test("says nothing where an article does without", () => {
    expect(describeMaking({ ...made, aiNote: false })).toBeUndefined();
  });
});
