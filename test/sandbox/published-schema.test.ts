import { describe, expect, test } from "vitest";
import { isPublishedHere, loadPublished } from "../support/published.ts";
import { post, readJson, start } from "./support.ts";

const published = loadPublished("draft-07");

describe.skipIf(!isPublishedHere)("replies follow the published schemas", () => {
  const messages = [{ role: "user", content: "Olá, tudo bem?" }];
  const image = { prompt: "Uma casa branca", size: "1024x1024" };
  test.each([
    ["/completions", { prompt: "Olá", max_tokens: 400 }, "CreateCompletionResponse"],
    ["/completions", { prompt: ["Olá", "Hello"] }, "CreateCompletionResponse"],
    ["/chat/completions", { messages }, "CreateChatCompletionResponse"],
    ["/chat/completions", { messages, max_completion_tokens: 5 }, "CreateChatCompletionResponse"],
    ["/responses", { input: "Olá", instructions: "Seja breve." }, "Response"],
    ["/responses", { input: "Olá", max_output_tokens: 5, temperature: 0.2 }, "Response"],
    ["/images/generations", { ...image, model: "dall-e-3" }, "ImagesResponse"],
    ["/images/generations", { ...image, n: 2 }, "ImagesResponse"],
    ["/images/generations", { ...image, size: "64x32" }, "ImagesResponse"],
    ["/responses", { input: 7 }, "ErrorResponse"],
    ["/images/generations", { ...image, n: 99 }, "ErrorResponse"],
  ] as const)("%s %o", async (path, body, schema) => {
    const sandbox = await start({ imageReply: "auto" });
    const response = await post(sandbox, path, { model: "gpt-image-2", ...body });
    expect(response.status).toBe(schema === "ErrorResponse" ? 400 : 200);
    expect(published.explain(schema, await readJson(response))).toBe("");
  });

  test("the list of models", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.url}/models`);
    expect(published.explain("ListModelsResponse", await readJson(response))).toBe("");
  });

  test("a reply that lacks something would be found", () => {
    expect(published.explain("Response", { id: "resp_1", object: "response" })).not.toBe("");
  });
});
