import { randomBytes } from "node:crypto";
import OpenAI, { APIError, toFile } from "openai";
import type { ChatCompletionUserMessageParam } from "openai/resources/chat/completions";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { start } from "./support.ts";

/** A client of OpenAI's own package that asks a sandbox. */
async function makeClient(): Promise<OpenAI> {
  const sandbox = await start();
  const apiKey = `sk-test-${randomBytes(16).toString("hex")}`;
  return new OpenAI({ apiKey, baseURL: sandbox.url, maxRetries: 0 });
}

const model = "gpt-5.4-mini";
const messages: ChatCompletionUserMessageParam[] = [
  { role: "user", content: "Say something about bread, as JSON." },
];

async function errorOf(promise: Promise<unknown>): Promise<APIError> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

function picture(width: number, height: number, red = 1): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background: { r: red, g: 2, b: 3 } } })
    .png()
    .toBuffer();
}

describe("texts", () => {
  test("a chat has as many choices as were asked for, each counted", async () => {
    const client = await makeClient();
    const one = await client.chat.completions.create({ model, messages });
    const three = await client.chat.completions.create({ model, messages, n: 3 });
    expect(three.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(three.choices[2]?.message.content).toBe(one.choices[0]?.message.content);
    expect(three.usage?.completion_tokens).toBe(3 * (one.usage?.completion_tokens ?? NaN));
    expect(three.usage?.prompt_tokens).toBe(one.usage?.prompt_tokens);
    expect(one.usage?.completion_tokens_details?.reasoning_tokens).toBe(0);
  });

  test("a completion has them for each of its prompts, in order", async () => {
    const client = await makeClient();
    const { choices } = await client.completions.create({
      model: "gpt-3.5-turbo-instruct",
      prompt: ["The first prompt", "The second prompt"],
      n: 2,
      max_tokens: 500,
    });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(choices.map(({ text }) => /The \w+ prompt/.exec(text)?.[0])).toEqual([
      "The first prompt",
      "The first prompt",
      "The second prompt",
      "The second prompt",
    ]);
  });

  test("an answer ends before a stop word", async () => {
    const client = await makeClient();
    const { choices } = await client.chat.completions.create({
      model: "gpt-4o",
      messages,
      stop: ["bread"],
    });
    expect(choices[0]?.finish_reason).toBe("stop");
    expect(choices[0]?.message.content).toMatch(/Say something about $/);
  });

  test("a response that reaches its limit is incomplete", async () => {
    const client = await makeClient();
    const response = await client.responses.create({ model, input: "Bread", max_output_tokens: 5 });
    expect(response.status).toBe("incomplete");
    expect(response.incomplete_details).toEqual({ reason: "max_output_tokens" });
    expect(response.usage?.output_tokens).toBe(5);
  });

  test("streams are refused in words", async () => {
    const client = await makeClient();
    const body = { model, messages, stream: true } as const;
    const error = await errorOf(client.chat.completions.create(body));
    expect(error).toMatchObject({ status: 400, param: "stream", code: "unsupported_value" });
    expect(error.message).toMatch(/does not stream/);
  });
});

describe("JSON", () => {
  const schema = {
    type: "object",
    properties: {
      title: { type: "string" },
      sections: {
        type: "array",
        items: {
          type: "object",
          properties: { title: { type: "string" }, words: { type: "integer", minimum: 50 } },
          required: ["title", "words"],
          additionalProperties: false,
        },
      },
    },
    required: ["title", "sections"],
    additionalProperties: false,
  };

  test("json_object gives an object", async () => {
    const client = await makeClient();
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      response_format: { type: "json_object" },
    });
    const answer: unknown = JSON.parse(choices[0]?.message.content ?? "");
    expect(answer).toEqual({ answer: expect.stringContaining("bread") });
  });

  test("json_object is refused where nothing speaks of JSON", async () => {
    const client = await makeClient();
    const error = await errorOf(
      client.chat.completions.create({
        model,
        messages: [{ role: "user", content: "Bread" }],
        response_format: { type: "json_object" },
      }),
    );
    expect(error).toMatchObject({ status: 400, param: "response_format" });
  });

  test("json_schema gives what fits, in chat and in a response", async () => {
    const client = await makeClient();
    const format = { type: "json_schema", name: "outline", schema, strict: true } as const;
    const chat = await client.chat.completions.create({
      model,
      messages,
      response_format: {
        type: "json_schema",
        json_schema: { name: "outline", schema, strict: true },
      },
    });
    const response = await client.responses.create({ model, input: "Bread", text: { format } });
    for (const text of [chat.choices[0]?.message.content ?? "", response.output_text]) {
      expect(JSON.parse(text)).toEqual({
        title: expect.any(String),
        sections: [
          { title: "title 1", words: expect.any(Number) },
          { title: "title 2", words: expect.any(Number) },
        ],
      });
    }
  });

  test("a strict schema that the API would refuse is refused", async () => {
    const client = await makeClient();
    const { additionalProperties: _, ...open } = schema;
    const error = await errorOf(
      client.responses.create({
        model,
        input: "Bread",
        text: { format: { type: "json_schema", name: "outline", schema: open, strict: true } },
      }),
    );
    expect(error).toMatchObject({ status: 400, param: "text.format.schema" });
    expect(error.message).toMatch(/additionalProperties/);
  });
});

describe("models", () => {
  test("are listed and retrieved", async () => {
    const client = await makeClient();
    const ids: string[] = [];
    for await (const { id } of client.models.list()) {
      ids.push(id);
    }
    expect(ids).toContain("gpt-image-2");
    expect(await client.models.retrieve("gpt-image-2")).toMatchObject({ id: "gpt-image-2" });
    const error = await errorOf(client.models.retrieve("nobody"));
    expect(error).toMatchObject({ status: 404, code: "model_not_found" });
  });
});

describe("pictures", () => {
  test("of gpt-image models are base64; a response_format is refused", async () => {
    const client = await makeClient();
    const body = { model: "gpt-image-2", prompt: "A house", size: "1024x1024", n: 2 } as const;
    const { data = [], usage } = await client.images.generate({ ...body, output_format: "jpeg" });
    expect(data.map(({ url }) => url)).toEqual([undefined, undefined]);
    const bytes = data.map(({ b64_json: base64 = "" }) => Buffer.from(base64, "base64"));
    expect(await sharp(bytes[0]).metadata()).toMatchObject({ format: "jpeg", width: 1024 });
    expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(false);
    expect(usage?.output_tokens).toBeGreaterThan(0);
    const error = await errorOf(client.images.generate({ ...body, response_format: "url" }));
    expect(error).toMatchObject({
      status: 400,
      param: "response_format",
      code: "unknown_parameter",
    });
  });

  test("are edited: other pictures given make another, the same the same", async () => {
    const client = await makeClient();
    const edit = async (...files: readonly Buffer[]): Promise<string> => {
      const image = await Promise.all(
        files.map((bytes) => toFile(bytes, "a.png", { type: "image/png" })),
      );
      const { data = [], usage } = await client.images.edit({
        model: "gpt-image-2",
        prompt: "A house",
        size: "1024x1024",
        n: 1,
        image,
      });
      expect(usage?.input_tokens_details.image_tokens).toBeGreaterThan(0);
      return data[0]?.b64_json ?? "";
    };
    const [one, other] = await Promise.all([picture(32, 32, 1), picture(32, 32, 9)]);
    const edited = await edit(one, other);
    expect(await edit(one, other)).toBe(edited);
    expect(await edit(one)).not.toBe(edited);
    const facts = await sharp(Buffer.from(edited, "base64")).metadata();
    expect(facts).toMatchObject({ width: 1024, height: 1024, format: "png" });
  });

  test("an edit's mask must be of its picture's size, and a picture a picture", async () => {
    const client = await makeClient();
    const edit = async (image: Buffer, mask?: Buffer): Promise<unknown> =>
      client.images.edit({
        model: "gpt-image-2",
        prompt: "A house",
        image: await toFile(image, "a.png", { type: "image/png" }),
        ...(mask && { mask: await toFile(mask, "m.png", { type: "image/png" }) }),
      });
    const [small, large] = await Promise.all([picture(32, 32), picture(64, 32)]);
    await edit(small, small);
    expect(await errorOf(edit(small, large))).toMatchObject({ status: 400, param: "mask" });
    const error = await errorOf(edit(Buffer.from("no picture")));
    expect(error).toMatchObject({ status: 400, param: "image" });
  });

  test("come through chat as data: addresses, one a choice", async () => {
    const client = await makeClient();
    const { choices } = await client.chat.completions.create({
      model: "some/painter",
      messages: [{ role: "user", content: "Draw a house." }],
      n: 2,
      // As gateways take it; the package's types know only OpenAI's own.
      ...({ modalities: ["image", "text"], image_config: { aspect_ratio: "16:9" } } as object),
    });
    const urls = choices.map(({ message }) => {
      const { images } = message as unknown as { images: { image_url: { url: string } }[] };
      return images[0]?.image_url.url ?? "";
    });
    expect(new Set(urls).size).toBe(2);
    const bytes = Buffer.from(urls[0]?.replace("data:image/png;base64,", "") ?? "", "base64");
    const { width, height } = await sharp(bytes).metadata();
    expect(width / height).toBeCloseTo(16 / 9, 1);
    expect(choices[0]?.message.content).toMatch(/house/);
  });

  test("come through responses as calls of the tool", async () => {
    const client = await makeClient();
    const { output, output_text: text } = await client.responses.create({
      model,
      input: "Draw a house.",
      tools: [{ type: "image_generation", size: "1536x1024", output_format: "webp" }],
      tool_choice: { type: "image_generation" },
    });
    const call = output.find((item) => item.type === "image_generation_call");
    const again = await client.responses.create({
      model,
      input: "Draw a house.",
      tools: [{ type: "image_generation", size: "1536x1024", output_format: "webp" }],
    });
    const other = again.output.find((item) => item.type === "image_generation_call");
    expect(other?.result).not.toBe(call?.result);
    const facts = await sharp(Buffer.from(call?.result ?? "", "base64")).metadata();
    expect(facts).toMatchObject({ width: 1536, height: 1024, format: "webp" });
    expect(text).toMatch(/house/);
    const error = await errorOf(
      client.responses.create({
        model,
        input: "Draw a house.",
        tools: [{ type: "image_generation", size: "17x17" }],
      }),
    );
    expect(error).toMatchObject({ status: 400, param: "tools[0].size" });
    const format = await errorOf(
      client.responses.create({
        model,
        input: "Draw a house.",
        tools: [{ type: "image_generation", output_format: "gif" as "png" }],
      }),
    );
    expect(format).toMatchObject({ status: 400 });
  });
});
