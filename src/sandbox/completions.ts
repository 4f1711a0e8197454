import { z } from "zod";
import {
  chatFormat,
  chatMessage,
  commonParameters,
  nameTier,
  readJsonSchema,
  readMessages,
  requireTalker,
  tokenLimit,
} from "./conversation.ts";
import { drawChatImages } from "./drawn-answers.ts";
import { askAtImages, findFamily, requireFamily } from "./models.ts";
import {
  answerAll,
  countTokens,
  type CitedText,
  nameServingModel,
  type TextRequest,
} from "./text-answer.ts";
import { searchOptions } from "./web-search.ts";
import { validateBody } from "./validate.ts";
import { type Endpoint, refuse, type Reply, type ReplyContext, replyJson } from "./wire.ts";

/** How many choices a reply is to have. */
const choices = z.int().min(1).max(128).nullish();

/** Texts that end an answer. */
const stopWords = z
  .union([z.string().min(1), z.array(z.string().min(1)).max(4)])
  .transform((words) => [words].flat())
  .nullish();

/** A reply of either endpoint. */
function replyWithChoices(
  object: "chat.completion" | "text_completion",
  request: TextRequest,
  answers: readonly CitedText[],
  context: ReplyContext,
  {
    tokens = 0,
    tier,
    write,
  }: {
    tokens?: number;
    tier?: object;
    write: (text: string, index: number, answer: CitedText) => object;
  },
): Reply {
  const counted = countTokens(request, answers);
  const output = counted.output + tokens;
  const { cached, written } = context.countCached(counted.input);
  return replyJson({
    id: `${object === "chat.completion" ? "chatcmpl" : "cmpl"}-${context.id}`,
    object,
    created: context.createdSeconds,
    model: nameServingModel(request.model),
    ...tier,
    choices: answers.map((answer, index) => ({
      ...write(answer.text, index, answer),
      logprobs: null,
      finish_reason: answer.cut ? "length" : "stop",
    })),
    usage: {
      prompt_tokens: counted.input,
      completion_tokens: output,
      total_tokens: counted.input + output,
      prompt_tokens_details: {
        cached_tokens: cached,
        audio_tokens: 0,
        ...(written > 0 && { cache_write_tokens: written }),
      },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
  });
}

const chatBody = z.looseObject({
  ...commonParameters,
  messages: z.array(chatMessage).min(1),
  max_completion_tokens: tokenLimit,
  max_tokens: tokenLimit,
  n: choices,
  stop: stopWords,
  reasoning_effort: z.string().nullish(),
  response_format: chatFormat,
  web_search_options: searchOptions,
  modalities: z.array(z.string()).nullish(),
  image_config: z.looseObject({ aspect_ratio: z.string().nullish() }).nullish(),
});

/** The parameters of the real API. */
export const chatParameters: readonly string[] = `
  audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens
  max_tokens messages metadata modalities model moderation n parallel_tool_calls prediction
  presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention
  reasoning_effort response_format safety_identifier seed service_tier stop store stream
  stream_options temperature tool_choice tools top_logprobs top_p user verbosity
  web_search_options`
  .trim()
  .split(/\s+/);

/**
 * POST /v1/chat/completions. Where `modalities` has "image" the message holds pictures, as from
 * gateways that serve them so.
 * @throws ApiError 400 or 404 that names the parameter
 */
export const replyToChat: Endpoint = async (value, context) => {
  const body = validateBody(chatBody, value);
  requireTalker(value, body.model, chatParameters, body.reasoning_effort);
  if (typeof body.max_tokens === "number" && typeof body.max_completion_tokens === "number") {
    throw refuse(
      "max_tokens",
      "invalid_parameter_combination",
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
    );
  }
  const request: TextRequest = {
    model: body.model,
    ...readMessages(body.messages, "messages"),
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    n: body.n ?? 1,
    stop: body.stop ?? [],
    jsonSchema: readJsonSchema(body.response_format, value["messages"], "response_format"),
    searches: (body.web_search_options ?? null) !== null,
  };
  const tier = nameTier(body);
  const drawn = body.modalities?.includes("image")
    ? await drawChatImages(request, body.image_config?.aspect_ratio, context)
    : undefined;
  const answers = drawn?.answers ?? (await answerAll(request));
  return replyWithChoices("chat.completion", request, answers, context, {
    tokens: drawn?.tokens ?? 0,
    tier,
    write: (text, index, { citations = [] }) => ({
      index,
      message: {
        role: "assistant",
        content: text,
        refusal: null,
        annotations: citations.map((each) => ({ type: "url_citation", url_citation: each })),
        ...(drawn !== undefined && { images: drawn.items[index] }),
      },
    }),
  });
};

/** What `/completions` takes for a missing `max_tokens`. */
const defaultTokens = 16;

const completionsBody = z.looseObject({
  ...commonParameters,
  prompt: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  max_tokens: tokenLimit,
  n: choices,
  best_of: choices,
  stop: stopWords,
  echo: z.boolean().nullish(),
});

/** The parameters of the real API. */
export const completionsParameters: readonly string[] = `
  best_of echo frequency_penalty logit_bias logprobs max_tokens model n presence_penalty
  prompt seed stop stream stream_options suffix temperature top_p user`
  .trim()
  .split(/\s+/);

/**
 * POST /v1/completions. As from the real API, the text begins with blank lines.
 * @throws ApiError 400 or 404 that names the parameter
 */
export const replyToCompletions: Endpoint = async (value, context) => {
  const body = validateBody(completionsBody, value);
  const { model, n: asked, best_of: bestOf, echo } = body;
  const draws = findFamily(model) === "gpt-image";
  const instead = draws ? askAtImages : "Did you mean /v1/chat/completions?";
  requireFamily(value, model, ["completion"], instead, completionsParameters);
  const n = asked ?? 1;
  if (typeof bestOf === "number" && bestOf < n) {
    throw refuse("best_of", "invalid_value", "Invalid 'best_of': it must be at least 'n'.");
  }
  const request: TextRequest = {
    model,
    prompts: [body.prompt].flat(),
    pictures: [],
    instructions: undefined,
    maxTokens: body.max_tokens ?? defaultTokens,
    n,
    stop: body.stop ?? [],
  };
  return replyWithChoices("text_completion", request, await answerAll(request), context, {
    write: (text, index) => {
      const before = echo ? (request.prompts[Math.floor(index / n)] ?? "") : "";
      return { text: `${before}\n\n${text}`, index };
    },
  });
};
