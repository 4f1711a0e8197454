import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import type { ResponseCreateParamsNonStreaming } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import { textEndpointAdapters } from "../../src/endpoints/text-endpoints.ts";
import { makeProvider, makeTextSettings } from "../support/job-parts.ts";
import { explainResponsesBody, isPublishedHere, loadPublished } from "../support/published.ts";

const asked = { prompt: "Describe it.", picture: "data:image/png;base64,AAAA" };

function build(endpoint: "responses" | "chat", picture = asked.picture) {
  const adapter = textEndpointAdapters[endpoint];
  return adapter.buildBody(makeTextSettings(), { ...asked, picture }, makeProvider());
}

// Checked by the compiler against the official SDK's types.
describe("a question about a picture is what the official SDK would send", () => {
  test("/responses", () => {
    expect(build("responses")).toEqual({
      model: "gpt-5.4-mini",
      input: [
        {
          role: "user",
          content: [
            { type: "input_text", text: asked.prompt },
            { type: "input_image", image_url: asked.picture, detail: "low" },
          ],
        },
      ],
      max_output_tokens: 100,
    } satisfies ResponseCreateParamsNonStreaming);
  });

  test("/chat/completions", () => {
    expect(build("chat")).toEqual({
      model: "gpt-5.4-mini",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: asked.prompt },
            { type: "image_url", image_url: { url: asked.picture, detail: "low" } },
          ],
        },
      ],
      max_completion_tokens: 100,
    } satisfies ChatCompletionCreateParamsNonStreaming);
  });
});

describe.skipIf(!isPublishedHere)("a question about a picture follows the published schema", () => {
  const published = loadPublished("2020-12");

  // The check itself can fail: an address must be one.
  test("/responses", () => {
    expect(explainResponsesBody(published, build("responses"))).toBe("");
    expect(explainResponsesBody(published, build("responses", "no address"))).not.toBe("");
  });

  test("/chat/completions", () => {
    const schema = "CreateChatCompletionRequest";
    expect(published.explain(schema, build("chat"))).toBe("");
    expect(published.explain(schema, build("chat", "no address"))).not.toBe("");
  });
});
