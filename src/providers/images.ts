import type { ImageSettings, JsonObject, Provider, Usage } from "../job/types.ts";
import { notAnAnswer, newUsageNames, readUsage } from "./outcome.ts";
import { ReplyFields } from "./reply-fields.ts";

/** One picture of a reply: its bytes, or a link to them that will not live long. */
export type ImageSource = (
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "link"; readonly url: string }
) & { readonly revisedPrompt?: string | undefined };

export interface ImageReply {
  readonly images: readonly ImageSource[];
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
}

export const imagesPath = "/images/generations";

/** The body of `POST /images/generations`; only what the job says is sent. */
export function buildImageBody(settings: ImageSettings, prompt: string, n: number): JsonObject {
  return {
    model: settings.model,
    prompt,
    n,
    ...(settings.size !== undefined && { size: settings.size }),
    ...(settings.quality !== undefined && { quality: settings.quality }),
    ...(settings.outputFormat !== undefined && { output_format: settings.outputFormat }),
    ...(settings.outputCompression !== undefined && {
      output_compression: settings.outputCompression,
    }),
    ...(settings.background !== undefined && { background: settings.background }),
    ...(settings.moderation !== undefined && { moderation: settings.moderation }),
    ...settings.extra,
  };
}

/** The largest `n` of one request: the provider's setting, else what the model is known to take. */
export function maxImagesPerRequest(model: string, provider: Provider): number {
  return provider.limits.imagesPerRequest ?? (model.startsWith("dall-e-3") ? 1 : 10);
}

/**
 * Reads a 200's body.
 * @throws AttemptError ANSWER_BLANK when it holds no picture, PROVIDER_BAD_RESPONSE
 */
export function readImageReply(body: unknown): ImageReply {
  const reply = new ReplyFields(body);
  const images = (reply.optionalObjects("data") ?? []).flatMap((entry): ImageSource[] => {
    const revisedPrompt = entry.optionalText("revised_prompt");
    const base64 = entry.optionalText("b64_json");
    if (base64) return [{ kind: "bytes", bytes: Buffer.from(base64, "base64"), revisedPrompt }];
    const url = entry.optionalText("url");
    return url ? [{ kind: "link", url, revisedPrompt }] : [];
  });
  if (images.length === 0) throw notAnAnswer("ANSWER_BLANK");
  return { images, servedBy: reply.optionalText("model"), usage: readUsage(reply, newUsageNames) };
}
