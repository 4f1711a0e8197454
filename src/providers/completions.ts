import { readChoice } from "./choice.ts";
import { notAnAnswer, oldUsageNames, readUsage } from "./outcome.ts";
import { ReplyFields } from "./reply-fields.ts";
import { samplingFields } from "./sampling.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";

/**
 * The legacy `POST /completions`: no system role, so that text stands before the prompt. Its
 * `max_tokens` would default to 16, a silent truncation; it is always sent.
 */
export const completions: TextEndpointAdapter = {
  path: "/completions",
  buildBody: (settings, { system, prompt }) => ({
    model: settings.model,
    prompt: system === undefined ? prompt : `${system}\n\n${prompt}`,
    max_tokens: settings.maxOutputTokens,
    ...samplingFields(settings),
    ...settings.extra,
  }),
  readReply: (body) => {
    const reply = new ReplyFields(body);
    const [choice] = reply.objects("choices");
    if (choice === undefined) throw notAnAnswer("ANSWER_BLANK");
    return {
      ...readChoice(choice.optionalText("text"), choice.optionalText("finish_reason")),
      servedBy: reply.optionalText("model"),
      usage: readUsage(reply, oldUsageNames),
    };
  },
};
