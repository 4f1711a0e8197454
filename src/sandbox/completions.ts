import { z } from "zod";
import { askAtImages, findFamily, requireFamily } from "./models.ts";
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

/** What `/completions` takes for a missing `max_tokens`. */
const defaultTokens = 16;

const bodySchema = z.looseObject({
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
 *
 * @throws {ApiError} 400 or 404 that names the parameter
 */
export async function replyToCompletions(
  value: Readonly<Record<string, unknown>>,
  context: ReplyContext,
): Promise<Reply> {
  const body = validateBody(bodySchema, value);
  requireFamily(
    body.model,
    ["completion"],
    findFamily(body.model) === "gpt-image" ? askAtImages : "Did you mean /v1/chat/completions?",
  );
  if (findFamily(body.model) !== undefined) {
    refuseUnknown(value, completionsParameters);
  }
  const n = body.n ?? 1;
  if (typeof body.best_of === "number" && body.best_of < n) {
    throw refuse("best_of", "invalid_value", "Invalid 'best_of': it must be at least 'n'.");
  }
  const request: TextRequest = {
    model: body.model,
    prompts: typeof body.prompt === "string" ? [body.prompt] : body.prompt,
    pictures: [],
    instructions: undefined,
    maxTokens: body.max_tokens ?? defaultTokens,
    n,
    stop: body.stop ?? [],
  };
  const answers = await answerAll(request);
  const before = (index: number): string =>
    body.echo ? (request.prompts[Math.floor(index / n)] ?? "") : "";
  return replyJson({
    id: `cmpl-${context.id}`,
    object: "text_completion",
    created: context.createdSeconds,
    model: nameServingModel(request.model),
    choices: answers.map(({ text, cut }, index) => ({
      text: `${before(index)}\n\n${text}`,
      index,
      logprobs: null,
      finish_reason: cut ? "length" : "stop",
    })),
    usage: writeChatUsage(countTokens(request, answers)),
  });
}
