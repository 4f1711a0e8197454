import { randomBytes } from "node:crypto";
import OpenAI, { APIError } from "openai";
import { expect, test } from "vitest";
import type { SandboxOptions } from "../../src/sandbox/server.ts";
import { start } from "./support.ts";

const model = "gpt-5.4-mini";

async function makeClient(options: SandboxOptions = {}): Promise<OpenAI> {
  const sandbox = await start(options);
  const apiKey = `sk-test-${randomBytes(16).toString("hex")}`;
  return new OpenAI({ apiKey, baseURL: sandbox.url, maxRetries: 0 });
}

test("a reply names the tier that served it, where the request does", async () => {
  const client = await makeClient();
  const tierOf = async (more: object): Promise<unknown> =>
    (await client.responses.create({ model, input: "Bread", ...more })).service_tier;
  expect(await tierOf({})).toBeUndefined();
  expect(await tierOf({ service_tier: "auto" })).toBe("default");
  expect(await tierOf({ service_tier: "flex" })).toBe("flex");
  expect(await tierOf({ service_tier: "fast" })).toBe("priority");
  const chat = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content: "Bread" }],
    service_tier: "flex",
  });
  expect(chat.service_tier).toBe("flex");
  await expect(tierOf({ service_tier: "cheap" })).rejects.toMatchObject({ param: "service_tier" });
});

test("flex finds no room, as often as it was asked for; others always do", async () => {
  const drawn = [0.4, 0.6];
  const client = await makeClient({ flexRefuseRate: 0.5, random: () => drawn.shift() ?? NaN });
  const flex = { model, input: "Bread", service_tier: "flex" } as const;
  const error = await client.responses.create(flex).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(APIError);
  expect(error).toMatchObject({ status: 429, code: "resource_unavailable" });
  expect((await client.responses.create({ model, input: "Bread" })).status).toBe("completed");
  expect((await client.responses.create(flex)).service_tier).toBe("flex");
});

test("tokens are counted without an answer", async () => {
  const client = await makeClient();
  const body = { model, instructions: "Be brief.", input: "What is bread?" };
  const { object, input_tokens: counted } = await client.responses.inputTokens.count(body);
  const { usage } = await client.responses.create(body);
  expect([object, counted]).toEqual(["response.input_tokens", usage?.input_tokens]);
});

/** Of 2,000 tokens. */
const style = "Write in short sentences. ".repeat(400).slice(0, 8000);

test("a beginning that a request has in common with earlier ones is read from the cache", async () => {
  const client = await makeClient();
  const ask = async (input: string, more: object = {}): Promise<readonly unknown[]> => {
    const body = { model, instructions: style, input, ...more };
    const details = (await client.responses.create(body)).usage?.input_tokens_details;
    return [details?.cached_tokens, details?.cache_write_tokens];
  };
  expect(await ask("About bread")).toEqual([0, 1920]);
  expect(await ask("About salt")).toEqual([1920, 0]);
  expect(await ask("About salt", { prompt_cache_key: "other" })).toEqual([0, 1920]);
  expect(await ask("About salt", { model: "gpt-5.4" })).toEqual([0, 1920]);
  expect(await ask("About bread", { instructions: `Now ${style}` })).toEqual([0, 1920]);
  expect(await ask("About bread", { instructions: style.slice(0, 4000) })).toEqual([0, 0]);
});

test("requests that are out together share nothing; chat counts alike", async () => {
  const client = await makeClient({ latencyMs: 20 });
  const ask = async (content: string): Promise<unknown> => {
    const { usage } = await client.chat.completions.create({
      model,
      messages: [
        { role: "system", content: style },
        { role: "user", content },
      ],
    });
    return usage?.prompt_tokens_details?.cached_tokens;
  };
  expect(await Promise.all([ask("Bread"), ask("Salt")])).toEqual([0, 0]);
  expect(await ask("Water")).toBe(1920);
});
