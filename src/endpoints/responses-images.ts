import * as z from "zod";
import { content, joinParts } from "./choice.ts";
import type { GivenPictures, ImageEndpointAdapter } from "./image-endpoint.ts";
import { pictureFields } from "./images.ts";
import { noPicture, notAnAnswer, nothingButUsage } from "./outcome.ts";
import { toSource } from "./picture-source.ts";
import { assertCompleted, responsesCall, statusFields } from "./responses.ts";
import type { Json } from "./types.ts";
import { newUsage, tierField, usageOf } from "./usage.ts";
import { finishReason, optionalText, readWire, tolerantName } from "./wire.ts";

const replySchema = z.object({
  ...statusFields,
  model: tolerantName,
  usage: newUsage,
  ...tierField,
  output: z.array(
    z.object({
      type: optionalText,
      status: finishReason,
      result: optionalText.catch(undefined),
      revised_prompt: optionalText.catch(undefined),
      content: content.catch([]),
    }),
  ),
});

/** `POST /responses` with the API's own tool for pictures; one picture a request. */
export const responsesImages: ImageEndpointAdapter = {
  path: "/responses",
  sample: {
    pictures: {
      curl: `.output[] | select(.type == "image_generation_call") | "base64 " + .result`,
      python: {
        list: `response.json()["output"]`,
        content: `    if picture["type"] != "image_generation_call":
        continue
    content = base64.b64decode(picture["result"])`,
      },
      openai: {
        ...responsesCall,
        reader: {
          list: "response.output",
          content: `    if picture.type != "image_generation_call":
        continue
    content = base64.b64decode(picture.result)`,
        },
      },
      typescript: {
        list: "reply.output",
        content: `  if (picture.type !== "image_generation_call") continue;
  const content = Buffer.from(picture.result, "base64");`,
      },
    },
  },
  buildBody: (settings, prompt, _n, given) => ({
    model: settings.model,
    input: given === undefined ? prompt : [{ role: "user", content: toParts(prompt, given) }],
    tools: [{ type: "image_generation", ...pictureFields(settings) }],
    tool_choice: { type: "image_generation" },
    ...settings.extra,
  }),
  forPictures: (body) => body,
  mostPerRequest: () => 1,
  readReply: (body, excerpt) => {
    const reply = readWire(replySchema, body);
    const { model: servedBy } = reply;
    const usage = usageOf(reply);
    const received = nothingButUsage(usage);
    assertCompleted(reply, received);
    const sources = reply.output
      .filter(({ type, status }) => {
        // A picture that came is whole though its call may still say `generating`.
        return type === "image_generation_call" && !/^(?:failed|incomplete)$/i.test(status ?? "");
      })
      .flatMap(({ result, revised_prompt }) => {
        const source = toSource(result);
        return source === undefined
          ? []
          : [{ ...source, revisedPrompt: revised_prompt ?? undefined }];
      });
    if (sources.length > 0) {
      return { images: sources.slice(0, 1), servedBy, usage };
    }
    const parts = reply.output.flatMap((item) => item.content);
    if (parts.some(({ refusal }) => refusal)) {
      throw notAnAnswer("ANSWER_REFUSED", { received });
    }
    throw noPicture(excerpt(joinParts(parts)), received);
  },
};

function toParts(text: string, { pictures }: GivenPictures): Json {
  return [
    { type: "input_text", text },
    ...pictures.map((image_url) => ({ type: "input_image", image_url, detail: "auto" })),
  ];
}
