import type { Json } from "../job/types.ts";
import { readChoice } from "./choice.ts";
import { notAnAnswer, oldUsageNames, readUsage } from "./outcome.ts";
import { pictureDetail } from "./picture-detail.ts";
import { ReplyFields } from "./reply-fields.ts";
import { samplingFields } from "./sampling.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";

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
    const reply = new ReplyFields(body);
    const [choice] = reply.objects("choices");
    if (choice === undefined) throw notAnAnswer("ANSWER_BLANK");
    const message = choice.object("message");
    if (message.optionalText("refusal")) throw notAnAnswer("ANSWER_REFUSED");
    return {
      ...readChoice(message.optionalText("content"), choice.optionalText("finish_reason")),
      servedBy: reply.optionalText("model"),
      usage: readUsage(reply, oldUsageNames),
    };
  },
};
