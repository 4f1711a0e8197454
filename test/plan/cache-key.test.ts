import { describe, expect, test } from "vitest";
import { resolveRequest } from "../../src/plan/request.ts";
import { SharedInput } from "../../src/plan/shared-input.ts";
import { sharedPrefix } from "../../src/plan/shared-prefix.ts";
import type { Article, JsonObject, Provider, ResolvedRequest } from "../../src/job/types.ts";
import { makeArticle, makePrompt, makeProvider, sandboxProvider } from "../support/job-parts.ts";

const style = "Write in short sentences. ".repeat(160);
const texts = [makePrompt("a", "About bread"), makePrompt("b", "About salt")];

function bodyOf(over: Partial<Article>, provider: Provider = makeProvider()): JsonObject {
  const article = { ...makeArticle(texts), ...over };
  return resolveRequest(article, texts[0]!, provider, {}).body;
}

describe("the key that keeps an article's requests together", () => {
  test("is the article's, short enough, and no part of the fingerprint", () => {
    const [one, two, other] = [
      { slug: "one", style },
      { slug: "one", style },
      { slug: "two", style },
    ].map((over) => bodyOf(over)["prompt_cache_key"]);
    expect(one).toMatch(/^prelo-[\da-f]{32}$/);
    expect(two).toBe(one);
    expect(other).not.toBe(one);
    const article = { ...makeArticle(texts), style };
    const fingerprints = [makeProvider(), makeProvider({ promptCacheKey: false })].map(
      (provider) => resolveRequest(article, texts[0]!, provider, {}).fingerprint,
    );
    expect(fingerprints[0]).toBe(fingerprints[1]);
  });

  test.each<[string, Partial<Article>, Provider?]>([
    ["version 0.1, whose bodies stay", { system: texts[0]!.prompt }],
    ["a beginning that is too short", { style: "Be brief." }],
    ["one text alone", { style, blocks: texts.slice(0, 1) }],
    ["another provider", { style }, makeProvider({ baseUrl: "https://api.example.com/v1" })],
    ["the sandbox", { style }, sandboxProvider],
  ])("is not sent for %s", (_, over, provider) => {
    expect(bodyOf(over, provider)).not.toHaveProperty("prompt_cache_key");
  });

  test("is sent to a provider of which the job says that it knows it", () => {
    const provider = makeProvider({ baseUrl: "https://api.example.com/v1", promptCacheKey: true });
    expect(bodyOf({ style }, provider)).toHaveProperty("prompt_cache_key");
  });
});

function prefixOf(instructions: string, input: string, model = "m"): string | undefined {
  return sharedPrefix({ provider: "openai", model, body: { model, input, instructions } });
}

test("requests share what they begin with, whatever follows; the texts come in the API's order", () => {
  expect(prefixOf(style, "One")).toBeDefined();
  expect(prefixOf(style, "One")).toBe(prefixOf(style, "Two"));
  expect(prefixOf(style, "One")).not.toBe(prefixOf(style, "One", "other"));
  expect(prefixOf(`No. ${style}`, "One")).not.toBe(prefixOf(style, "One"));
  expect(prefixOf("Short", "One")).toBeUndefined();
  const sha256 = `sha256:${"a".repeat(64)}`;
  const file = { key: "a.md", kind: "text", name: "a.md", sha256, bytes: 9000 } as const;
  const withFile = sharedPrefix({
    provider: "openai",
    model: "m",
    body: {
      input: [{ role: "user", content: [{ type: "input_text", text: sha256 }, { text: "Q" }] }],
    },
    attached: [file],
  });
  expect(withFile).toBeDefined();
});

test("what a cache is likely to hold is told before anything is answered, and never too much", () => {
  const shared = new SharedInput();
  const ask = (instructions: string, input: string): void =>
    shared.add(requestOf({ model: "m", input, instructions }));
  ask(style, "One");
  expect(shared.tokens.shared).toBe(0);
  ask(style, "Two");
  ask("Short", "Three");
  // 4,160 bytes are a little more than the 1,024 tokens that a cache begins with.
  expect(shared.tokens.shared).toBe(1024);
  ask(style.repeat(4), "One");
  ask(style.repeat(4), "Two");
  expect(shared.tokens.shared).toBe(1024 + 1024 + 4 * 1024);
  expect(shared.tokens.all).toBeGreaterThan(shared.tokens.shared);
});

function requestOf(body: JsonObject): ResolvedRequest {
  return { provider: "openai", endpoint: "responses", model: "m", body, fingerprint: "sha256:0" };
}
