import { z } from "zod";
import type { Json } from "../job/types.ts";
import { readChoice } from "./choice.ts";
import { notAnAnswer, oldUsage, parseBody, toUsage } from "./outcome.ts";
import { pictureDetail } from "./picture-detail.ts";
import { samplingFields } from "./sampling.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";

const completion = z.object({
  model: z.string().nullish(),
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
    }),
  ),
  usage: oldUsage,
});

function toParts(text: string, picture: string): Json {
  return [
    { type: "text", text },
    { type: "image_url", image_url: { url: picture, detail: pictureDetail } },
  ];
}

/** `POST /chat/completions`; the provider says what the output limit is called there. */
export const chat: TextEndpointAdapter = {
  path: "/chat/completions",
  buildBody: (settings, { system, prompt, picture }, provider) => ({
    model: settings.model,
    messages: [
      ...(system === undefined ? [] : [{ role: "system", content: system }]),
      { role: "user", content: picture === undefined ? prompt : toParts(prompt, picture) },
    ],
    [provider.maxTokensField]: settings.maxOutputTokens,
    ...samplingFields(settings),
    ...settings.extra,
  }),
  readReply: (body) => {
    const reply = parseBody(completion, body);
    const [choice] = reply.choices;
    if (choice === undefined) throw notAnAnswer("ANSWER_BLANK");
    if (choice.message.refusal) throw notAnAnswer("ANSWER_REFUSED");
    return {
      ...readChoice(choice.message.content, choice.finish_reason),
      servedBy: reply.model ?? undefined,
      usage: toUsage(reply.usage),
    };
  },
};
