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

/**
 * What identifies a request: the provider, the endpoint and the exact body. Timeouts, limits and
 * prices are no part of it, so that changing them never makes an answer stale.
 */
export function fingerprintRequest(request: {
  provider: string;
  endpoint: Endpoint;
  body: JsonObject;
}): string {
  const { provider, endpoint, body } = request;
  return hashBytes(canonicalJson({ provider, endpoint, body }));
}
