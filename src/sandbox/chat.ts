import { z } from "zod";
import { drawChatImages } from "./image-replies.ts";
import { readJsonSchema, responseFormat } from "./json-format.ts";
import { chatMessage, readMessages } from "./messages.ts";
import { askAtImages, findFamily, refuseOfReasoning, requireFamily } from "./models.ts";
import {
  choices,
  commonParameters,
  refuse,
  refuseUnknown,
  stopWords,
  tokenLimit,
  validateBody,
} from "./parameters.ts";
import type { Reply, ReplyContext } from "./reply.ts";
import { replyJson } from "./reply.ts";
import type { TextRequest } from "./text-answer.ts";
import { answerAll, countTokens, nameServingModel } from "./text-answer.ts";
import { writeChatUsage } from "./tokens.ts";

const bodySchema = z.looseObject({
  ...commonParameters,
  messages: z.array(chatMessage).min(1),
  max_completion_tokens: tokenLimit,
  max_tokens: tokenLimit,
  n: choices,
  stop: stopWords,
  reasoning_effort: z.string().nullish(),
  response_format: z
    .discriminatedUnion("type", [
      z.looseObject({ type: z.literal("json_schema"), json_schema: responseFormat }),
      z.looseObject({ type: z.enum(["text", "json_object"]) }),
    ])
    .nullish(),
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
 *
 * @throws {ApiError} 400 or 404 that names the parameter
 */
export async function replyToChat(
  value: Readonly<Record<string, unknown>>,
  context: ReplyContext,
): Promise<Reply> {
  const body = validateBody(bodySchema, value);
  const { model } = body;
  const family = findFamily(model);
  requireFamily(
    model,
    ["chat", "reasoning"],
    family === "completion" ? "Did you mean /v1/completions?" : askAtImages,
  );
  if (family !== undefined) {
    refuseUnknown(value, chatParameters);
  }
  refuseOfReasoning(model, value, body.reasoning_effort);
  if (typeof body.max_tokens === "number" && typeof body.max_completion_tokens === "number") {
    throw refuse(
      "max_tokens",
      "invalid_parameter_combination",
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
    );
  }
  const request: TextRequest = {
    model,
    ...readMessages(body.messages, "messages"),
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    n: body.n ?? 1,
    stop: body.stop ?? [],
    jsonSchema: readJsonSchema(body.response_format, value["messages"], {
      param: "response_format",
      schema: "response_format.json_schema.schema",
    }),
  };
  const drawn = body.modalities?.includes("image")
    ? await drawChatImages(request, body.image_config?.aspect_ratio, context)
    : undefined;
  const answers = drawn?.answers ?? (await answerAll(request));
  const { input, output } = countTokens(request, answers);
  return replyJson({
    id: `chatcmpl-${context.id}`,
    object: "chat.completion",
    created: context.createdSeconds,
    model: nameServingModel(model),
    choices: answers.map(({ text, cut }, index) => ({
      index,
      message: {
        role: "assistant",
        content: text,
        refusal: null,
        annotations: [],
        ...(drawn !== undefined && { images: drawn.items[index] }),
      },
      logprobs: null,
      finish_reason: cut ? "length" : "stop",
    })),
    usage: writeChatUsage({ input, output: output + (drawn?.tokens ?? 0) }),
  });
}
