import { z } from "zod";
import { readChoice } from "./choice.ts";
import { notAnAnswer, oldUsage, parseBody, toUsage } from "./outcome.ts";
import { samplingFields } from "./sampling.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";

const completion = z.object({
  model: z.string().nullish(),
  choices: z.array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() })),
  usage: oldUsage,
});

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
    const reply = parseBody(completion, body);
    const [choice] = reply.choices;
    if (choice === undefined) throw notAnAnswer("ANSWER_BLANK");
    return {
      ...readChoice(choice.text, choice.finish_reason),
      servedBy: reply.model ?? undefined,
      usage: toUsage(reply.usage),
    };
  },
};
