import { hashBytes } from "../files/hash.ts";
import type { Endpoint, Json, JsonObject } from "../job/types.ts";

/** JSON with sorted keys and no spaces: the same text for the same value (as in RFC 8785). */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map((item: Json) => canonicalJson(item)).join(",")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  let members = "";
  for (const key of Object.keys(value).toSorted()) {
    const member: Json | undefined = Reflect.get(value, key);
    if (member !== undefined) {
      members += `${members && ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
  }
  return `{${members}}`;
}

/** What identifies a request. */
interface Identified {
  readonly provider: string;
  readonly endpoint: Endpoint;
  readonly body: JsonObject;
}

/**
 * What identifies a request: the provider, the endpoint and the exact body, but for what only says how it
 * is sent, and how many pictures it asks for. Timeouts, limits and prices are no part of it, so that
 * changing them never makes an answer stale.
 */
export function fingerprintRequest({ provider, endpoint, body }: Identified): string {
  const asked = withoutManner(withoutCount(endpoint, body));
  return fingerprintWhole({ provider, endpoint, body: asked });
}

/**
 * The fingerprint of a request as earlier versions wrote it, where that was another: with the manner in
 * which it is sent.
 */
export function formerFingerprint({ provider, endpoint, body }: Identified): string | undefined {
  const asked = withoutCount(endpoint, body);
  return withoutManner(asked) === asked
    ? undefined
    : fingerprintWhole({ provider, endpoint, body: asked });
}

/** The keys of a body that only say how, or how dear, it is sent: the answer to it is the same. */
const mannerKeys = ["service_tier", "prompt_cache_key"];

/** A body without the keys that say how it is sent. */
export function withoutManner(body: JsonObject): JsonObject {
  return mannerKeys.some((key) => key in body)
    ? Object.fromEntries(Object.entries(body).filter(([key]) => !mannerKeys.includes(key)))
    : body;
}

/** The fingerprint as version 0.1 wrote it: of pictures, with how many there were to be. */
export function fingerprintWhole({ provider, endpoint, body }: Identified): string {
  return hashBytes(canonicalJson({ provider, endpoint, body }));
}

/** A body without the number of pictures that it asks for: each of them answers it alone. */
export function withoutCount(endpoint: Endpoint, body: JsonObject): JsonObject {
  if (endpoint !== "images") {
    return body;
  }
  const { n: _, ...rest } = body;
  return rest;
}
