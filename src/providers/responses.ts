import type { Json } from "../job/types.ts";
import { nameOrNothing, newUsageNames, notAnAnswer, readUsage } from "./outcome.ts";
import { pictureDetail } from "./picture-detail.ts";
import { ReplyFields } from "./reply-fields.ts";
import { samplingFields } from "./sampling.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";

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
    const reply = new ReplyFields(body);
    assertCompleted(reply);
    let text = "";
    for (const item of reply.optionalObjects("output") ?? []) {
      if (item.text("type") !== "message") continue;
      for (const part of item.tolerate(readParts) ?? []) {
        if (part.type === "refusal") throw notAnAnswer("ANSWER_REFUSED");
        if (part.type === "output_text") text += part.text;
      }
    }
    text = text.trim();
    if (text === "") throw notAnAnswer("ANSWER_BLANK");
    return {
      text,
      finish: "stop",
      servedBy: reply.optionalText("model"),
      usage: readUsage(reply, newUsageNames),
    };
  },
};

/** @throws AttemptError ANSWER_… for a 200 that says of itself that it is not the whole answer */
function assertCompleted(reply: ReplyFields): void {
  const status = reply.optionalText("status") ?? "completed";
  if (status === "completed") return;
  if (status === "failed" || status === "cancelled") {
    const code = reply.optionalObject("error")?.optionalText("code") ?? status;
    throw notAnAnswer("ANSWER_FAILED", nameOrNothing(code), { retryable: passing.has(code) });
  }
  if (status === "incomplete") {
    const reason = reply.optionalObject("incomplete_details")?.optionalText("reason");
    throw reason === "content_filter"
      ? notAnAnswer("ANSWER_FILTERED")
      : notAnAnswer("ANSWER_TRUNCATED", nameOrNothing(reason));
  }
  throw notAnAnswer("ANSWER_FAILED", nameOrNothing(status));
}

function readParts(item: ReplyFields): readonly { type: string; text: string }[] {
  return (item.optionalObjects("content") ?? []).map((part) => ({
    type: part.text("type"),
    text: part.optionalText("text") ?? "",
  }));
}
