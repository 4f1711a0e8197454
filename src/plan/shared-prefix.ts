import { createHash } from "node:crypto";
import type { AttachedContent, Json, ResolvedRequest } from "../job/types.ts";

/** About so many bytes stand for a token. */
export const bytesPerToken = 4;
/** A provider's cache keeps beginnings of 1,024 tokens and more. */
const prefixBytes = 1024 * bytesPerToken;

/** The beginning of a request, as it is for all that begin alike. */
interface Prefix {
  readonly hash: string;
  /** Its length, in bytes of text. */
  readonly bytes: number;
}

type Prompted = Pick<ResolvedRequest, "provider" | "model" | "body" | "attached">;

/**
 * What two requests have in common whose prompts begin alike for as long as a provider's cache needs: the
 * first of them writes it there, and the others read it. Undefined for a request that is too short.
 */
export function sharedPrefix(request: Prompted): string | undefined {
  const [first] = listPrefixes(request);
  return first?.hash;
}

/**
 * The beginnings of a request that a cache may hold, each about 1,024 tokens longer than the one before. What goes
 * along stands there by its hash.
 */
export function* listPrefixes({
  provider,
  model,
  body,
  attached = [],
}: Prompted): Generator<Prefix, void> {
  const formats = [body["text"] ?? null, body["response_format"] ?? null];
  const key = body["prompt_cache_key"] ?? null;
  const hash = createHash("sha256").update(JSON.stringify([provider, model, key, formats]));
  // The order in which the API reads them, whatever the order in the body.
  const said = [body["tools"], body["instructions"], body["input"] ?? body["messages"]];
  let bytes = 0;
  let dueBytes = prefixBytes;
  for (const text of said.flatMap(listTexts)) {
    const file = attached.find(({ sha256 }) => text.includes(sha256));
    const whole = Buffer.from(text, "utf8");
    hash.update("\0");
    for (let at = 0; at < whole.length;) {
      const end = file === undefined ? at + dueBytes - bytes : whole.length;
      const part = whole.subarray(at, end);
      hash.update(part);
      at += part.length;
      bytes += part.length + (file === undefined ? 0 : weigh(file));
      if (bytes >= dueBytes) {
        const known = Math.floor(bytes / prefixBytes) * prefixBytes;
        yield { hash: hash.copy().digest("base64url"), bytes: known };
        dueBytes = known + prefixBytes;
      }
    }
  }
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
