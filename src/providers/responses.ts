import { z } from "zod";
import type { Json } from "../job/types.ts";
import { nameOrNothing, newUsage, notAnAnswer, parseBody, toUsage } from "./outcome.ts";
import { pictureDetail } from "./picture-detail.ts";
import { samplingFields } from "./sampling.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";

const part = z.object({
  type: z.string(),
  text: z.string().nullish(),
  refusal: z.string().nullish(),
});
const item = z.object({ type: z.string(), content: z.array(part).nullish().catch(undefined) });
const response = z.object({
  status: z.string().nullish(),
  model: z.string().nullish(),
  output: z.array(item).nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  usage: newUsage,
});

/** Error codes of a 200 with `status: failed` that may pass on another attempt. */
const passing = new Set(["server_error", "rate_limit_exceeded"]);

function toParts(text: string, picture: string): Json {
  return [
    { type: "input_text", text },
    { type: "input_image", image_url: picture, detail: pictureDetail },
  ];
}

/** `POST /responses`. A 200 may hold a response that failed or was cut off. */
export const responses: TextEndpointAdapter = {
  path: "/responses",
  buildBody: (settings, { system, prompt, picture }) => ({
    model: settings.model,
    ...(system !== undefined && { instructions: system }),
    input: picture === undefined ? prompt : [{ role: "user", content: toParts(prompt, picture) }],
    max_output_tokens: settings.maxOutputTokens,
    ...samplingFields(settings),
    ...settings.extra,
  }),
  readReply: (body) => {
    const reply = parseBody(response, body);
    const status = reply.status ?? "completed";
    if (status === "failed" || status === "cancelled") {
      const code = reply.error?.code ?? status;
      throw notAnAnswer("ANSWER_FAILED", nameOrNothing(code), { retryable: passing.has(code) });
    }
    if (status === "incomplete") {
      const reason = reply.incomplete_details?.reason;
      throw reason === "content_filter"
        ? notAnAnswer("ANSWER_FILTERED")
        : notAnAnswer("ANSWER_TRUNCATED", nameOrNothing(reason));
    }
    if (status !== "completed") throw notAnAnswer("ANSWER_FAILED", nameOrNothing(status));
    const parts = (reply.output ?? [])
      .filter(({ type }) => type === "message")
      .flatMap(({ content }) => content ?? []);
    if (parts.some(({ type }) => type === "refusal")) throw notAnAnswer("ANSWER_REFUSED");
    const text = parts
      .filter(({ type }) => type === "output_text")
      .map((output) => output.text ?? "")
      .join("")
      .trim();
    if (text === "") throw notAnAnswer("ANSWER_BLANK");
    return {
      text,
      finish: "stop",
      servedBy: reply.model ?? undefined,
      usage: toUsage(reply.usage),
    };
  },
};
