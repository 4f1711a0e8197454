import { hashBytes } from "../files/hash.ts";
import { type Asked, isTextBlock } from "../job/asked.ts";
import { isOpenai, sandboxProvider } from "../job/provider-names.ts";
import type { Article, JsonObject, Provider, ResolvedRequest } from "../job/types.ts";
import { sharedPrefix } from "./shared-prefix.ts";

/** The API takes 64 characters. */
const keyLength = 32;

/**
 * A body with the key that keeps the requests of an article together, so that each finds their beginning in
 * the provider's cache. Only where several have a long one in common, and through what version 0.1 did not
 * have: its bodies stay as they were.
 */
export function withCacheKey(
  request: Pick<ResolvedRequest, "provider" | "model" | "body" | "attached">,
  article: Article,
  { block, provider }: { readonly block: Asked; readonly provider: Provider },
): JsonObject {
  const { body } = request;
  const isKnown =
    provider.promptCacheKey ?? (isOpenai(provider) && provider.name !== sandboxProvider);
  const hasKey = "prompt_cache_key" in body || "prompt" in body;
  return isKnown &&
    !hasKey &&
    beginsWithMaterial(article, block) &&
    hasSeveralTexts(article) &&
    sharedPrefix(request) !== undefined
    ? { ...body, prompt_cache_key: keyOf(article) }
    : body;
}

function keyOf({ slug }: Article): string {
  return `prelo-${hashBytes(slug).replace("sha256:", "").slice(0, keyLength)}`;
}

/** Whether more than the author's own instructions comes before the prompt. */
function beginsWithMaterial({ style, glossary }: Article, block: Asked): boolean {
  const hasOwn = "attach" in block || "examples" in block || "follows" in block;
  return style !== undefined || glossary !== undefined || hasOwn;
}

function hasSeveralTexts({ blocks }: Article): boolean {
  return blocks.findIndex(isTextBlock) !== blocks.findLastIndex(isTextBlock);
}
