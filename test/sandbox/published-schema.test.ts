import { describe, expect, test } from "vitest";
import { chatParameters } from "../../src/sandbox/completions.ts";
import { completionsParameters } from "../../src/sandbox/completions.ts";
import { imageParameters } from "../../src/sandbox/images.ts";
import { responsesParameters } from "../../src/sandbox/responses.ts";
import { isPublishedHere, loadPublished } from "../support/published.ts";
import { post, readJson, start } from "./support.ts";

const published = loadPublished("draft-07");

describe.skipIf(!isPublishedHere)("replies follow the published schemas", () => {
  const model = "gpt-5.4-mini";
  const instruct = "gpt-3.5-turbo-instruct";
  const messages = [{ role: "user", content: "Olá, tudo bem?" }];
  const image = { model: "gpt-image-2", prompt: "Uma casa branca", size: "1024x1024" };
  const format = { type: "json_schema", name: "x", schema: { type: "object" } };
  const tools = [{ type: "image_generation", size: "1024x1024" }];
  test.each([
    [
      "/completions",
      { model: instruct, prompt: "Olá", max_tokens: 400 },
      "CreateCompletionResponse",
    ],
    [
      "/completions",
      { model: instruct, prompt: ["Olá", "Hello"], n: 2 },
      "CreateCompletionResponse",
    ],
    ["/chat/completions", { model, messages }, "CreateChatCompletionResponse"],
    ["/chat/completions", { model, messages, n: 3 }, "CreateChatCompletionResponse"],
    [
      "/chat/completions",
      { model, messages, max_completion_tokens: 5 },
      "CreateChatCompletionResponse",
    ],
    ["/responses", { model, input: "Olá", instructions: "Seja breve." }, "Response"],
    ["/responses", { model, input: "Olá", max_output_tokens: 5 }, "Response"],
    ["/responses", { model, input: "Olá", text: { format } }, "Response"],
    ["/responses", { model, input: "Uma casa", tools, metadata: { a: "b" } }, "Response"],
    ["/images/generations", { ...image, model: "dall-e-3" }, "ImagesResponse"],
    ["/images/generations", { ...image, n: 2, quality: "high" }, "ImagesResponse"],
    ["/images/generations", { ...image, size: "64x32" }, "ImagesResponse"],
    ["/responses", { model, input: 7 }, "ErrorResponse"],
    ["/images/generations", { ...image, n: 99 }, "ErrorResponse"],
  ] as const)("%s %o", async (path, body, schema) => {
    const sandbox = await start();
    const response = await post(sandbox, path, body);
    expect(response.status).toBe(schema === "ErrorResponse" ? 400 : 200);
    expect(published.explain(schema, await readJson(response))).toBe("");
  });

  test("every parameter that is published is known, and no other", () => {
    expect({
      completions: completionsParameters.toSorted(),
      chat: chatParameters.toSorted(),
      responses: responsesParameters.toSorted(),
      images: imageParameters.toSorted(),
    }).toEqual({
      completions: published.listProperties("CreateCompletionRequest"),
      chat: published.listProperties("CreateChatCompletionRequest"),
      responses: published.listProperties("CreateResponse"),
      images: published.listProperties("CreateImageRequest"),
    });
  });

  test("a model by its name", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.url}/models/gpt-4o`);
    expect(published.explain("Model", await readJson(response))).toBe("");
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
