import type { Reply } from "./reply.ts";
import { replyJson } from "./reply.ts";
import { answerPrompt } from "./text-answer.ts";
import type { TextRequest } from "./text-request.ts";
import { readChatRequest, readCompletionsRequest, readResponsesRequest } from "./text-request.ts";
import type { LimitedText } from "./tokens.ts";
import { estimateTokens, limitTokens } from "./tokens.ts";

type Body = Readonly<Record<string, unknown>>;

export interface ReplyContext {
  /** Seconds since the epoch. */
  readonly createdSeconds: number;
  /** Unique to the request; part of the ids in the body. */
  readonly id: string;
}

/** What a reply says served the request: never a real model's name. */
function nameServingModel(model: string): string {
  return `${model}-sandbox`;
}

/** What a picture takes in little detail. */
const tokensPerPicture = 85;

function answerAll({ prompts, instructions, pictures, maxTokens }: TextRequest): LimitedText[] {
  return prompts.map((prompt) =>
    limitTokens(answerPrompt(prompt, instructions, pictures), maxTokens),
  );
}

interface TokenCounts {
  readonly input: number;
  readonly output: number;
}

function countTokens(request: TextRequest, answers: readonly LimitedText[]): TokenCounts {
  const asked = [request.instructions ?? "", ...request.prompts];
  return {
    input: asked.reduce(
      (sum, text) => sum + estimateTokens(text),
      request.pictures.length * tokensPerPicture,
    ),
    output: answers.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

function chatUsage({ input, output }: TokenCounts): object {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

/** POST /v1/completions. As from the real API, the text begins with blank lines. */
export function replyToCompletions(body: Body, context: ReplyContext): Reply {
  const request = readCompletionsRequest(body);
  const answers = answerAll(request);
  return replyJson({
    id: `cmpl-${context.id}`,
    object: "text_completion",
    created: context.createdSeconds,
    model: nameServingModel(request.model),
    choices: answers.map(({ text, cut }, index) => ({
      text: `\n\n${text}`,
      index,
      logprobs: null,
      finish_reason: cut ? "length" : "stop",
    })),
    usage: chatUsage(countTokens(request, answers)),
  });
}

/** POST /v1/chat/completions */
export function replyToChat(body: Body, context: ReplyContext): Reply {
  const request = readChatRequest(body);
  const answers = answerAll(request);
  return replyJson({
    id: `chatcmpl-${context.id}`,
    object: "chat.completion",
    created: context.createdSeconds,
    model: nameServingModel(request.model),
    choices: answers.map(({ text, cut }, index) => ({
      index,
      message: { role: "assistant", content: text, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: cut ? "length" : "stop",
    })),
    usage: chatUsage(countTokens(request, answers)),
  });
}

/** POST /v1/responses. A reasoning item comes before the message, as from a reasoning model. */
export function replyToResponses(body: Body, context: ReplyContext): Reply {
  const request = readResponsesRequest(body);
  const answers = answerAll(request);
  const cut = answers.some((answer) => answer.cut);
  const status = cut ? "incomplete" : "completed";
  const { input, output } = countTokens(request, answers);
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
    model: nameServingModel(request.model),
    output: [
      { id: `rs_${context.id}`, type: "reasoning", summary: [] },
      {
        id: `msg_${context.id}`,
        type: "message",
        role: "assistant",
        status,
        content: answers.map(({ text }) => ({
          type: "output_text",
          text,
          annotations: [],
          logprobs: [],
        })),
      },
    ],
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    metadata: {},
    temperature: request.temperature ?? 1,
    top_p: request.topP ?? 1,
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  });
}
