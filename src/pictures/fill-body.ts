import type { Json, JsonObject } from "../job/types.ts";

/** Puts a text in the place of another one, wherever that stands as a whole in a body. */
export function replaceText(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, replaceIn(value, from, to)] as const),
  );
}

function replaceIn(value: Json, from: string, to: string): Json {
  if (value === from) {
    return to;
  }
  if (isList(value)) {
    return value.map((item) => replaceIn(item, from, to));
  }
  return typeof value === "object" && value !== null ? replaceText(value, from, to) : value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
