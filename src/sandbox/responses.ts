import { z } from "zod";
import {
  commonParameters,
  inputItem,
  nameTier,
  readJsonSchema,
  readMessages,
  requireTalker,
  textFormat,
  tokenLimit,
} from "./conversation.ts";
import { drawImageCalls } from "./drawn-answers.ts";
import { imageTool } from "./picture-parameters.ts";
import {
  answerAll,
  type CitedText,
  countTokens,
  nameServingModel,
  type TextRequest,
} from "./text-answer.ts";
import { searchesWeb, searchTool } from "./web-search.ts";
import { refuseUnknown, validateBody } from "./validate.ts";
import { type Body, type Endpoint, replyJson } from "./wire.ts";

/** A tool that the sandbox does not have; one for pictures must be as the API takes it. */
const otherTool = z.looseObject({
  type: z.string().refine((type) => type !== "image_generation" && !type.startsWith("web_search")),
});

const bodySchema = z.looseObject({
  ...commonParameters,
  input: z.union([z.string().min(1), z.array(inputItem).min(1)]),
  instructions: z.string().nullish(),
  max_output_tokens: tokenLimit,
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  text: z.looseObject({ format: textFormat }).nullish(),
  tools: z.array(z.union([imageTool, searchTool, otherTool])).nullish(),
  tool_choice: z.unknown().optional(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

/** The parameters of the real API. */
export const responsesParameters: readonly string[] = `
  background context_management conversation include input instructions max_output_tokens
  max_tool_calls metadata model moderation parallel_tool_calls previous_response_id prompt
  prompt_cache_key prompt_cache_options prompt_cache_retention reasoning safety_identifier
  service_tier store stream stream_options temperature text tool_choice tools top_logprobs
  top_p truncation user`
  .trim()
  .split(/\s+/);

/** What the model is said to have searched for. */
function searchCall({ prompts: [prompt = ""] }: TextRequest, id: string): object {
  const query = prompt.replaceAll(/\s+/g, " ").slice(0, 80);
  const action = { type: "search", query, queries: [query] };
  return { id: `ws_${id}`, type: "web_search_call", status: "completed", action };
}

/** @throws ApiError 400 or 404 that names the parameter */
function readRequest(value: Body, body: z.output<typeof bodySchema>): TextRequest {
  const { model } = body;
  requireTalker(value, model, responsesParameters, body.reasoning?.effort);
  const instructions = body.instructions ?? "";
  return {
    model,
    ...(typeof body.input === "string"
      ? { prompts: [body.input], pictures: [], instructions: instructions || undefined }
      : readMessages(body.input, "input", instructions)),
    maxTokens: body.max_output_tokens ?? undefined,
    jsonSchema: readJsonSchema(body.text?.format, value["input"], "text.format"),
    searches: body.tool_choice !== "none" && searchesWeb(body.tools),
  };
}

/** The parameters of the real API where tokens are counted. */
const countedParameters: readonly string[] = `
  conversation input instructions model parallel_tool_calls personality previous_response_id
  reasoning text tool_choice tools truncation`
  .trim()
  .split(/\s+/);

/**
 * POST /v1/responses/input_tokens: counts, and answers nothing.
 * @throws ApiError 400 or 404 that names the parameter
 */
export const replyToInputTokens: Endpoint = async (value) => {
  const body = validateBody(bodySchema, value);
  refuseUnknown(value, countedParameters);
  const { input } = countTokens(readRequest(value, body), []);
  return replyJson({ object: "response.input_tokens", input_tokens: input });
};

/**
 * POST /v1/responses. A reasoning item comes before the message, as from a reasoning model; where
 * `tools` has `image_generation`, a picture between them.
 * @throws ApiError 400 or 404 that names the parameter
 */
export const replyToResponses: Endpoint = async (value, context) => {
  const body = validateBody(bodySchema, value);
  const { model } = body;
  const request = readRequest(value, body);
  const tier = nameTier(body);
  const drawn =
    body.tool_choice === "none" ? undefined : await drawImageCalls(request, body.tools, context);
  const answers: readonly CitedText[] = drawn?.answers ?? (await answerAll(request));
  const cut = answers.some((answer) => answer.cut);
  const status = cut ? "incomplete" : "completed";
  const counted = countTokens(request, answers);
  const output = counted.output + (drawn?.tokens ?? 0);
  const { cached, written } = context.countCached(counted.input);
  return replyJson({
    id: `resp_${context.id}`,
    object: "response",
    created_at: context.createdSeconds,
    completed_at: cut ? null : context.createdSeconds,
    status,
    error: null,
    incomplete_details: cut ? { reason: "max_output_tokens" } : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.maxTokens ?? null,
    model: nameServingModel(model),
    ...tier,
    output: [
      { id: `rs_${context.id}`, type: "reasoning", summary: [] },
      ...(request.searches ? [searchCall(request, context.id)] : []),
      ...(drawn?.items ?? []),
      {
        id: `msg_${context.id}`,
        type: "message",
        role: "assistant",
        status,
        content: answers.map(({ text, citations = [] }) => ({
          type: "output_text",
          text,
          annotations: citations.map((each) => ({ type: "url_citation", ...each })),
          logprobs: [],
        })),
      },
    ],
    parallel_tool_calls: true,
    tool_choice: body.tool_choice ?? "auto",
    tools: value["tools"] ?? [],
    metadata: body.metadata ?? {},
    temperature: body.temperature ?? 1,
    top_p: body.top_p ?? 1,
    ...(value["text"] !== undefined && { text: value["text"] }),
    usage: {
      input_tokens: counted.input,
      input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: counted.input + output,
    },
  });
};
