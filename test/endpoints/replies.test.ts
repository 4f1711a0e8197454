import type { ChatCompletion } from "openai/resources/chat/completions";
import type { Completion } from "openai/resources/completions";
import type { ImagesResponse } from "openai/resources/images";
import type { Response } from "openai/resources/responses/responses";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AttemptError } from "../../src/errors.ts";
import { imageEndpointAdapters } from "../../src/endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../../src/endpoints/text-endpoints.ts";
import { attempt, thrownBy } from "../support/thrown.ts";

const { responses, chat, completions } = {
  responses: (body: unknown) => textEndpointAdapters.responses.readReply(body, excerpt),
  chat: (body: unknown) => textEndpointAdapters.chat.readReply(body, excerpt),
  completions: (body: unknown) => textEndpointAdapters.completions.readReply(body, excerpt),
};
const readImageReply = (body: unknown) => imageEndpointAdapters.images.readReply(body, excerpt);
/** As for a server that wants no key: nothing is hidden. */
const excerpt = (words: string | undefined): string | undefined => words;
type Over = Readonly<Record<string, unknown>>;

/** Why a body is not an answer. */
function refusal(read: () => unknown): AttemptError {
  return thrownBy(AttemptError, read);
}

const message = (text: string): Over => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text, annotations: [] }],
});
const billed = { input_tokens: 7, output_tokens: 9 };
const usage = { ...billed, total_tokens: 16 };

describe("/responses", () => {
  const reply = (over: Over = {}): Over => ({
    ...({
      id: "resp_1",
      object: "response",
      model: "gpt-5.4-mini-2026-03-17",
      status: "completed",
      error: null,
      incomplete_details: null,
    } satisfies Partial<Response>),
    output: [message("The answer.")],
    usage,
    ...over,
  });

  test("the text, who served it, and what it took", () => {
    expect(responses(reply())).toEqual({
      text: "The answer.",
      finish: "stop",
      servedBy: "gpt-5.4-mini-2026-03-17",
      usage: { input_tokens: 7, output_tokens: 9 },
    });
  });

  test("only the text of messages counts, joined; reasoning and unknown items do not", () => {
    const output = [
      { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "hm" }] },
      message("One, "),
      { type: "web_search_call", id: "ws_1", status: "completed" },
      { type: "something_new", content: "odd" },
      message("two."),
    ];
    expect(responses(reply({ output })).text).toBe("One, two.");
  });

  test("blank lines around a text are taken off", () => {
    expect(responses(reply({ output: [message("\n\n a \n b \n\n")] })).text).toBe("a \n b");
    expect(responses(reply({ output: [message("\n    x = 1\n")] })).text).toBe("    x = 1");
  });

  test.each([
    ["blank text", { output: [message(" \n ")] }, "ANSWER_BLANK", true],
    ["no output", { output: [] }, "ANSWER_BLANK", true],
    ["output that is null", { output: null }, "ANSWER_BLANK", true],
    ["only reasoning", { output: [{ type: "reasoning", summary: [] }] }, "ANSWER_BLANK", false],
    [
      "cut off by its length",
      { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      "ANSWER_TRUNCATED",
      false,
    ],
    ["incomplete, nobody says why", { status: "incomplete" }, "ANSWER_TRUNCATED", false],
    [
      "filtered",
      { status: "incomplete", incomplete_details: { reason: "content_filter" } },
      "ANSWER_FILTERED",
      false,
    ],
    [
      "refused",
      { output: [{ ...message(""), content: [{ type: "refusal", refusal: "I cannot." }] }] },
      "ANSWER_REFUSED",
      false,
    ],
    ["failed, nobody says why", { status: "failed", error: null }, "ANSWER_FAILED", false],
    ["cancelled", { status: "cancelled" }, "ANSWER_FAILED", false],
    ["still under way", { status: "in_progress" }, "ANSWER_FAILED", false],
    ["output of another kind", { output: "text" }, "PROVIDER_BAD_RESPONSE", false],
  ])("%s is no answer", (_what, over, code, retryable) => {
    expect(refusal(() => responses(reply(over)))).toMatchObject({
      code,
      retryable,
      mayBeBilled: true,
      // It is billed all the same.
      ...(code.startsWith("ANSWER_") && { received: { usage: billed } }),
    });
  });

  test("a text together with a refusal is a refusal", () => {
    const content = [
      { type: "output_text", text: "Well, " },
      { type: "refusal", refusal: "no." },
    ];
    const body = reply({ output: [{ ...message(""), content }] });
    expect(refusal(() => responses(body)).code).toBe("ANSWER_REFUSED");
  });

  test("a refusal is one, whatever follows it", () => {
    const refused = { ...message(""), content: [{ type: "refusal", refusal: "no." }] };
    const body = reply({ output: [refused, { id: "rs_1" }] });
    expect(refusal(() => responses(body)).code).toBe("ANSWER_REFUSED");
  });

  test("a compatible server may leave out all that is not the text", () => {
    const content = [{ type: "output_text", text: "Yes." }];
    expect(responses({ output: [{ type: "message", content }] })).toMatchObject({
      text: "Yes.",
      servedBy: undefined,
      usage: undefined,
    });
  });

  test("words of the server's are shown only when they are names of the API's", () => {
    const words = "\u001b[31mfree text with sk-something\n";
    for (const over of [
      { status: words },
      { status: "incomplete", incomplete_details: { reason: words } },
    ]) {
      expect(refusal(() => responses(reply(over))).message).not.toMatch(/sk-|\p{Cc}/u);
    }
  });
});

const chatReply = (choice: Over = {}, over: Over = {}): Over => ({
  ...({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "gpt-5.4-mini",
  } satisfies Partial<ChatCompletion>),
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      logprobs: null,
      message: { role: "assistant", content: "The answer.", refusal: null },
      ...choice,
    },
  ],
  usage: { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 },
  ...over,
});
const saying = (content: unknown, refused: unknown = null): Over => ({
  message: { role: "assistant", content, refusal: refused },
});

describe("/chat/completions", () => {
  test("the text, how it ended, who served it, and what it took", () => {
    expect(chat(chatReply())).toEqual({
      text: "The answer.",
      finish: "stop",
      servedBy: "gpt-5.4-mini",
      usage: { input_tokens: 7, output_tokens: 9 },
    });
  });

  test.each([
    ["blank text", saying(" \n"), "ANSWER_BLANK", true],
    ["no text", saying(null), "ANSWER_BLANK", true],
    ["cut off", { finish_reason: "length" }, "ANSWER_TRUNCATED", false],
    [
      "cut off, as another server says it",
      { finish_reason: "model_length" },
      "ANSWER_TRUNCATED",
      false,
    ],
    ["filtered", { finish_reason: "content_filter", ...saying(null) }, "ANSWER_FILTERED", false],
    ["refused", saying(null, "I cannot."), "ANSWER_REFUSED", false],
    ["a tool call", { finish_reason: "tool_calls", ...saying(null) }, "ANSWER_FAILED", false],
    ["a function call", { finish_reason: "function_call", ...saying("x") }, "ANSWER_FAILED", false],
    ["an error in the middle", { finish_reason: "error" }, "ANSWER_FAILED", false],
    ["content of another kind", saying({ text: "x" }), "PROVIDER_BAD_RESPONSE", false],
    ["no message", { message: undefined }, "PROVIDER_BAD_RESPONSE", false],
  ])("%s is no answer", (_what, choice, code, retryable) => {
    expect(refusal(() => chat(chatReply(choice)))).toMatchObject({
      code,
      retryable,
      mayBeBilled: true,
      // It is billed all the same.
      ...(code.startsWith("ANSWER_") && { received: { usage: billed } }),
    });
  });

  test("no choice at all is blank", () => {
    expect(refusal(() => chat(chatReply({}, { choices: [] }))).code).toBe("ANSWER_BLANK");
  });

  test("a compatible server may leave out all that is not the text", () => {
    expect(chat({ choices: [{ message: { content: "Yes." } }] })).toEqual({
      text: "Yes.",
      finish: "stop",
      servedBy: undefined,
      usage: undefined,
    });
  });
});

const completionsReply = (choice: Over = {}): Over => ({
  ...({
    id: "cmpl-1",
    object: "text_completion",
    created: 1,
    model: "davinci-002",
  } satisfies Partial<Completion>),
  choices: [
    { index: 0, finish_reason: "stop", logprobs: null, text: "\n\nThe answer.", ...choice },
  ],
  usage: { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 },
});

describe("/completions", () => {
  test("the text without the blank lines that it begins with", () => {
    expect(completions(completionsReply())).toEqual({
      text: "The answer.",
      finish: "stop",
      servedBy: "davinci-002",
      usage: { input_tokens: 7, output_tokens: 9 },
    });
  });

  test.each([
    ["blank text", { text: "\n\n" }, "ANSWER_BLANK"],
    ["no text", { text: null }, "ANSWER_BLANK"],
    ["cut off", { finish_reason: "length" }, "ANSWER_TRUNCATED"],
    ["filtered", { finish_reason: "content_filter" }, "ANSWER_FILTERED"],
  ])("%s is no answer", (_what, choice, code) => {
    expect(refusal(() => completions(completionsReply(choice))).code).toBe(code);
  });
});

const chatWith = (taken: unknown) =>
  chat({ choices: [{ message: { content: "x" } }], usage: taken }).usage;
const responsesWith = (taken: unknown) => responses({ output: [message("x")], usage: taken }).usage;

describe("what a reply took", () => {
  test.each([
    ["missing", undefined],
    ["null", null],
    ["empty", {}],
    ["text", "much"],
    ["negative", { prompt_tokens: -1, completion_tokens: 2, input_tokens: -1, output_tokens: 2 }],
    ["broken", { prompt_tokens: 1.5, completion_tokens: 2, input_tokens: 1.5, output_tokens: 2 }],
    ["half of it null", { prompt_tokens: 1, completion_tokens: null, input_tokens: 1 }],
    ["not numbers", { prompt_tokens: "1", input_tokens: "1", output_tokens: "2" }],
  ])("%s: no usage, but an answer", (_what, taken) => {
    expect(chatWith(taken)).toBeUndefined();
    expect(responsesWith(taken)).toBeUndefined();
  });

  test("the names of the other endpoint are no usage there", () => {
    expect(chatWith(usage)).toBeUndefined();
    expect(responsesWith({ prompt_tokens: 1, completion_tokens: 2 })).toBeUndefined();
  });

  test("output that is not counted is none", () => {
    expect(chatWith({ prompt_tokens: 3 })).toEqual({ input_tokens: 3, output_tokens: 0 });
  });
});

describe("/images/generations", () => {
  const bytes = Buffer.from("picture");
  const b64 = bytes.toString("base64");

  test("base64, links, both kinds together, and the revised prompt", () => {
    const body = {
      created: 1,
      data: [
        { b64_json: b64, revised_prompt: "A house" },
        { url: "https://a.example/1.png?sig=1" },
      ],
      usage: {
        ...usage,
        input_tokens_details: { image_tokens: 0, text_tokens: 7 },
      },
    } satisfies ImagesResponse;
    expect(readImageReply(body)).toEqual({
      images: [
        { kind: "bytes", bytes, revisedPrompt: "A house" },
        { kind: "link", url: "https://a.example/1.png?sig=1", revisedPrompt: undefined },
      ],
      servedBy: undefined,
      usage: { input_tokens: 7, output_tokens: 9 },
    });
  });

  test.each([
    ["no data", {}],
    ["data that is null", { data: null }],
    ["an empty list", { data: [] }],
    ["entries without a picture", { data: [{}, { url: "" }, { b64_json: null }] }],
  ])("%s is blank, and may be asked again", (_what, body) => {
    expect(refusal(() => readImageReply(body))).toMatchObject({
      code: "ANSWER_BLANK",
      retryable: true,
      mayBeBilled: true,
    });
  });

  test("an entry without a picture does not hide the others", () => {
    expect(readImageReply({ data: [{}, { b64_json: b64 }] }).images).toHaveLength(1);
  });

  test.each([
    ["data of another kind", { data: "x" }],
    ["an entry of another kind", { data: [{ url: 7 }] }],
  ])("%s is another API", (_what, body) => {
    expect(refusal(() => readImageReply(body)).code).toBe("PROVIDER_BAD_RESPONSE");
  });
});

test("any JSON is an answer or an error with a code, never another exception", () => {
  const readers: ((value: unknown) => unknown)[] = [
    (value) => responses(value),
    (value) => chat(value),
    (value) => completions(value),
    readImageReply,
  ];
  const names = fc.constantFrom(
    ..."output content text choices message usage data status error model type url".split(" "),
  );
  const body = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 6 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(names, tie("any"), { maxKeys: 4 }),
    ),
  })).any;
  fc.assert(
    fc.property(body, (value) => {
      const errors = readers.flatMap((read) => attempt(() => read(value)).error ?? []);
      for (const error of errors) {
        expect(error).toBeInstanceOf(AttemptError);
      }
    }),
  );
});
