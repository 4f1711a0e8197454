import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import type { CompletionCreateParamsNonStreaming } from "openai/resources/completions";
import type { ImageGenerateParamsNonStreaming } from "openai/resources/images";
import type { ResponseCreateParamsNonStreaming } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import { type TextEndpoint, textEndpoints } from "../../src/job/types.ts";
import { imageEndpointAdapters } from "../../src/endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../../src/endpoints/text-endpoints.ts";
import { resolveRequest } from "../../src/plan/request.ts";
import {
  makeArticle,
  makeImageSettings,
  makePrompt,
  makeProvider,
  makeTextSettings,
} from "../support/job-parts.ts";
import { isPublishedHere, loadPublished } from "../support/published.ts";

const provider = makeProvider();
const prompt = "Escreva um resumo.";
const system = "Responda em português.";
const sampled = makeTextSettings({ temperature: 0, topP: 0.5 });

function build(endpoint: TextEndpoint, settings = makeTextSettings(), said?: string) {
  return textEndpointAdapters[endpoint].buildBody(settings, { prompt, system: said }, provider);
}

// Each expected body is checked by the compiler against the official SDK's types.
const { images } = imageEndpointAdapters;

describe("bodies are what the official SDK would send", () => {
  test("/responses", () => {
    expect(build("responses")).toEqual({
      model: "gpt-5.4-mini",
      input: prompt,
      max_output_tokens: 100,
    } satisfies ResponseCreateParamsNonStreaming);
    expect(build("responses", sampled, system)).toEqual({
      model: "gpt-5.4-mini",
      input: prompt,
      instructions: system,
      max_output_tokens: 100,
      temperature: 0,
      top_p: 0.5,
    } satisfies ResponseCreateParamsNonStreaming);
  });

  test("/chat/completions", () => {
    expect(build("chat")).toEqual({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: prompt }],
      max_completion_tokens: 100,
    } satisfies ChatCompletionCreateParamsNonStreaming);
    expect(build("chat", sampled, system)).toEqual({
      model: "gpt-5.4-mini",
      messages: [
        { role: "system", content: system },
        { role: "user", content: prompt },
      ],
      max_completion_tokens: 100,
      temperature: 0,
      top_p: 0.5,
    } satisfies ChatCompletionCreateParamsNonStreaming);
  });

  test("/chat/completions of an older server, which knows only max_tokens", () => {
    const older = makeProvider({ maxTokensField: "max_tokens" });
    expect(textEndpointAdapters.chat.buildBody(makeTextSettings(), { prompt }, older)).toEqual({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: prompt }],
      max_tokens: 100,
    } satisfies ChatCompletionCreateParamsNonStreaming);
  });

  test("/completions, which has no place for a system text and always needs its limit", () => {
    expect(build("completions")).toEqual({
      model: "gpt-5.4-mini",
      prompt,
      max_tokens: 100,
    } satisfies CompletionCreateParamsNonStreaming);
    expect(build("completions", sampled, system)).toEqual({
      model: "gpt-5.4-mini",
      prompt: `${system}\n\n${prompt}`,
      max_tokens: 100,
      temperature: 0,
      top_p: 0.5,
    } satisfies CompletionCreateParamsNonStreaming);
  });

  test("/images/generations", () => {
    expect(images.buildBody(makeImageSettings(), prompt, 3)).toEqual({
      model: "gpt-image-2",
      prompt,
      n: 3,
    } satisfies ImageGenerateParamsNonStreaming);
    expect(
      images.buildBody(
        makeImageSettings({
          size: "1536x1024",
          quality: "high",
          outputFormat: "webp",
          outputCompression: 0,
          background: "opaque",
          moderation: "low",
        }),
        prompt,
        1,
      ),
    ).toEqual({
      model: "gpt-image-2",
      prompt,
      n: 1,
      size: "1536x1024",
      quality: "high",
      output_format: "webp",
      output_compression: 0,
      background: "opaque",
      moderation: "low",
    } satisfies ImageGenerateParamsNonStreaming);
  });

  test("only what the job says is sent: no sampling, no response_format, no stream", () => {
    for (const endpoint of textEndpoints) {
      const keys = Object.keys(build(endpoint));
      for (const key of ["temperature", "top_p", "stream", "n"]) {
        expect(keys).not.toContain(key);
      }
    }
    const keys = Object.keys(images.buildBody(makeImageSettings(), prompt, 1));
    for (const key of ["response_format", "size", "quality"]) {
      expect(keys).not.toContain(key);
    }
  });

  test("further keys of the API pass through as they stand", () => {
    const extra = { reasoning: { effort: "low" }, store: false };
    for (const endpoint of textEndpoints) {
      expect(build(endpoint, makeTextSettings({ extra }))).toMatchObject(extra);
    }
    const body = images.buildBody(makeImageSettings({ extra: { user: "u1" } }), prompt, 1);
    expect(body).toMatchObject({ user: "u1" });
  });
});

const schemas = {
  responses: "CreateResponse",
  chat: "CreateChatCompletionRequest",
  completions: "CreateCompletionRequest",
} as const;

describe.skipIf(!isPublishedHere)("bodies follow the published schemas", () => {
  const published = loadPublished("2020-12");

  test.each(textEndpoints)("%s", (endpoint) => {
    const explain = (body: unknown): string => published.explain(schemas[endpoint], body);
    for (const settings of [
      makeTextSettings(),
      sampled,
      makeTextSettings({ temperature: 2, topP: 1 }),
    ]) {
      for (const said of [undefined, system, "", "---\n\u0000😀"]) {
        expect(explain(build(endpoint, settings, said))).toBe("");
      }
    }
    // The check itself can fail.
    expect(explain({ ...build(endpoint), temperature: "hot" })).not.toBe("");
  });

  test("chat with max_tokens", () => {
    const older = makeProvider({ maxTokensField: "max_tokens" });
    const body = textEndpointAdapters.chat.buildBody(sampled, { prompt, system }, older);
    expect(published.explain(schemas.chat, body)).toBe("");
  });

  test.each(["responses", "chat"] as const)(
    "%s in its tier, with its cache and schema",
    (endpoint) => {
      const properties = { a: { type: "string" } };
      const schema = { type: "object", properties, required: ["a"], additionalProperties: false };
      const blocks = ["a", "b"].map((id) =>
        Object.assign(makePrompt(id, prompt, { endpoint, processing: "flex" }), { schema }),
      );
      const style = "Short sentences. ".repeat(300);
      const article = { ...makeArticle(blocks), style };
      const { body } = resolveRequest(article, blocks[0]!, provider, {});
      expect(body).toMatchObject({ service_tier: "flex", prompt_cache_key: expect.any(String) });
      expect(published.explain(schemas[endpoint], body)).toBe("");
      expect(published.explain(schemas[endpoint], { ...body, service_tier: 7 })).not.toBe("");
    },
  );

  test("a picture through responses", () => {
    const { responses } = imageEndpointAdapters;
    const settings = { size: "1024x1024", quality: "low", outputFormat: "webp" } as const;
    const body = responses.buildBody(makeImageSettings(settings), prompt, 1);
    expect(published.explain(schemas.responses, body)).toBe("");
  });

  test.each([
    {},
    { size: "auto" },
    { size: "1024x1536", quality: "low", background: "transparent", moderation: "auto" },
    { outputFormat: "jpeg", outputCompression: 100 },
    { outputFormat: "png", extra: { user: "u1" } },
  ] as const)("images with %o", (settings) => {
    for (const n of [1, 10]) {
      const body = images.buildBody(makeImageSettings(settings), prompt, n);
      expect(published.explain("CreateImageRequest", body)).toBe("");
    }
    expect(published.explain("CreateImageRequest", { prompt: 7 })).not.toBe("");
  });
});

test.each([
  ["gpt-image-2", undefined, 10],
  ["dall-e-3", undefined, 1],
  ["dall-e-2", undefined, 10],
  ["any", 4, 4],
  ["dall-e-3", 2, 2],
])("the largest n of %s, set to %s, is %i", (model, imagesPerRequest, expected) => {
  expect(images.mostPerRequest(model, imagesPerRequest)).toBe(expected);
});
