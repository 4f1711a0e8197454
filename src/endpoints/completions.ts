import * as z from "zod";
import { choiceFields, readChoice, replyFields, takeFirst } from "./choice.ts";
import { attachedText } from "./attached-text.ts";
import { samplingFields } from "./sampling.ts";
import type { TextEndpointAdapter } from "./text-endpoint.ts";
import { usageOf } from "./usage.ts";
import { optionalText, readWire } from "./wire.ts";

const replySchema = z.object({
  ...replyFields,
  choices: z.array(z.object({ ...choiceFields, text: optionalText })),
});

/**
 * The legacy `POST /completions`: no system role, so that text stands before the prompt. Its
 * `max_tokens` would default to 16, a silent truncation; it is always sent.
 */
export const completions: TextEndpointAdapter = {
  path: "/completions",
  takesPicture: false,
  sample: {
    text: {
      curl: String.raw`(.choices[0].text | strings | sub("^\\s+"; "")) // .`,
      python: `print(response.json()["choices"][0]["text"].strip())`,
      typescript: "console.log(reply.choices[0].text.trim());",
      openai: {
        method: "completions.create",
        takes: "model prompt max_tokens temperature top_p seed stop n suffix",
        reader: "print(response.choices[0].text.strip())",
      },
    },
  },
  buildBody: (settings, { system, prompt, attached = [] }) => ({
    model: settings.model,
    prompt: [...(system === undefined ? [] : [system]), ...attached.map(attachedText), prompt].join(
      "\n\n",
    ),
    max_tokens: settings.maxOutputTokens,
    ...samplingFields(settings),
    ...settings.extra,
  }),
  readReply: (body, excerpt) => {
    const reply = readWire(replySchema, body);
    const choice = takeFirst(reply.choices, usageOf(reply));
    return readChoice({ ...choice, content: choice.text ?? "" }, reply, excerpt);
  },
};
