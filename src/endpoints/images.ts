import * as z from "zod";
import type { ImageParameters, Json, JsonObject } from "./types.ts";
import { assertNoError } from "./choice.ts";
import { assertFinished } from "./finish.ts";
import type { FormPart, ImageEndpointAdapter } from "./image-endpoint.ts";
import { notAnAnswer, nothingButUsage } from "./outcome.ts";
import { address, type ImageSource, toSource } from "./picture-source.ts";
import { newUsage, tierField, usageOf } from "./usage.ts";
import { finishReason, optionalText, readWire, tolerantName } from "./wire.ts";

const entrySchema = z.union([
  z.string().transform((source) => ({ source })),
  z.object({ image_url: address }).transform(({ image_url }) => ({ source: image_url })),
  z.object({ image: z.string() }).transform(({ image }) => ({ source: image })),
  z.object({
    b64_json: optionalText,
    base64: optionalText,
    url: optionalText,
    revised_prompt: optionalText.catch(undefined),
    finish_reason: finishReason,
    finishReason,
    error: z.unknown().optional(),
  }),
]);
/** A list of them, or one alone. */
const entries = z.preprocess(
  (value) => (typeof value !== "object" || value === null ? value : [value].flat()),
  z.array(entrySchema).nullish(),
);

const replySchema = z.object({
  model: tolerantName,
  usage: newUsage,
  ...tierField,
  data: entries,
  // What some compatible servers call the same.
  images: entries.catch(undefined),
  artifacts: entries.catch(undefined),
});

/** `POST /images/generations`; with pictures given, `POST /images/edits`. */
export const images: ImageEndpointAdapter = {
  path: "/images/generations",
  sample: {
    pictures: {
      curl: `.data[] | if .b64_json then "base64 " + .b64_json else "url " + .url end`,
      python: {
        list: `response.json()["data"]`,
        content: `    if picture.get("b64_json"):
        content = base64.b64decode(picture["b64_json"])
    else:
        download = requests.get(picture["url"], timeout=300)
        download.raise_for_status()
        content = download.content`,
      },
      openai: {
        method: "images.generate",
        takes:
          "model prompt n size quality output_format output_compression background moderation response_format style user",
        edits: {
          method: "images.edit",
          takes:
            "image mask model prompt n size quality output_format output_compression background input_fidelity response_format user",
        },
        reader: {
          list: "response.data",
          content: `    if picture.b64_json:
        content = base64.b64decode(picture.b64_json)
    else:
        with urllib.request.urlopen(picture.url) as download:
            content = download.read()`,
        },
      },
      typescript: {
        list: "reply.data",
        content: `  const content = picture.b64_json
    ? Buffer.from(picture.b64_json, "base64")
    : Buffer.from(await (await fetch(picture.url)).arrayBuffer());`,
      },
    },
  },
  buildBody: (settings, prompt, n, given) => ({
    model: settings.model,
    prompt,
    n,
    ...pictureFields(settings),
    ...settings.extra,
    ...(given !== undefined && { image: given.pictures }),
    ...(given?.mask !== undefined && { mask: given.mask }),
  }),
  edits: { path: "/images/edits", toParts, toJson },
  forPictures: (body, n) => ({ ...body, n }),
  /** The provider's setting, else what the model is known to take. */
  mostPerRequest: (model, configured) => configured ?? (model.startsWith("dall-e-3") ? 1 : 10),
  readReply: (body, excerpt) => {
    const reply = readWire(replySchema, body);
    const found = reply.data ?? reply.images ?? reply.artifacts ?? [];
    const sources = found.flatMap((entry) => toEntrySource(entry) ?? []);
    const usage = usageOf(reply);
    if (sources.length === 0) {
      const received = nothingButUsage(usage);
      for (const entry of found) {
        if ("source" in entry) {
          continue;
        }
        assertNoError(entry.error, received, excerpt);
        assertFinished(entry.finish_reason ?? entry.finishReason, received);
      }
      const isOther = (reply.data ?? undefined) === undefined && found.length > 0;
      throw notAnAnswer("ANSWER_BLANK", { retryable: !isOther, received });
    }
    return { images: sources, servedBy: reply.model, usage };
  },
};

/** The fields of `/images/edits`: its pictures are files, all else is text. */
function toParts(body: JsonObject): readonly FormPart[] {
  return Object.entries(body).flatMap(([name, value]): readonly FormPart[] => {
    if (name === "image") {
      return [value].flat().map((each, index) => toFile("image[]", `image-${index + 1}`, each));
    }
    if (name === "mask") {
      return [toFile(name, name, value)];
    }
    return value === null
      ? []
      : [{ name, value: typeof value === "string" ? value : JSON.stringify(value) }];
  });
}

/** The same as JSON: each picture by its address. */
function toJson({ image = [], mask, ...body }: JsonObject): JsonObject {
  return {
    ...body,
    images: [image].flat().map((each) => ({ image_url: each })),
    ...(mask !== undefined && { mask: { image_url: mask } }),
  };
}

function toFile(name: string, file: string, url: Json | undefined): FormPart {
  const text = typeof url === "string" ? url : "";
  const source = toSource(text, "base64");
  const [, format = "png"] = /^data:image\/([a-z]+)/.exec(text) ?? [];
  return {
    name,
    file: `${file}.${format === "jpeg" ? "jpg" : format}`,
    mediaType: `image/${format}`,
    bytes: source?.kind === "bytes" ? source.bytes : Buffer.alloc(0),
  };
}

/** The settings of a picture, under the API's names; only what the job says is sent. */
export function pictureFields(settings: ImageParameters): JsonObject {
  return {
    ...(settings.size !== undefined && { size: settings.size }),
    ...(settings.quality !== undefined && { quality: settings.quality }),
    ...(settings.outputFormat !== undefined && { output_format: settings.outputFormat }),
    ...(settings.outputCompression !== undefined && {
      output_compression: settings.outputCompression,
    }),
    ...(settings.background !== undefined && { background: settings.background }),
    ...(settings.moderation !== undefined && { moderation: settings.moderation }),
  };
}

/** One entry's picture; a picture that a filter withheld is none, whatever stands in its place. */
function toEntrySource(entry: z.output<typeof entrySchema>): ImageSource | undefined {
  if ("source" in entry) {
    return toSource(entry.source);
  }
  const { b64_json, base64, url, revised_prompt, finish_reason, finishReason: reason } = entry;
  if (!isWhole(finish_reason ?? reason)) {
    return undefined;
  }
  const source =
    toSource(b64_json, "base64") ?? toSource(base64, "base64") ?? toSource(url, "link");
  return source && { ...source, revisedPrompt: revised_prompt ?? undefined };
}

function isWhole(finish: string | null | undefined): boolean {
  return /^(?:stop|success|succeeded|completed|finished)$/i.test(finish ?? "stop");
}
