import * as z from "zod";
import { chatCall } from "./chat.ts";
import { choiceFields, content, joinParts, replyFields, takeFirst } from "./choice.ts";
import { assertFinished } from "./finish.ts";
import type { GivenPictures, ImageEndpointAdapter } from "./image-endpoint.ts";
import { noPicture, notAnAnswer, nothingButUsage } from "./outcome.ts";
import { address, toSource } from "./picture-source.ts";
import type { Json } from "./types.ts";
import { usageOf } from "./usage.ts";
import { optionalText, readWire } from "./wire.ts";

/** As a part of `images`, or of the content itself. */
const picturePart = z
  .union([
    z.object({ url: z.string() }).transform(({ url }) => url),
    z.object({ image_url: address }).transform(({ image_url }) => image_url),
    z.object({ b64_json: z.string() }).transform(({ b64_json }) => b64_json),
  ])
  .optional()
  .catch(undefined);

const replySchema = z.object({
  ...replyFields,
  choices: z.array(
    z.object({
      ...choiceFields,
      message: z.object({
        content: content.catch([]),
        refusal: optionalText.catch(undefined),
        images: z
          .array(z.union([z.string(), picturePart]))
          .nullish()
          .catch(undefined),
      }),
    }),
  ),
});
const contentPictures = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.array(picturePart).catch([]) }) })),
});

const downloadInPython = `    with urllib.request.urlopen(picture["image_url"]["url"]) as download:
        content = download.read()`;

/** `POST /chat/completions` of servers whose chat models draw; one picture a request. */
export const chatImages: ImageEndpointAdapter = {
  path: "/chat/completions",
  sample: {
    // Both `urlopen` and `fetch` read `data:` addresses as well.
    pictures: {
      curl: `.choices[0].message.images[].image_url.url | if startswith("data:") then "base64 " + (split(",")[1]) else "url " + . end`,
      python: {
        list: `response.json()["choices"][0]["message"]["images"]`,
        content: downloadInPython,
      },
      openai: {
        ...chatCall,
        reader: { list: "response.choices[0].message.images", content: downloadInPython },
      },
      typescript: {
        list: "reply.choices[0].message.images",
        content:
          "  const content = Buffer.from(await (await fetch(picture.image_url.url)).arrayBuffer());",
      },
    },
  },
  buildBody: (settings, prompt, _n, given) => ({
    model: settings.model,
    messages: [{ role: "user", content: given === undefined ? prompt : toParts(prompt, given) }],
    modalities: ["image", "text"],
    ...settings.extra,
  }),
  forPictures: (body) => body,
  mostPerRequest: () => 1,
  readReply: (body, excerpt) => {
    const reply = readWire(replySchema, body);
    const usage = usageOf(reply);
    const received = nothingButUsage(usage);
    const choice = takeFirst(reply.choices, usage);
    const { content: parts, refusal, images } = choice.message;
    assertFinished(choice.finish_reason, received);
    const [first] = contentPictures.safeParse(body).data?.choices ?? [];
    const text = joinParts(parts);
    const sources = [...(images ?? []), ...(first?.message.content ?? []), ...findInText(text)];
    const found = sources.map((source) => toSource(source)).find((source) => source !== undefined);
    if (found !== undefined) {
      return { images: [found], servedBy: reply.model, usage };
    }
    if (refusal) {
      throw notAnAnswer("ANSWER_REFUSED", { received });
    }
    throw noPicture(excerpt(text), received);
  },
};

function toParts(text: string, { pictures }: GivenPictures): Json {
  return [
    { type: "text", text },
    ...pictures.map((url) => ({ type: "image_url", image_url: { url } })),
  ];
}

/** A picture that the model set into its text, in Markdown, or its bare address. */
function findInText(text: string): readonly string[] {
  if (/^\s*(?:data:image\/|https?:\/\/)\S+\s*$/i.test(text)) {
    return [text.trim()];
  }
  return [...text.matchAll(/!\[[^\]]*\]\(\s*((?:data:image\/|https?:\/\/)[^\s)]+)/g)].map(
    ([, link = ""]) => link,
  );
}
