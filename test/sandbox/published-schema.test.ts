import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { post, readJson, start } from "./support.ts";

// The published description is not part of this project; it may lie in a folder beside it.
const file = join(import.meta.dirname, "../../../shared/openai-openapi.json");
const present = existsSync(file);
if (!present) {
  console.warn("The published OpenAPI description is not here: its checks are skipped.");
}

interface Description {
  readonly components: object;
}

function describeReplies(): Ajv {
  const { components } = JSON.parse(readFileSync(file, "utf8")) as Description;
  const ajv = new Ajv({ strict: false, allErrors: true, discriminator: false });
  formats.default(ajv);
  ajv.addFormat("unixtime", { type: "number", validate: Number.isInteger });
  return ajv.addSchema({ $id: "openapi", components });
}
const published = present ? describeReplies() : new Ajv();

/** What is wrong with a reply, by the schema of that name; empty when nothing is. */
function validate(schema: string, value: unknown): string {
  const check = published.compile({ $ref: `openapi#/components/schemas/${schema}` });
  return check(value) ? "" : published.errorsText(check.errors);
}

describe.skipIf(!present)("replies follow the published schemas", () => {
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
    expect(validate(schema, await readJson(response))).toBe("");
  });

  test("the list of models", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.url}/models`);
    expect(validate("ListModelsResponse", await readJson(response))).toBe("");
  });

  test("a reply that lacks something would be found", () => {
    expect(validate("Response", { id: "resp_1", object: "response" })).not.toBe("");
  });
});
