import * as z from "zod";
import type { ReceivedText } from "./answer-error.ts";
import { isJsonObject, type Json, type JsonObject } from "./types.ts";
import { trimAround } from "./text/trim-around.ts";
import { attachedText } from "./attached-text.ts";
import { content, joinParts, joinRefusals, takeAnswer, toAnnotated } from "./choice.ts";
import { assertFinished } from "./finish.ts";
import { nameOrNothing, notAnAnswer } from "./outcome.ts";
import { pictureDetail } from "./picture-detail.ts";
import { foundList, readSources } from "./sources.ts";
import { samplingFields } from "./sampling.ts";
import { structure } from "./structure.ts";
import type { AttachedPart, TextEndpointAdapter, TextPrompt, Turn } from "./text-endpoint.ts";
import { newUsage, tierField, usageOf } from "./usage.ts";
import { finishReason, optionalText, readWire, tolerantName } from "./wire.ts";

/** What is said in a turn, its files before it: of several questions about one file, it is then the same beginning. */
function toItem({ role, text, attached = [] }: Turn): Json {
  const parts = [...attached.map(toPart), { type: "input_text", text }];
  return { role, content: attached.length === 0 ? text : parts };
}

function toPart(part: AttachedPart): Json {
  switch (part.kind) {
    case "picture":
      return { type: "input_image", image_url: part.sha256, detail: "auto" };
    case "pdf":
      return { type: "input_file", filename: part.name, file_data: part.sha256 };
    case "text":
      return { type: "input_text", text: attachedText(part) };
    default:
      return part.kind satisfies never;
  }
}

function toInput({ prompt, picture, turns = [], attached = [] }: TextPrompt): Json {
  if (picture !== undefined) {
    return [{ role: "user", content: toParts(prompt, picture) }];
  }
  return turns.length + attached.length === 0
    ? prompt
    : [...turns, { role: "user" as const, text: prompt, attached }].map(toItem);
}

function toParts(text: string, picture: string): Json {
  return [
    { type: "input_text", text },
    { type: "input_image", image_url: picture, detail: pictureDetail },
  ];
}

const itemSchema = z.object({
  type: optionalText,
  phase: z.unknown().optional(),
  status: finishReason,
  content: content.catch([]),
});

/** What says whether a response is whole. */
export const statusFields = {
  status: finishReason,
  incomplete_details: z.object({ reason: finishReason }).nullish().catch(undefined),
};
const statusSchema = z.object(statusFields);

const replySchema = z.object({
  ...statusFields,
  model: tolerantName,
  usage: newUsage,
  ...tierField,
  output: z.array(itemSchema).nullish(),
  output_text: optionalText.catch(undefined),
  citations: foundList,
  search_results: foundList,
});

/** What OpenAI's package calls it, for text and for pictures. */
export const responsesCall = {
  method: "responses.create",
  takes:
    "model input instructions max_output_tokens temperature top_p reasoning text metadata store service_tier",
};

/** `POST /responses`. A 200 may hold a response that failed or was cut off. */
export const responses: TextEndpointAdapter = {
  path: "/responses",
  takesPicture: true,
  structure: { extraKey: ["text", "format"] },
  sample: {
    text: {
      curl: `(.output[]?.content[]? | select(.type == "output_text").text) // .`,
      python: `for item in response.json()["output"]:
    for part in item.get("content") or []:
        if part["type"] == "output_text":
            print(part["text"])`,
      typescript: `for (const item of reply.output) {
  for (const part of item.content ?? []) {
    if (part.type === "output_text") console.log(part.text);
  }
}`,
      openai: { ...responsesCall, reader: "print(response.output_text)" },
    },
  },
  buildBody: (settings, { system, schema, ...said }) => ({
    model: settings.model,
    ...(system !== undefined && { instructions: system }),
    input: toInput(said),
    max_output_tokens: settings.maxOutputTokens,
    ...samplingFields(settings),
    ...settings.extra,
    ...(schema !== undefined && {
      text: {
        ...toObject(settings.extra["text"]),
        format: { type: "json_schema", ...structure(schema) },
      },
    }),
  }),
  readReply: (body) => {
    const reply = readWire(replySchema, body);
    const items = reply.output ?? [];
    const messages = items.filter(isMessage);
    const parts = messages.flatMap((message) => message.content);
    const { model: servedBy } = reply;
    const usage = usageOf(reply);
    const text = trimAround(joinParts(parts) || (reply.output_text ?? ""));
    const received = { text, finish: reply.status ?? undefined, servedBy, usage };
    assertCompleted(reply, received);
    if (parts.some((part) => part.type === "refusal")) {
      const said = trimAround(joinRefusals(parts));
      throw notAnAnswer("ANSWER_REFUSED", {
        received: { ...received, text: said, finish: "refusal" },
      });
    }
    for (const { status } of messages) {
      assertFinished(status, received);
    }
    const thought = items.some((item) => item.type === "reasoning" || isCommentary(item));
    const sources = readSources(toAnnotated(parts), [reply.citations, reply.search_results]);
    return {
      text: takeAnswer(received, thought),
      finish: "stop",
      servedBy,
      usage,
      ...(sources.length > 0 && { sources }),
    };
  },
};

function toObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

type Item = z.output<typeof itemSchema>;

/** What the model says to the reader; what it says on its way there has a phase of its own. */
function isMessage(item: Item): boolean {
  return (item.type ?? "message") === "message" && !isCommentary(item);
}

function isCommentary({ phase }: Item): boolean {
  return (phase ?? null) !== null && !/^final/i.test(String(phase));
}

/** @throws AnswerError ANSWER_… for a 200 that says of itself that it is not the whole answer */
export function assertCompleted(
  reply: z.output<typeof statusSchema>,
  received: ReceivedText | undefined,
): void {
  const status = (reply.status ?? "completed").toLowerCase();
  const reason = reply.incomplete_details?.reason;
  if (status === "incomplete" || reason) {
    assertFinished(reason ?? status, received);
  }
  if (status !== "completed") {
    throw notAnAnswer("ANSWER_FAILED", { detail: nameOrNothing(status), received });
  }
}
