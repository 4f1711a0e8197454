import { hashBytes } from "../files/hash.ts";
import type { AttachedContent, Json, ResolvedRequest } from "../job/types.ts";

/** A provider's cache keeps beginnings of 1,024 tokens and more, of about four bytes each. */
const prefixBytes = 1024 * 4;

/**
 * What two requests have in common whose prompts begin alike for as long as a provider's cache needs: the
 * first of them writes it there, and the others read it. Undefined for a request that is too short.
 */
export function sharedPrefix({
  provider,
  model,
  body,
  attached = [],
}: Pick<ResolvedRequest, "provider" | "model" | "body" | "attached">): string | undefined {
  // The order in which the API reads them, whatever the order in the body.
  const said = [body["tools"], body["instructions"], body["input"] ?? body["messages"]];
  const { parts, bytes } = cut(said.flatMap(listTexts), attached);
  if (bytes < prefixBytes) {
    return undefined;
  }
  const formats = [body["text"] ?? null, body["response_format"] ?? null];
  const key = body["prompt_cache_key"] ?? null;
  return hashBytes(JSON.stringify([provider, model, key, formats, parts]));
}

/** The beginning of texts, as far as a cache needs it. What goes along stands there by its hash. */
function cut(
  texts: readonly string[],
  attached: readonly AttachedContent[],
): { readonly parts: readonly string[]; readonly bytes: number } {
  const parts: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    if (bytes >= prefixBytes) {
      break;
    }
    const file = attached.find(({ sha256 }) => text.includes(sha256));
    const whole = Buffer.from(text, "utf8");
    const part = file === undefined ? whole.subarray(0, prefixBytes - bytes) : whole;
    parts.push(part.toString("latin1"));
    bytes += part.byteLength + (file === undefined ? 0 : weigh(file));
  }
  return { parts, bytes };
}

/** About as many bytes of text as a file counts for; a page of a PDF is more than enough. */
function weigh({ kind, bytes }: AttachedContent): number {
  switch (kind) {
    case "text":
      return bytes;
    case "picture":
      return prefixBytes / 4;
    case "pdf":
      return prefixBytes;
    default:
      return kind satisfies never;
  }
}

function listTexts(value: Json | undefined): readonly string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(listTexts) : [];
}
