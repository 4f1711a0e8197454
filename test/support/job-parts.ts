import { numbersUpTo } from "../../src/blocks/picture-numbers.ts";
import type {
  VariantSettings,
  Article,
  Block,
  ImageBlock,
  ImageSettings,
  Provider,
  SourceText,
  TextBlock,
  TextSettings,
} from "../../src/job/types.ts";

const file = "prompts/a.yaml";

/** A text of the author's; by default a `|` block that begins at line 10, column 7. */
export function makeText(value: string, over: Partial<SourceText> = {}): SourceText {
  return { value, file, line: 10, column: 7, literal: true, ...over };
}

export function makeProvider(over: Partial<Provider> = {}): Provider {
  return {
    name: "openai",
    limits: { concurrency: 8 },
    timeoutMs: 10_000,
    deadlineMs: 60_000,
    maxAttempts: 6,
    longestWaitMs: 60_000,
    headers: {},
    maxTokensField: "max_completion_tokens",
    ...over,
  };
}

export const sandboxProvider = makeProvider({ name: "sandbox" });

export function makeTextSettings(over: Partial<TextSettings> = {}): TextSettings {
  return {
    provider: "openai",
    endpoint: "responses",
    model: "gpt-5.4-mini",
    maxOutputTokens: 100,
    extra: {},
    ...over,
  };
}

export function makeImageSettings(over: Partial<ImageSettings> = {}): ImageSettings {
  return { provider: "openai", endpoint: "images", model: "gpt-image-2", extra: {}, ...over };
}

const base = { ref: { file, line: 1, column: 1 }, level: 2 } as const;

export function makePrompt(
  id: string,
  prompt: string,
  text: Partial<TextSettings> = {},
): TextBlock {
  return { ...base, id, kind: "prompt", prompt: makeText(prompt), text: makeTextSettings(text) };
}

const variants: VariantSettings = {
  widths: [480],
  formats: ["webp"],
  quality: { webp: 80, avif: 80, jpeg: 80, png: 80 },
  onError: "fail",
  embedPrompt: false,
  maxPixels: 50_000_000,
  maxBytes: 1_000_000,
};

export function makeImage(id: string, prompt: string, over: Partial<ImageBlock> = {}): ImageBlock {
  return {
    ...base,
    id,
    kind: "image",
    prompt: makeText(prompt),
    n: 1,
    show: numbersUpTo(over.n ?? 1),
    alt: [makeText("A picture")],
    layout: "grid",
    contactSheet: false,
    image: makeImageSettings(),
    variants,
    ...over,
  };
}

export function makeArticle(blocks: readonly Block[], over: Partial<Article> = {}): Article {
  return {
    slug: "a",
    file,
    title: makeText("A title"),
    language: "en",
    toc: false,
    variants,
    tags: [],
    aliases: [],
    frontMatter: {},
    vars: {},
    blocks,
    ...over,
  };
}
