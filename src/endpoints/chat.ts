import * as z from "zod";
import type { Json } from "./types.ts";
import {
  choiceFields,
  content,
  isTextPart,
  joinParts,
  joinRefusals,
  readChoice,
  replyFields,
  takeFirst,
  toAnnotated,
} from "./choice.ts";
import { trimAround } from "./text/trim-around.ts";
import { attachedText } from "./attached-text.ts";
import { assertFinished } from "./finish.ts";
import { notAnAnswer, nothingButUsage } from "./outcome.ts";
import { pictureDetail } from "./picture-detail.ts";
import { annotations, foundList, readSources } from "./sources.ts";
import { samplingFields } from "./sampling.ts";
import { structure } from "./structure.ts";
import type { AttachedPart, TextEndpointAdapter, Turn } from "./text-endpoint.ts";
import { usageOf } from "./usage.ts";
import { optionalText, readWire } from "./wire.ts";

function toMessage({ role, text, attached = [] }: Turn): Json {
  const parts = [...attached.map(toPart), { type: "text", text }];
  return { role, content: attached.length === 0 ? text : parts };
}

function toPart(part: AttachedPart): Json {
  switch (part.kind) {
    case "picture":
      return { type: "image_url", image_url: { url: part.sha256, detail: "auto" } };
    case "pdf":
      return { type: "file", file: { filename: part.name, file_data: part.sha256 } };
    case "text":
      return { type: "text", text: attachedText(part) };
    default:
      return part.kind satisfies never;
  }
}

function toParts(text: string, picture: string): Json {
  return [
    { type: "text", text },
    { type: "image_url", image_url: { url: picture, detail: pictureDetail } },
  ];
}

const messageSchema = z.object({
  content,
  refusal: optionalText,
  // Thoughts, which are no part of the answer.
  reasoning: z.unknown().optional(),
  reasoning_content: z.unknown().optional(),
  annotations,
  citations: foundList,
});

const replySchema = z.object({
  ...replyFields,
  choices: z.array(z.object({ ...choiceFields, message: messageSchema.nullish() })),
  // What Perplexity and others found, in the order of the numbers in the text.
  citations: foundList,
  search_results: foundList,
});

/** What OpenAI's package calls it, for text and for pictures. */
export const chatCall = {
  method: "chat.completions.create",
  takes:
    "model messages max_completion_tokens max_tokens temperature top_p reasoning_effort seed stop n metadata store service_tier",
};

/** `POST /chat/completions`; the provider says what the output limit is called there. */
export const chat: TextEndpointAdapter = {
  path: "/chat/completions",
  takesPicture: true,
  structure: { extraKey: ["response_format"] },
  tokensFields: ["max_completion_tokens", "max_tokens"],
  sample: {
    text: {
      curl: ".choices[0].message.content // .",
      python: `print(response.json()["choices"][0]["message"]["content"])`,
      typescript: "console.log(reply.choices[0].message.content);",
      openai: { ...chatCall, reader: "print(response.choices[0].message.content)" },
    },
  },
  buildBody: (settings, { system, prompt, picture, schema, turns = [], attached }, dialect) => ({
    model: settings.model,
    messages: [
      ...(system === undefined ? [] : [{ role: "system", content: system }]),
      ...turns.map(toMessage),
      picture === undefined
        ? toMessage({ role: "user", text: prompt, ...(attached && { attached }) })
        : { role: "user", content: toParts(prompt, picture) },
    ],
    [dialect.maxTokensField]: settings.maxOutputTokens,
    ...samplingFields(settings),
    ...settings.extra,
    ...(schema !== undefined && {
      response_format: { type: "json_schema", json_schema: structure(schema) },
    }),
  }),
  readReply: (body, excerpt) => {
    const reply = readWire(replySchema, body);
    const usage = usageOf(reply);
    const choice = takeFirst(reply.choices, usage);
    // A filter may leave no message at all, and only say so.
    if (!choice.message) {
      assertFinished(choice.finish_reason, nothingButUsage(usage));
    }
    const message = choice.message ?? readWire(messageSchema, choice.message);
    const { content: parts, refusal, reasoning, reasoning_content } = message;
    if (refusal || parts.some((part) => part.refusal)) {
      const said = trimAround(refusal ?? joinRefusals(parts));
      throw notAnAnswer("ANSWER_REFUSED", {
        received: { text: said, finish: "refusal", servedBy: reply.model, usage },
      });
    }
    const thought = Boolean(reasoning ?? reasoning_content) || !parts.every(isTextPart);
    const text = joinParts(parts);
    const annotated = [{ text, annotations: message.annotations }, ...toAnnotated(parts)];
    const { citations, search_results: results } = reply;
    const sources = readSources(annotated, [citations, results, message.citations]);
    return readChoice({ ...choice, content: text, thought, sources }, reply, excerpt);
  },
};
