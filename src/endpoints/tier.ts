import type { JsonObject } from "./types.ts";

const key = "service_tier";

/** How long a reply of the flex tier may take, in milliseconds: it is slow by design. */
export const flexTimeoutMs = 900_000;

/** Whether a request asks for the cheap tier that may have no room. */
export function isFlex(body: JsonObject): boolean {
  return body[key] === "flex";
}

/** A body that asks for the flex tier. */
export function inFlex(body: JsonObject): JsonObject {
  return { ...body, [key]: "flex" };
}

/** A body that names no tier. */
export function withoutTier(body: JsonObject): JsonObject {
  const { [key]: _, ...rest } = body;
  return rest;
}
