import { existsSync, readFileSync } from "node:fs";
import type { OutgoingHttpHeaders } from "node:http";
import * as zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import { AttemptError } from "../../src/errors.ts";
import { AnswerError } from "../../src/endpoints/answer-error.ts";
import { callApi } from "../../src/requests/calls/call.ts";
import { imageEndpointAdapters } from "../../src/endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../../src/endpoints/text-endpoints.ts";
import { createFinder } from "../../src/secrets/find.ts";
import { never, openClient } from "../requests/http/clients.ts";
import { makeKey } from "../support/keys.ts";
import { startServer } from "../support/scripted-server.ts";

const key = makeKey();
const answer = "Dough rests, so that gluten relaxes.";
/** What is read: an answer's text or a picture's kind, or the error. */
type Read = string | AttemptError;

interface Case {
  readonly endpoint: string;
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: unknown;
}

/** Asks a server that answers so, and reads what comes. */
async function ask({ endpoint, status = 200, headers = {}, body }: Case): Promise<Read> {
  const bytes =
    Buffer.isBuffer(body) || typeof body === "string" ? Buffer.from(body) : toJson(body);
  const { origin } = await startServer((_call, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(bytes);
  });
  const isPicture = endpoint.startsWith("images");
  const text = textEndpointAdapters[endpoint as keyof typeof textEndpointAdapters];
  const images = imageEndpointAdapters[(endpoint.split(" ")[1] ?? "images") as "images"];
  const secrets = createFinder([{ name: "MY_KEY", value: key, isKey: true }]);
  const connection = {
    provider: "p",
    baseUrl: `${origin}/v1`,
    apiKey: key,
    apiKeyEnv: "MY_KEY",
    headers: {},
    timeoutMs: 10_000,
    secrets,
    isAllowed: () => false,
  };
  const call = {
    path: "/x",
    model: "gpt-x",
    maxBytes: 1_000_000,
    leftMs: 10_000,
    body: { messages: [], max_completion_tokens: 5 },
    read: (reply: unknown, excerpt: Parameters<typeof text.readReply>[1]): string => {
      if (!isPicture) {
        return text.readReply(reply, excerpt).text;
      }
      const [first] = images.readReply(reply, excerpt).images;
      return first?.kind === "link" ? first.url : `${first?.bytes.toString("latin1", 0, 4)}`;
    },
  };
  const context = { signal: never, now: () => Date.UTC(2026, 10, 28) };
  try {
    return (await callApi(openClient(), connection, call, context)).reply;
  } catch (error) {
    if (error instanceof AttemptError) {
      return error;
    }
    throw error;
  }
}

function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function chat(message: unknown, choice: object = {}): object {
  return { choices: [{ message, finish_reason: "stop", ...choice }] };
}

const whole = chat({ role: "assistant", content: answer });
const file = new URL("../../../shared/cases/replies.json", import.meta.url);

describe.skipIf(!existsSync(file))("the collected replies (wants ../shared/cases)", () => {
  interface Collected extends Case {
    readonly expect: string;
    readonly encoding: BufferEncoding;
    readonly body: string;
  }
  const cases = existsSync(file)
    ? Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Collected>)
    : [];

  test.each(cases)("%s", async (_name, collected) => {
    const bytes = Buffer.from(collected.body, collected.encoding);
    const read = await ask({ ...collected, body: bytes });
    const isError = read instanceof AttemptError;
    const outcomes: Readonly<Record<string, boolean>> = {
      answer: !isError && read.length > 3 && !/<think|analysis|commentary/.test(read),
      picture: read === "\x89PNG",
      refuse: isError,
      "refuse-once": isError && !read.retryable,
      cut: isError && /^ANSWER_(?:TRUNCATED|FILTERED|FAILED)$/.test(read.code),
      "retry-then-answer": isError && read.retryable,
    };
    expect(outcomes).toMatchObject({ [collected.expect]: true });
  });
});

describe("how an answer ends", () => {
  test.each(["stop", "STOP", "eos", "end_turn", "stop_sequence", "completed", null, undefined])(
    "%s is whole",
    async (finish_reason) => {
      const body = chat({ content: answer }, { finish_reason });
      expect(await ask({ endpoint: "chat", body })).toBe(answer);
    },
  );

  test.each([
    ["length", "ANSWER_TRUNCATED"],
    ["MAX_TOKENS", "ANSWER_TRUNCATED"],
    ["FinishReason.MAX_TOKENS", "ANSWER_TRUNCATED"],
    ["model_context_window_exceeded", "ANSWER_TRUNCATED"],
    ["SAFETY", "ANSWER_FILTERED"],
    ["content_filter: violence", "ANSWER_FILTERED"],
    ["PROHIBITED_CONTENT", "ANSWER_FILTERED"],
    ["refusal", "ANSWER_REFUSED"],
    ["abort", "ANSWER_FAILED"],
    ["insufficient_system_resource", "ANSWER_FAILED"],
    ["", "ANSWER_FAILED"],
    ["what nobody has heard of", "ANSWER_FAILED"],
    [7, "ANSWER_FAILED"],
  ])("%j is not, and what came goes with the error", async (finish_reason, code) => {
    for (const endpoint of ["chat", "completions"]) {
      const choice = { text: answer, message: { content: answer }, finish_reason };
      const error = await ask({ endpoint, body: { choices: [choice] } });
      expect(error).toBeInstanceOf(AnswerError);
      expect(error).toMatchObject({ code, retryable: false, received: { text: answer } });
      const named = /^\w+$/.test(String(finish_reason)) && typeof finish_reason === "string";
      const isNamed = (error as AttemptError).message.includes(String(finish_reason));
      expect(isNamed || !named || code === "ANSWER_REFUSED").toBe(true);
    }
  });

  test.each([
    [{ status: "INCOMPLETE", incomplete_details: { reason: "max_output_tokens" } }, "TRUNCATED"],
    [{ status: "completed", incomplete_details: { reason: "content_filter" } }, "FILTERED"],
    [{ status: "queued" }, "FAILED"],
  ])("a response with %j is not", async (over, code) => {
    const output = [{ type: "message", content: [{ type: "output_text", text: answer }] }];
    const error = await ask({ endpoint: "responses", body: { output, ...over } });
    expect(error).toMatchObject({ code: `ANSWER_${code}`, received: { text: answer } });
  });

  test("a message that broke off within a response that says it did not", async () => {
    const output = [{ type: "message", status: "incomplete", content: answer }];
    const error = await ask({ endpoint: "responses", body: { status: "completed", output } });
    expect(error).toMatchObject({ code: "ANSWER_TRUNCATED" });
  });

  test("an error beside `stop`: the server's words, and at most a second try", async () => {
    const body = chat({ content: answer }, { error: { code: 502, message: "Upstream gone" } });
    const error = await ask({ endpoint: "chat", body });
    expect(error).toMatchObject({ code: "ANSWER_FAILED", retryable: true, mostAttempts: 2 });
    expect((error as AttemptError).message).toContain("Upstream gone");
  });
});

describe("answers in every shape", () => {
  const part = (type: string): object => ({ type, text: answer });
  test.each([
    ["chat", chat({ content: [part("text")] })],
    ["chat", chat({ content: ["Dough rests, ", "so that gluten relaxes."] })],
    [
      "chat",
      chat({ content: [{ type: "thinking", thinking: [part("text")] }, part("output_text")] }),
    ],
    ["chat", chat({ content: [{ type: "text", text: { value: answer } }] })],
    ["chat", chat({ content: answer, reasoning: "hm", reasoning_content: "hm" })],
    ["chat", chat({ content: `<think>hm</think>\n${answer}` })],
    ["chat", { ...whole, error: null, usage: null }],
    ["chat", { ...whole, error: {}, message: "ok", code: 0 }],
    ["completions", { choices: [{ text: `\n\nhm\n</think>\n\n${answer}` }] }],
    ["responses", { output: [{ type: "message", content: [part("text")] }] }],
    ["responses", { output: [{ type: "message", content: answer }] }],
    ["responses", { output: [], output_text: answer }],
    [
      "responses",
      {
        output: [
          { type: "reasoning", content: [part("reasoning_text")] },
          { type: "message", phase: "commentary", content: [part("output_text")] },
          { type: "message", phase: "final_answer", content: [part("output_text")] },
        ],
      },
    ],
  ])("%s %#", async (endpoint, body) => {
    expect(await ask({ endpoint, body })).toBe(answer);
  });

  test.each([
    ["chat", chat({ content: "<think>\nhm" })],
    ["chat", chat({ content: "", reasoning_content: "hm" })],
    ["chat", chat({ content: [{ type: "thinking", thinking: "hm" }] })],
    ["chat", { ...chat({ content: "" }), usage: { prompt_tokens: 3, completion_tokens: 0 } }],
    ["responses", { output: [{ type: "message", phase: "commentary", content: answer }] }],
    ["responses", { output: [], usage: { input_tokens: 0, output_tokens: 0 } }],
  ])("%s without an answer by design is refused once %#", async (endpoint, body) => {
    expect(await ask({ endpoint, body })).toMatchObject({ code: "ANSWER_BLANK", retryable: false });
  });

  test.each(["\u200b", "\ufeff \u00ad\u0007"])("%j is as blank as nothing", async (content) => {
    expect(await ask({ endpoint: "chat", body: chat({ content }) })).toMatchObject({
      code: "ANSWER_BLANK",
    });
  });

  test("a blank text may be chance: twice at the most", async () => {
    const error = await ask({ endpoint: "chat", body: chat({ content: " " }) });
    expect(error).toMatchObject({ code: "ANSWER_BLANK", retryable: true, mostAttempts: 2 });
  });
});

describe("how a body comes", () => {
  const bytes = toJson(whole);
  test.each([
    ["gzip", zlib.gzipSync(bytes)],
    ["x-gzip", zlib.gzipSync(bytes)],
    ["br", zlib.brotliCompressSync(bytes)],
    ["deflate", zlib.deflateSync(bytes)],
    ["deflate", zlib.deflateRawSync(bytes)],
    ["gzip, br", zlib.brotliCompressSync(zlib.gzipSync(bytes))],
    ["identity", bytes],
    ["GZIP", zlib.gzipSync(bytes)],
    ["", zlib.gzipSync(bytes)],
    ["gzip", zlib.gzipSync(zlib.gzipSync(bytes))],
    ["utf-8", bytes],
    ["none", bytes],
  ])("compressed as %s, though nobody asked", async (encoding, body) => {
    const headers = { "content-encoding": encoding };
    expect(await ask({ endpoint: "chat", headers, body })).toBe(answer);
  });

  test.each([
    [
      "zeros that unpack to more than a reply may hold",
      "gzip",
      zlib.gzipSync(Buffer.alloc(2_000_000)),
    ],
    ["what no decoder knows", "compress", bytes],
    ["what is not compressed at all", "gzip", bytes],
    ["a name that every object knows", "constructor", bytes],
  ])("%s: an error, no more", async (_what, encoding, body) => {
    const headers = { "content-encoding": encoding };
    const error = await ask({ endpoint: "chat", headers, body });
    expect(error).toMatchObject({ code: "PROVIDER_BAD_RESPONSE" });
  });

  // One block as it stands (RFC 8878): Node 20 could not write a compressed one.
  const short = toJson(chat({ content: answer }));
  const block = Buffer.from([(short.length << 3) | 1, short.length >> 5, 0]);
  const zstd = Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, short.length]),
    block,
    short,
  ]);
  const canZstd = "zstdDecompress" in zlib;

  test.skipIf(!canZstd)("compressed as zstd, where Node has it", async () => {
    const headers = { "content-encoding": "zstd" };
    expect(await ask({ endpoint: "chat", headers, body: zstd })).toBe(answer);
  });

  test.skipIf(canZstd)("compressed as zstd, where Node lacks it: once, and why", async () => {
    const headers = { "content-encoding": "zstd" };
    const error = await ask({ endpoint: "chat", headers, body: zstd });
    expect(error).toMatchObject({ code: "PROVIDER_BAD_RESPONSE", retryable: false });
    expect((error as AttemptError).hint).toContain("22.15");
  });

  test.each([
    ["a byte order mark", Buffer.concat([Buffer.from("\u{FEFF}"), bytes]), undefined],
    ["blank padding", Buffer.concat([Buffer.from(" \n\r\n   "), bytes]), undefined],
    ["UTF-16", Buffer.from(`\u{FEFF}${bytes.toString()}`, "utf16le"), undefined],
    [
      "UTF-16 the other way round",
      Buffer.from(`\u{FEFF}${bytes.toString()}`, "utf16le").swap16(),
      "application/json; charset=utf-16",
    ],
    ["another content type", bytes, "text/plain"],
    ["a charset that nobody knows", bytes, "application/json; charset=klingon"],
  ])("with %s", async (_what, body, type) => {
    const headers = type === undefined ? {} : { "content-type": type };
    expect(await ask({ endpoint: "chat", headers, body })).toBe(answer);
  });

  test("in Latin-1 by its charset, and in UTF-8 whatever the charset says", async () => {
    const text = JSON.stringify(chat({ content: "Pão à mão." }));
    const headers = { "content-type": 'application/json; charset="ISO-8859-1"' };
    for (const body of [Buffer.from(text, "latin1"), Buffer.from(text)]) {
      expect(await ask({ endpoint: "chat", headers, body })).toBe("Pão à mão.");
    }
  });

  test.each([
    ["no charset", "application/json", "Pão à mão, três vezes."],
    ["another charset than it has", "application/json; charset=utf-8", "Pão."],
    ["a charset with quotes of its own", "application/json; charset=windows-1252", "“Pão” – 3 €…"],
    ["the name of one that stands for it", "text/plain; charset=latin1", "L’œuf"],
  ])("in an old encoding, with %s: no letter is lost", async (_what, type, content) => {
    const marks: Readonly<Record<string, number>> = {
      "“": 0x93,
      "”": 0x94,
      "–": 0x96,
      "€": 0x80,
      "…": 0x85,
      "’": 0x92,
      œ: 0x9c,
    };
    const text = JSON.stringify(chat({ content }));
    const body = Buffer.from(Array.from(text, (letter) => marks[letter] ?? letter.charCodeAt(0)));
    expect(await ask({ endpoint: "chat", headers: { "content-type": type }, body })).toBe(content);
  });

  test("in UTF-8 of which a byte is lost: no answer, rather than a wrong letter", async () => {
    const text = Buffer.from(JSON.stringify(chat({ content: "Pão à mão" })));
    const at = text.indexOf("ã") + 1;
    const spoilt = Buffer.concat([text.subarray(0, at), text.subarray(at + 1)]);
    const error = await ask({ endpoint: "chat", body: spoilt });
    expect(error).toMatchObject({
      code: "PROVIDER_BAD_RESPONSE",
      retryable: true,
      mostAttempts: 2,
    });
    expect((error as AttemptError).message).toContain("spoilt");
  });

  test("behind the comments that keep a connection open", async () => {
    const body = Buffer.concat([Buffer.from(": PROCESSING\n\n: PROCESSING\n\n"), bytes]);
    expect(await ask({ endpoint: "chat", body })).toBe(answer);
  });

  test.each([
    [200, 'data: {"error":{"code":402,"message":"Pay first"}}\n\n', "QUOTA", false],
    [
      200,
      ': PROCESSING\r\n\r\ndata: {"error":{"code":429,"message":"Pay first"}}\r\n',
      "RATE_LIMIT",
      true,
    ],
    [
      200,
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Pay first"}}\n\n',
      "UNAVAILABLE",
      true,
    ],
    [
      200,
      'data: {"choices":[{"delta":{"content":"Dough"}}]}\n\ndata: {"error":{"code":502,"message":"Pay first"}}\n\n',
      "UNAVAILABLE",
      true,
    ],
    [400, 'data: {"error":{"message":"Pay first"}}\n\n', "REJECTED", false],
  ])(
    "an error in a stream, with status %i, is that error %#",
    async (status, body, code, retryable) => {
      const headers = { "content-type": "text/event-stream" };
      const error = await ask({ endpoint: "chat", status, headers, body });
      expect(error).toMatchObject({ code: `PROVIDER_${code}`, retryable });
      expect((error as AttemptError).message).toContain('"Pay first"');
    },
  );

  test.each([
    ["a stream", "text/event-stream", 'data: {"choices":[]}\n\ndata: [DONE]\n', "stream", false],
    ["a stream by another name", "application/json", "data: {}\n\n", "stream", false],
    ["lines of JSON", "application/x-ndjson", '{"a":1}\n{"a":2}\n', "stream", false],
    ["NaN", "application/json", '{"choices":[{"logprobs":NaN}]}', "NaN", false],
    ["a page", "text/html", "<html><head><title>Sign in</title>", '"Sign in"', false],
    ["XML", "application/xml", "<?xml version='1.0'?><Error/>", "XML", false],
    ["words", "text/plain", "It works!", 'not JSON, but words: "It works!"', false],
    ["nothing", "application/json", "", "empty", true],
    ["half a reply", "application/json", '{"choices":[{"mess', "breaks off", true],
  ])("%s is no answer", async (_what, type, body, said, retryable) => {
    const error = await ask({ endpoint: "chat", headers: { "content-type": type }, body });
    expect(error).toMatchObject({ code: "PROVIDER_BAD_RESPONSE", retryable });
    expect((error as AttemptError).message).toContain(said);
    expect((error as AttemptError).mostAttempts).toBe(retryable ? 2 : undefined);
  });
});

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUg==", "base64");
const base64 = png.toString("base64");
const isPng = "\x89PNG";

describe("pictures in every shape", () => {
  const call = { type: "image_generation_call", status: "completed", result: base64 };
  const data = `data:image/png;base64,${base64}`;
  test.each([
    ["images", { data: [{ b64_json: data }] }, isPng],
    ["images", { data: [{ url: data }] }, isPng],
    ["images", { data: [data] }, isPng],
    ["images", { data: [{ url: `data:image/png;base64,${encodeURIComponent(base64)}` }] }, isPng],
    ["images", { data: [{ url: "/files/1.png?sig=1" }] }, "/files/1.png?sig=1"],
    ["images", { images: [{ url: "https://a.example/1.png" }] }, "https://a.example/1.png"],
    ["images", { data: { url: "https://a.example/1.png" } }, "https://a.example/1.png"],
    ["images", { data: [{ image_url: { url: data } }] }, isPng],
    ["images", { data: [{ image: base64 }] }, isPng],
    ["images", { data: [{ url: data.toUpperCase().replace(/,.*/, `,${base64}`) }] }, isPng],
    ["images", { data: [{ url: data.replace(";", ";charset=utf-8;") }] }, isPng],
    ["images chat", chat({ content: " https://a.example/1.png\n" }), "https://a.example/1.png"],
    ["images", { artifacts: [{ base64, finish_reason: "SUCCESS" }] }, isPng],
    ["images chat", chat({ content: "Here.", images: [{ image_url: { url: data } }] }), isPng],
    ["images chat", chat({ content: null, images: [{ image_url: data }] }), isPng],
    ["images chat", chat({ content: [{ type: "image_url", image_url: { url: data } }] }), isPng],
    ["images chat", chat({ content: `Here: ![a house](${data})` }), isPng],
    ["images responses", { status: "completed", output: [{ type: "reasoning" }, call] }, isPng],
    ["images responses", { output: [{ ...call, status: "generating" }] }, isPng],
  ])("%s %#", async (endpoint, body, expected) => {
    expect(await ask({ endpoint, body })).toBe(expected);
  });

  test.each([
    [
      "images",
      { data: [{ b64_json: base64, finish_reason: "CONTENT_FILTERED" }] },
      "FILTERED",
      false,
    ],
    [
      "images",
      { artifacts: [{ base64, finishReason: "CONTENT_FILTERED", seed: 1 }] },
      "FILTERED",
      false,
    ],
    [
      "images",
      { data: [{ error: { code: "content_policy_violation", message: "Blocked." } }] },
      "FILTERED",
      false,
    ],
    ["images", { data: [{ error: "The worker crashed." }] }, "FAILED", false],
    ["images", { images: [{ url: "x" }] }, "BLANK", false],
    ["images", { data: [] }, "BLANK", true],
    ["images chat", chat({ content: "I would rather describe it." }), "BLANK", true],
    ["images chat", chat({ content: null, refusal: "No." }), "REFUSED", false],
    ["images responses", { output: [{ ...call, status: "failed", result: null }] }, "BLANK", true],
    ["images responses", { status: "incomplete", output: [call] }, "TRUNCATED", false],
  ])("%s without one is refused %#", async (endpoint, body, code, retryable) => {
    expect(await ask({ endpoint, body })).toMatchObject({ code: `ANSWER_${code}`, retryable });
  });
});

describe("errors in every shape, in a success and with a status", () => {
  const google = {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    message: "Slow down",
    details: [{ "@type": "type.example/RetryInfo", retryDelay: "34.5s" }],
  };
  test.each([
    ["an object", { error: { code: 429, message: "Slow down" } }, "RATE_LIMIT", true],
    [
      "a service's",
      { __type: "service#ThrottlingException", error: "Slow down" },
      "RATE_LIMIT",
      true,
    ],
    ["a reason", { error: true, reason: "Slow down" }, "ANSWER_FAILED", false],
    [
      "words of a model that loads",
      { error: "Slow down: the model is loading" },
      "UNAVAILABLE",
      true,
    ],
    ["a text", { error: "Slow down" }, "ANSWER_FAILED", false],
    ["a list", [{ error: { code: 404, message: "Slow down" } }], "MODEL", false],
    [
      "errors",
      { success: false, errors: [{ code: 7003, message: "Slow down" }] },
      "ANSWER_FAILED",
      false,
    ],
    ["detail", { detail: "Slow down" }, "ANSWER_FAILED", false],
    [
      "detail of fields",
      { detail: [{ loc: ["body", "n"], msg: "Slow down" }] },
      "ANSWER_FAILED",
      false,
    ],
    ["message", { object: "error", message: "Slow down", code: 503 }, "UNAVAILABLE", true],
    ["Google's", { error: google }, "RATE_LIMIT", true],
    [
      "a wrapped one",
      {
        error: {
          message: "502",
          metadata: { raw: '{"error":{"message":"Slow down","code":"overloaded"}}' },
        },
      },
      "UNAVAILABLE",
      true,
    ],
    [
      "a status of its own",
      { base_resp: { status_code: 1002, status_msg: "Slow down" }, choices: null },
      "ANSWER_FAILED",
      false,
    ],
    [
      "a type",
      { type: "error", error: { type: "overloaded_error", message: "Slow down" } },
      "UNAVAILABLE",
      true,
    ],
    [
      "a failed response",
      { status: "failed", output: [], error: { code: "server_error", message: "Slow down" } },
      "UNAVAILABLE",
      true,
    ],
  ])("%s within a 200", async (_what, body, code, retryable) => {
    for (const endpoint of ["chat", "responses", "images"]) {
      const error = await ask({ endpoint, body });
      const expected = code.startsWith("ANSWER") ? code : `PROVIDER_${code}`;
      expect(error).toMatchObject({ code: expected, retryable });
      expect((error as AttemptError).message).toContain("Slow down");
    }
  });

  test("what the body asks to wait is obeyed", async () => {
    const body = { error: google };
    expect(await ask({ endpoint: "chat", body })).toMatchObject({ retryAfterMs: 34_500 });
    const said = { error: { message: "Rate limit reached. Please try again in 1m2.5s." } };
    const error = await ask({ endpoint: "chat", status: 429, body: said });
    expect(error).toMatchObject({ retryAfterMs: 62_500 });
  });

  test.each([
    [403, { error: { message: "Input was flagged for moderation" } }, "ANSWER_FILTERED", /reword/i],
    [400, { error: { code: "content_policy_violation" } }, "ANSWER_FILTERED", /reword/i],
    [
      403,
      { error: { code: "unsupported_country_region_territory" } },
      "PROVIDER_REJECTED",
      /not at fault/,
    ],
    [402, { error: { message: "Insufficient Balance" } }, "PROVIDER_QUOTA", /credit/i],
    [400, { error: { message: "Your credit balance is too low" } }, "PROVIDER_QUOTA", /credit/i],
    [400, { message: "maximum context length is 2048 tokens" }, "PROVIDER_REJECTED", /shorten/i],
    [413, "<html><title>413</title>", "PROVIDER_REJECTED", /shorten/i],
    [
      429,
      { error: { message: "Request too large for gpt-x (TPM)", code: "rate_limit_exceeded" } },
      "PROVIDER_REJECTED",
      /shorten/i,
    ],
    [
      400,
      [{ error: { message: 'Unknown name "max_completion_tokens": Cannot find field.' } }],
      "PROVIDER_REJECTED",
      /max_tokens_field to max_tokens /,
    ],
    [
      400,
      { error: { message: "max_tokens is too large: it may be at most 4096" } },
      "PROVIDER_REJECTED",
      /max_output_tokens/,
    ],
    [400, { detail: "Invalid model name: gpt-x" }, "PROVIDER_MODEL", /model/],
    [
      400,
      { error: { message: "API key not valid. Please pass a valid API key." } },
      "PROVIDER_AUTH",
      /MY_KEY/,
    ],
    [403, { message: "Forbidden" }, "PROVIDER_AUTH", /MY_KEY/],
    [400, { error: "Invalid input: content policy violation" }, "ANSWER_FILTERED", /Reword/],
    [200, { choices: [{ finish_reason: "content_filter" }] }, "ANSWER_FILTERED", /Reword/],
    [403, "<html><title>Just a moment...</title>", "PROVIDER_REJECTED", /proxy/],
    [403, { error: "Your team has used all available credits." }, "PROVIDER_QUOTA", /credit/],
    [
      400,
      { error: { message: "Unsupported value: 'top_p'.", param: "top_p" } },
      "PROVIDER_REJECTED",
      /^Change top_p/,
    ],
    [
      400,
      { error: { message: "Unknown parameter: 'moderation'.", param: "moderation" } },
      "PROVIDER_REJECTED",
      /^Change moderation/,
    ],
    [404, { detail: "Not Found" }, "PROVIDER_MODEL", /endpoint/],
    [405, { detail: "Method Not Allowed" }, "PROVIDER_REJECTED", /endpoint/],
    [200, { error: "Unexpected endpoint or method." }, "PROVIDER_REJECTED", /endpoint/],
    [
      422,
      { error: { message: "`inputs` tokens + `max_new_tokens` must be <= 4097" } },
      "PROVIDER_REJECTED",
      /Shorten/,
    ],
    [
      200,
      { message: { role: "assistant", content: "Yes." }, done: true },
      "PROVIDER_BAD_RESPONSE",
      /base_url/,
    ],
    [400, "Missing required header: x-team-id", "PROVIDER_REJECTED", /settings/],
  ])("a %i that says %j is asked once, and the hint fits", async (status, body, code, hint) => {
    const error = await ask({ endpoint: "chat", status, body });
    expect(error).toMatchObject({ code, retryable: false });
    expect((error as AttemptError).hint).toMatch(hint);
  });

  test.each([
    [408, {}],
    [425, {}],
    [498, { error: { message: "capacity", code: "capacity_exceeded" } }],
    [520, "<html><title>520: unknown error</title>"],
    [529, { error: { type: "overloaded_error" } }],
    [400, { error: { code: 429, message: "slow" } }],
    [400, { error: { code: "rate_limit_exceeded" } }],
    [503, { error: "Loading model" }],
    [200, { error: "429 Too Many Requests" }],
    [200, { detail: "Internal Server Error" }],
  ])("a %i that says %j may pass", async (status, body) => {
    expect(await ask({ endpoint: "chat", status, body })).toMatchObject({ retryable: true });
  });

  test("a word with dots behind it is shown, a key cut short is not", async () => {
    const message = "Loading the model... Your key abc-12... is none.";
    const error = await ask({ endpoint: "chat", status: 400, body: { error: { message } } });
    expect((error as AttemptError).message).toContain("Loading the model... Your key […] is none.");
  });

  test("a redirect names where it leads, without its query", async () => {
    const headers = { location: "https://other.example/v1/chat?token=abc" };
    const error = await ask({ endpoint: "chat", status: 308, headers, body: "" });
    expect(error).toMatchObject({ code: "PROVIDER_REJECTED", retryable: false });
    expect((error as AttemptError).message).toContain("to https://other.example/v1/chat");
    expect((error as AttemptError).message).not.toContain("token");
  });

  test("the words come redacted, in one line, and short", async () => {
    const message = `Bad key ${key} for\u001b[2J team ${"x".repeat(5000)}`;
    for (const [status, body] of [
      [200, { error: message }],
      [401, { error: { message } }],
      [500, message],
    ] as const) {
      const { message: shown } = (await ask({ endpoint: "chat", status, body })) as AttemptError;
      expect(shown).toContain("Bad key […] for [2J team");
      expect(shown).not.toMatch(/\p{Cc}/u);
      expect(shown.length).toBeLessThan(500);
    }
  });
});
